//! The texts of `ipset`: command lines, which are also the lines of `ipset save`, and what `list` and `save` print.
//! Carrying them out is `tools::ipset`'s.

pub mod command;
pub mod create;
pub mod element;
pub mod packet_options;
pub mod print;

use std::fmt;

/// What `ipset` says about a wrong command, and its exit code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// Without the `ipset v7.17: ` in front.
    pub text: String,
    pub code: u8,
}

impl Complaint {
    /// A command line that makes no sense: exit code 2, and the advice to ask for help.
    pub fn parameter(text: impl Into<String>) -> Complaint {
        Complaint { text: text.into(), code: 2 }
    }

    /// A word that cannot be read, or what the kernel refused: exit code 1.
    pub fn other(text: impl Into<String>) -> Complaint {
        Complaint { text: text.into(), code: 1 }
    }

    pub fn syntax(text: impl fmt::Display) -> Complaint {
        Complaint::other(format!("Syntax error: {text}"))
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl std::error::Error for Complaint {}
