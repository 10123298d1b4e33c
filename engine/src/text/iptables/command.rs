//! A command line of `iptables`, read into what it asks for. Carrying it out is `tools`'.

mod compatibility;
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
    pub task: Task,
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

/// What is to be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Task {
    Rules { chain: String, edit: RuleEdit },
    Chains(ChainEdit),
    Print(Printout),
}

/// What a command does to the rules of a chain, or asks of them.
#[derive(Clone, Debug, PartialEq)]
pub enum RuleEdit {
    Append { rules: Vec<Rule>, counter: Counter },
    Insert { number: u32, rules: Vec<Rule>, counter: Counter },
    Replace { number: u32, rule: Box<Rule>, counter: Counter },
    Delete { rules: Vec<Rule> },
    DeleteNumber { number: u32 },
    Check { rules: Vec<Rule> },
}

/// What a command does to chains as a whole.
#[derive(Clone, Debug, PartialEq)]
pub enum ChainEdit {
    Flush { chain: Option<String> },
    Zero { chain: Option<String>, number: Option<u32> },
    New { chain: String },
    Delete { chain: Option<String> },
    Rename { from: String, to: String },
    Policy { chain: String, policy: String },
}

/// What a command prints; a listing may set counters to zero afterwards.
#[derive(Clone, Debug, PartialEq)]
pub enum Printout {
    List { chain: Option<String>, number: Option<u32>, zero: bool },
    ListRules { chain: Option<String>, number: Option<u32>, zero: bool },
    Version,
    Help,
}

impl Task {
    /// The rules it describes.
    pub fn rules(&self) -> &[Rule] {
        match self {
            Task::Rules { edit, .. } => edit.rules(),
            Task::Chains(_) | Task::Print(_) => &[],
        }
    }

    pub fn is_listing(&self) -> bool {
        matches!(self, Task::Print(Printout::List { .. } | Printout::ListRules { .. }))
    }
}

impl RuleEdit {
    pub fn rules(&self) -> &[Rule] {
        match self {
            RuleEdit::Append { rules, .. }
            | RuleEdit::Insert { rules, .. }
            | RuleEdit::Delete { rules }
            | RuleEdit::Check { rules } => rules,
            RuleEdit::Replace { rule, .. } => std::slice::from_ref(rule.as_ref()),
            RuleEdit::DeleteNumber { .. } => &[],
        }
    }

    /// The counters of the rules it brings.
    pub fn counter_mut(&mut self) -> Option<&mut Counter> {
        match self {
            RuleEdit::Append { counter, .. } | RuleEdit::Insert { counter, .. } | RuleEdit::Replace { counter, .. } => {
                Some(counter)
            }
            RuleEdit::Delete { .. } | RuleEdit::DeleteNumber { .. } | RuleEdit::Check { .. } => None,
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

pub use compatibility::{Verb, check_chain_length, check_restored_chain_name};

/// Reads the words behind `iptables`.
pub fn read(words: &[&str], setting: Setting<'_>) -> Result<CommandLine, Problem> {
    reader::Reader::new(words, setting).read()
}
