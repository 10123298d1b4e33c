//! The options of one match or target: how an extension declares them, what was written, what is wrong with it.
//! Splitting command lines into options is `text`'s.

use std::fmt;

use super::conditions::ProtocolPattern;

/// A long option that an extension understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OptionSpec {
    /// Without the dashes.
    pub name: &'static str,
    /// The option this is another name of; itself for most.
    pub canonical: &'static str,
    pub takes: Takes,
    pub invertible: bool,
    pub mandatory: bool,
    /// May be written twice, or the extension itself complains if it is.
    pub repeatable: bool,
    /// Options it cannot stand with; its own name among them does no harm.
    pub excludes: &'static [&'static str],
    /// Options it cannot stand without.
    pub requires: &'static [&'static str],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    Nothing,
    One,
    /// A second word if there is one that is no option (`--tcp-flags MASK COMP`).
    Two,
}

impl OptionSpec {
    const fn new(name: &'static str, takes: Takes) -> OptionSpec {
        OptionSpec {
            name,
            canonical: name,
            takes,
            invertible: false,
            mandatory: false,
            repeatable: false,
            excludes: &[],
            requires: &[],
        }
    }

    pub const fn one(name: &'static str) -> OptionSpec {
        OptionSpec::new(name, Takes::One)
    }

    pub const fn two(name: &'static str) -> OptionSpec {
        OptionSpec::new(name, Takes::Two)
    }

    pub const fn flag(name: &'static str) -> OptionSpec {
        OptionSpec::new(name, Takes::Nothing)
    }

    pub const fn invertible(self) -> OptionSpec {
        OptionSpec { invertible: true, ..self }
    }

    pub const fn mandatory(self) -> OptionSpec {
        OptionSpec { mandatory: true, ..self }
    }

    pub const fn repeatable(self) -> OptionSpec {
        OptionSpec { repeatable: true, ..self }
    }

    pub const fn excludes(self, excludes: &'static [&'static str]) -> OptionSpec {
        OptionSpec { excludes, ..self }
    }

    pub const fn requires(self, requires: &'static [&'static str]) -> OptionSpec {
        OptionSpec { requires, ..self }
    }

    /// The same option under another name.
    pub const fn or(self, name: &'static str) -> OptionSpec {
        OptionSpec { name, ..self }
    }
}

/// One option as it was written, its name spelled out in full and canonical.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Given<'words> {
    pub name: &'static str,
    pub inverted: bool,
    /// Empty for options that take nothing.
    pub value: &'words str,
    /// Only for options that take two.
    pub second: Option<&'words str>,
    /// What `-p` had said when the option was read.
    pub protocol: ProtocolPattern,
}

impl<'words> Given<'words> {
    /// A text that may not be empty.
    pub fn filled(&self) -> Result<&'words str, Problem> {
        match self.value.is_empty() {
            true => Err(Problem::library("Argument must have a minimum length of 1 characters")),
            false => Ok(self.value),
        }
    }

    /// Behind `-p tcp` and the like, not `! -p`.
    pub fn is_of_protocol(&self, numbers: &[u8]) -> bool {
        !self.protocol.inverted && numbers.contains(&self.protocol.number)
    }
}

/// What stands in the rule beside the extension, when all of it was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Surroundings {
    pub protocol: ProtocolPattern,
}

/// The option of this name, if it was written.
pub fn find<'given, 'words>(given: &'given [Given<'words>], name: &str) -> Option<&'given Given<'words>> {
    given.iter().find(|option| option.name == name)
}

pub fn has(given: &[Given<'_>], name: &str) -> bool {
    find(given, name).is_some()
}

/// What holds for the options of every extension as they are read: nothing twice, no `!` where it makes no sense.
pub fn check_each(extension: &str, specs: &[OptionSpec], given: &[Given<'_>]) -> Result<(), Problem> {
    for (place, option) in given.iter().enumerate() {
        let Some(spec) = specs.iter().find(|spec| spec.canonical == option.name) else { continue };
        if !spec.repeatable && given.iter().take(place).any(|earlier| earlier.name == option.name) {
            return Err(Problem::library(format!("{extension}: option \"--{}\" can only be used once.", option.name)));
        }
        if option.inverted && !spec.invertible {
            return Err(Problem::library(format!("{extension}: option \"--{}\" cannot be inverted.", option.name)));
        }
    }
    Ok(())
}

/// What holds for them together: nothing missing, nothing that excludes another.
pub fn check_all(extension: &str, specs: &[OptionSpec], given: &[Given<'_>]) -> Result<(), Problem> {
    let specs = specs.iter().filter(|spec| spec.canonical == spec.name);
    specs.into_iter().try_for_each(|spec| check_company(extension, spec, given))
}

fn check_company(extension: &str, spec: &OptionSpec, given: &[Given<'_>]) -> Result<(), Problem> {
    let name = spec.name;
    if !has(given, name) {
        return match spec.mandatory {
            true => Err(Problem::library(format!("{extension}: option \"--{name}\" must be specified")).late()),
            false => Ok(()),
        };
    }
    if let Some(missing) = spec.requires.iter().find(|other| !has(given, other)) {
        let text = format!("{extension}: option \"--{name}\" also requires \"--{missing}\".");
        return Err(Problem::library(text).late());
    }
    if let Some(present) = spec.excludes.iter().find(|other| **other != name && has(given, other)) {
        let text = format!("{extension}: option \"--{name}\" cannot be used together with \"--{present}\".");
        return Err(Problem::library(text).late());
    }
    Ok(())
}

/// What was wrong with a command, in the words of the real tool, and its exit code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Without the `iptables v1.8.9 (nf_tables): ` in front, unless `bare`.
    pub text: String,
    pub exit_code: u8,
    /// The tool prints it without its name in front.
    pub bare: bool,
    pub noticed: Noticed,
    /// A line that is printed before it.
    pub before: String,
}

/// When the tool notices what is wrong: of several problems it tells the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Noticed {
    /// With the option's value.
    AtOnce,
    /// When all words were read.
    WhenRead,
    /// When the rule is made of them.
    WhenMade,
}

impl Problem {
    /// A wrong command line: exit code 2.
    pub fn usage(text: impl Into<String>) -> Problem {
        Problem { text: text.into(), exit_code: 2, bare: false, noticed: Noticed::AtOnce, before: String::new() }
    }

    /// The same from libxtables, whose texts end their line once more.
    pub fn library(text: impl Into<String>) -> Problem {
        Problem::usage(text.into() + "\n")
    }

    /// A mandatory option is not there: `check_all` says which.
    pub fn absent() -> Problem {
        Problem::usage("").late()
    }

    /// Something the tool cannot do: exit code 1.
    pub fn other(text: impl Into<String>) -> Problem {
        Problem { text: text.into(), exit_code: 1, bare: false, noticed: Noticed::AtOnce, before: String::new() }
    }

    pub fn late(self) -> Problem {
        Problem { noticed: Noticed::WhenRead, ..self }
    }

    pub fn last(self) -> Problem {
        Problem { noticed: Noticed::WhenMade, ..self }
    }

    /// With a line in front of all.
    pub fn behind(self, before: impl Into<String>) -> Problem {
        Problem { before: before.into(), ..self }
    }

    pub fn bare(self) -> Problem {
        Problem { bare: true, ..self }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl std::error::Error for Problem {}
