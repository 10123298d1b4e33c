//! Which commands and options go together, and what a chain may be called.

use crate::rules::options::Problem;
use crate::rules::targets::Extension;
use crate::text::iptables::options;

/// The commands, each with a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    Append,
    Insert,
    Replace,
    Delete,
    Check,
    List,
    ListRules,
    Flush,
    Zero,
    NewChain,
    DeleteChain,
    RenameChain,
    Policy,
}

impl Verb {
    const ALL: [(char, Verb); 13] = [
        ('A', Verb::Append),
        ('I', Verb::Insert),
        ('R', Verb::Replace),
        ('D', Verb::Delete),
        ('C', Verb::Check),
        ('L', Verb::List),
        ('S', Verb::ListRules),
        ('F', Verb::Flush),
        ('Z', Verb::Zero),
        ('N', Verb::NewChain),
        ('X', Verb::DeleteChain),
        ('E', Verb::RenameChain),
        ('P', Verb::Policy),
    ];

    pub fn from_letter(letter: char) -> Option<Verb> {
        Verb::ALL.into_iter().find(|(known, _)| *known == letter).map(|(_, verb)| verb)
    }

    /// As a word of a command line: `-A`, `--append`.
    pub fn of(word: &str) -> Option<Verb> {
        let word = word.strip_prefix('-')?;
        let letter = match word.strip_prefix('-') {
            Some(name) => options::letter_of(name)?,
            None => word.parse().ok()?,
        };
        Verb::from_letter(letter)
    }

    /// Does it do more than look?
    pub fn changes(self) -> bool {
        !matches!(self, Verb::Check | Verb::List | Verb::ListRules)
    }

    /// May a line begin with it, without `iptables` in front? Files that are restored have all that changes something; what
    /// prints rules, these alone.
    pub fn may_stand_bare(self, is_file: bool) -> bool {
        let is_printed = matches!(self, Verb::Append | Verb::Insert | Verb::Delete | Verb::NewChain | Verb::Policy);
        is_printed || (is_file && self.changes())
    }

    pub fn letter(self) -> char {
        Verb::ALL.into_iter().find(|(_, verb)| *verb == self).map_or('?', |(letter, _)| letter)
    }

    /// The tool's own order of commands: of several it names the last.
    pub fn rank(self) -> u8 {
        match self {
            Verb::Insert => 0,
            Verb::Delete => 1,
            Verb::Replace => 3,
            Verb::Append => 4,
            Verb::List => 5,
            Verb::Flush => 6,
            Verb::Zero => 7,
            Verb::NewChain => 8,
            Verb::DeleteChain => 9,
            Verb::Policy => 10,
            Verb::RenameChain => 11,
            Verb::ListRules => 12,
            Verb::Check => 14,
        }
    }

    /// Only listing and zeroing can be done at once.
    pub fn goes_with(self, other: Verb) -> bool {
        let lists = |verb| matches!(verb, Verb::List | Verb::ListRules);
        (lists(self) && other == Verb::Zero) || (self == Verb::Zero && lists(other))
    }

    pub fn numbered(self, number: Option<u32>) -> (Verb, bool) {
        (self, number.is_some() && matches!(self, Verb::Delete | Verb::Zero))
    }

    /// Does the command describe a rule?
    pub fn is_of_rule(self, number: Option<u32>) -> bool {
        match self {
            Verb::Append | Verb::Insert | Verb::Replace | Verb::Check => true,
            Verb::Delete => number.is_none(),
            Verb::List
            | Verb::ListRules
            | Verb::Flush
            | Verb::Zero
            | Verb::NewChain
            | Verb::DeleteChain
            | Verb::RenameChain
            | Verb::Policy => false,
        }
    }

    /// The letters of the options that go with it.
    fn options(self, by_number: bool) -> &'static str {
        match (self, by_number) {
            (Verb::Append | Verb::Insert | Verb::Replace, _) => "sdpjviocf",
            (Verb::Check, _) | (Verb::Delete, false) => "sdpjviof",
            (Verb::List, _) => "nvx0",
            (Verb::Policy, _) => "vc",
            (Verb::Delete, true)
            | (Verb::ListRules | Verb::Flush | Verb::Zero | Verb::NewChain | Verb::DeleteChain | Verb::RenameChain, _) => "v",
        }
    }
}

/// In the order in which the tool looks for what does not belong.
const CHECKED: [char; 12] = ['n', 's', 'd', 'p', 'j', 'v', 'x', 'i', 'o', '0', 'c', 'f'];

pub fn check((verb, by_number): (Verb, bool), seen: &[char]) -> Result<(), Problem> {
    let legal = verb.options(by_number);
    let illegal = CHECKED.into_iter().find(|letter| seen.contains(letter) && !legal.contains(*letter));
    match illegal {
        Some(letter) => Err(Problem::usage(format!("Illegal option `-{letter}' with this command"))),
        None => Ok(()),
    }
}

/// What a chain of a file may not be called: fewer targets are known there than to `-N`.
pub fn check_restored_chain_name(name: &str) -> Result<(), Problem> {
    check_first_letter(name)?;
    match name {
        "ACCEPT" | "DROP" | "RETURN" | "QUEUE" => Err(Problem::usage("chain name may not clash with target name")),
        _ => Ok(()),
    }
}

fn check_first_letter(name: &str) -> Result<(), Problem> {
    match name.chars().next().filter(|first| matches!(first, '-' | '!')) {
        Some(first) => Err(Problem::usage(format!("chain name not allowed to start with `{first}'"))),
        None => Ok(()),
    }
}

/// What a new chain may not be called.
pub fn check_chain_name(name: &str) -> Result<(), Problem> {
    check_first_letter(name)?;
    // "" is what a verdict's own target is called
    let is_target = matches!(name, "ACCEPT" | "DROP" | "RETURN" | "") || Extension::options(name).is_some();
    if is_target {
        return Err(Problem::usage("chain name may not clash with target name"));
    }
    match name.contains(|letter: char| letter.is_ascii_whitespace()) {
        true => Err(Problem::usage(format!("Invalid chain name `{name}'"))),
        false => Ok(()),
    }
}

/// The names of chains and targets stay below this.
pub const NAME_LIMIT: usize = 29;

pub fn check_chain_length(name: &str) -> Result<(), Problem> {
    match name.len() >= NAME_LIMIT {
        true => Err(Problem::usage(format!("chain name `{name}' too long (must be under {NAME_LIMIT} chars)"))),
        false => Ok(()),
    }
}
