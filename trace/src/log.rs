//! One line of the kernel log, before it is put into words. The words are `print::log`'s.

use std::sync::Arc;

use net::{InterfaceName, Mac};
use serde::{Deserialize, Serialize};

use crate::clock::Instant;
use crate::event::{RulePlace, View};
use crate::hook::Hook;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Logged {
    pub at: Instant,
    pub hook: Hook,
    pub place: RulePlace,
    pub line: LogLine,
    pub view: View,
    pub header: Option<LinkHeader>,
    /// Ports of a bridge, where it led the packet through the rules.
    pub port_in: InterfaceName,
    pub port_out: InterfaceName,
    pub owner: Option<Owner>,
}

/// What the rule that logs wants to see; the line itself is made of it and the packet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LogLine {
    pub level: u8,
    pub prefix: Arc<str>,
    pub tcp_sequence: bool,
    pub tcp_options: bool,
    pub ip_options: bool,
    pub user: bool,
    pub mac_decode: bool,
}

/// The Ethernet header a packet came with. None for what a host sends, nor for the copy of an own broadcast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LinkHeader {
    pub destination: Mac,
    pub source: Mac,
}

/// Who made a locally generated packet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Owner {
    pub user: u32,
    pub group: u32,
}
