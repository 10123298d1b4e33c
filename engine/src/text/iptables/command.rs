//! A command line of `iptables`, read into what it asks for. Carrying it out is `tools`'.

mod company;
mod reader;

use crate::rules::options::Problem;
use crate::rules::{Counter, Rule};
use crate::state::hook::TableName;
use crate::state::sets::Sets;
use crate::text::iptables::rule::Manner;

/// A whole command line.
#[derive(Clone, Debug, PartialEq)]
pub struct CommandLine {
    pub table: TableName,
    pub action: Action,
    pub manner: Printing,
    /// What the tool says although it goes on.
    pub warnings: Vec<String>,
}

/// How results are to be printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Printing {
    pub verbose: u32,
    pub numeric: bool,
    pub exact: bool,
    pub line_numbers: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    Append { chain: String, rules: Vec<Rule>, counter: Counter },
    Insert { chain: String, number: u32, rules: Vec<Rule>, counter: Counter },
    Replace { chain: String, number: u32, rule: Box<Rule>, counter: Counter },
    Delete { chain: String, rules: Vec<Rule> },
    DeleteNumber { chain: String, number: u32 },
    Check { chain: String, rules: Vec<Rule> },
    List { chain: Option<String>, number: Option<u32>, zero: bool },
    ListRules { chain: Option<String>, number: Option<u32>, zero: bool },
    Flush { chain: Option<String> },
    Zero { chain: Option<String>, number: Option<u32> },
    NewChain { chain: String },
    DeleteChain { chain: Option<String> },
    RenameChain { from: String, to: String },
    Policy { chain: String, policy: String, counter: Option<Counter> },
    Version,
    Help,
}

impl Action {
    /// The rules it describes.
    pub fn rules(&self) -> &[Rule] {
        match self {
            Action::Append { rules, .. }
            | Action::Insert { rules, .. }
            | Action::Delete { rules, .. }
            | Action::Check { rules, .. } => rules,
            Action::Replace { rule, .. } => std::slice::from_ref(rule.as_ref()),
            Action::DeleteNumber { .. }
            | Action::List { .. }
            | Action::ListRules { .. }
            | Action::Flush { .. }
            | Action::Zero { .. }
            | Action::NewChain { .. }
            | Action::DeleteChain { .. }
            | Action::RenameChain { .. }
            | Action::Policy { .. }
            | Action::Version
            | Action::Help => &[],
        }
    }

    /// The chain whose rules it changes or asks for.
    pub fn chain_of_rules(&self) -> Option<&str> {
        match self {
            Action::Append { chain, .. }
            | Action::Insert { chain, .. }
            | Action::Delete { chain, .. }
            | Action::Check { chain, .. }
            | Action::Replace { chain, .. }
            | Action::DeleteNumber { chain, .. } => Some(chain),
            Action::List { .. }
            | Action::ListRules { .. }
            | Action::Flush { .. }
            | Action::Zero { .. }
            | Action::NewChain { .. }
            | Action::DeleteChain { .. }
            | Action::RenameChain { .. }
            | Action::Policy { .. }
            | Action::Version
            | Action::Help => None,
        }
    }
}

/// What stands around a command line that is read.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'host> {
    pub manner: Manner,
    /// The table of the restore the line is in; `-t` is then not allowed.
    pub restoring: Option<TableName>,
    /// The sets a rule may name; whatever it names if they are not known.
    pub sets: Option<&'host Sets>,
}

impl Setting<'_> {
    pub const COMMAND: Setting<'static> = Setting { manner: Manner::Command, restoring: None, sets: None };
    pub const PASTE: Setting<'static> = Setting { manner: Manner::Paste, ..Setting::COMMAND };
}

pub use company::{Verb, check_chain_length, check_restored_chain_name};

/// Reads the words behind `iptables`.
pub fn read(words: &[&str], setting: Setting<'_>) -> Result<CommandLine, Problem> {
    reader::Reader::new(words, setting).read()
}
