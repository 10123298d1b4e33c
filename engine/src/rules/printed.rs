//! A match or target as it is printed, and nothing else of it: what a recording keeps of a rule.
//!
//! Who plays a recording evaluates no rule, so the page goes without the code of all extensions (feature `extensions`).

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Printed {
    pub name: String,
    /// As `iptables -S` prints it behind the name.
    pub saved: String,
    /// As `iptables -nL` prints it.
    pub listed: String,
    pub needs_conntrack: bool,
    /// The tools print it as part of an earlier match.
    pub printed_earlier: bool,
}

/// The text that a printer writes.
pub fn text(write: impl FnOnce(&mut String)) -> String {
    let mut text = String::new();
    write(&mut text);
    text
}
