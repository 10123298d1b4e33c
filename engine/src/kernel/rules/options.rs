//! The options of one match or target: how an extension declares them, and how it reads what was written.
//! Splitting command lines into options is `text`'s.

use std::fmt;

/// A long option that an extension understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OptionSpec {
    /// Without the dashes.
    pub name: &'static str,
    pub takes: Takes,
    pub invertible: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    Nothing,
    One,
    /// A second word if it does not begin with a dash (`--tcp-flags MASK COMP`).
    Two,
}

impl OptionSpec {
    pub const fn one(name: &'static str) -> OptionSpec {
        OptionSpec { name, takes: Takes::One, invertible: false }
    }

    pub const fn invertible(name: &'static str) -> OptionSpec {
        OptionSpec { name, takes: Takes::One, invertible: true }
    }

    pub const fn flag(name: &'static str) -> OptionSpec {
        OptionSpec { name, takes: Takes::Nothing, invertible: false }
    }
}

/// One option as it was written, its name spelled out in full.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    pub name: &'static str,
    pub inverted: bool,
    pub values: Vec<String>,
}

impl Given {
    pub fn value(&self) -> &str {
        self.values.first().map_or("", String::as_str)
    }
}

/// What was wrong with a command, in the words of the real tool, and its exit code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Without the `iptables v1.8.9 (nf_tables): ` in front.
    pub text: String,
    pub exit_code: u8,
}

impl Problem {
    /// A wrong command line: exit code 2.
    pub fn usage(text: impl Into<String>) -> Problem {
        Problem { text: text.into(), exit_code: 2 }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl std::error::Error for Problem {}
