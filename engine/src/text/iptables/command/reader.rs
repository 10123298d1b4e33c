//! The walk over the words of a command line: options in any order, extensions loaded as they are named. What an option of
//! the command itself means is `own`'s, what a command takes behind it `verb`'s, what all of it makes `finish`'s. Which options
//! go with which command is `company`'s.

mod finish;
mod own;
mod verb;

use super::company::Verb;
use super::{Action, CommandLine, Printing, Setting};
use crate::rules::Match;
use crate::rules::options::{Given, OptionSpec, Problem, Takes};
use crate::state::hook::TableName;
use crate::text::iptables::options::{self, Argument, Found, LINE_NUMBERS};
use crate::text::iptables::rule::{Manner, Parts};

pub struct Reader<'words> {
    words: &'words [&'words str],
    next: usize,
    /// What is left of a word of glued letters: `nvL`.
    letters: &'words str,
    setting: Setting<'words>,
    inverted: bool,
    parts: Parts<'words>,
    jumped_to: Option<&'words str>,
    /// The letters of the options that were given.
    seen: Vec<char>,
    table: Option<TableName>,
    verbs: Vec<Verb>,
    chain: Option<&'words str>,
    number: Option<u32>,
    new_name: Option<&'words str>,
    policy: Option<&'words str>,
    verbose: u32,
    warnings: Vec<String>,
    /// The match of the protocol was loaded without being named; or there is none to load: of multipath TCP.
    protocol_loaded: bool,
    /// `-w` was given, and `-W`.
    waits: bool,
    has_interval: bool,
}

impl<'words> Reader<'words> {
    pub fn new(words: &'words [&'words str], setting: Setting<'words>) -> Reader<'words> {
        Reader {
            words,
            next: 0,
            letters: "",
            setting,
            inverted: false,
            parts: Parts::with_sets(setting.sets),
            jumped_to: None,
            seen: Vec::new(),
            table: setting.restoring,
            verbs: Vec::new(),
            chain: None,
            number: None,
            new_name: None,
            policy: None,
            verbose: 0,
            warnings: Vec::new(),
            protocol_loaded: false,
            waits: false,
            has_interval: false,
        }
    }

    pub fn read(mut self) -> Result<CommandLine, Problem> {
        loop {
            match self.step() {
                Ok(Some(Step::Again)) => {}
                Ok(Some(Step::Done(action))) => return Ok(self.line(action)),
                Ok(None) => break,
                // a wrong value further left comes first
                Err(problem) => {
                    let problem = self.parts.wrong_value().unwrap_or(problem);
                    return Err(self.warned(problem));
                }
            }
        }
        match self.finish() {
            Ok(action) => Ok(self.line(action)),
            Err(problem) => Err(self.warned(problem)),
        }
    }

    /// Warnings are printed even if the command fails afterwards.
    fn warned(&self, problem: Problem) -> Problem {
        let warnings = self.warnings();
        if warnings.is_empty() { problem } else { problem.behind(warnings.join("\n")) }
    }

    fn warnings(&self) -> Vec<String> {
        let mut warnings = self.warnings.clone();
        warnings.extend(self.parts.warnings());
        warnings
    }

    fn line(&self, action: Action) -> CommandLine {
        let manner = Printing {
            verbose: self.verbose,
            numeric: self.seen.contains(&'n'),
            exact: self.seen.contains(&'x'),
            line_numbers: self.seen.contains(&LINE_NUMBERS),
        };
        CommandLine { table: self.table.unwrap_or(TableName::Filter), action, manner, warnings: self.warnings() }
    }

    /// Takes one option; `None` at the end.
    fn step(&mut self) -> Result<Option<Step>, Problem> {
        if let Some(letter) = self.letters.chars().next() {
            self.letters = self.letters.get(letter.len_utf8()..).unwrap_or("");
            return self.letter(letter).map(Some);
        }
        let Some(word) = self.words.get(self.next).copied() else { return Ok(None) };
        self.next += 1;
        if word == "--" {
            return match self.next < self.words.len() {
                true => Err(Problem::usage("unknown arguments found on commandline")),
                false => Ok(None),
            };
        }
        if let Some(long) = word.strip_prefix("--") {
            return self.long(long).map(Some);
        }
        match word.strip_prefix('-') {
            Some(letters) if !letters.is_empty() => {
                self.letters = letters;
                Ok(Some(Step::Again))
            }
            Some(_) | None => self.stray(word).map(Some),
        }
    }

    /// A word that is no option: a `!`, or too much.
    fn stray(&mut self, word: &'words str) -> Result<Step, Problem> {
        if word != "!" {
            if self.keep_unknown(word) {
                return Ok(Step::Again);
            }
            return Err(Problem::usage(format!("Bad argument `{word}'")).bare());
        }
        if self.inverted {
            return Err(Problem::usage("multiple consecutive ! not allowed"));
        }
        self.inverted = true;
        Ok(Step::Again)
    }

    fn letter(&mut self, letter: char) -> Result<Step, Problem> {
        let Some(option) = options::by_letter(letter) else {
            // the tool names the word it stands at, which it has left only with the last letter
            let word = if self.letters.is_empty() { self.current_word() } else { self.word_before() };
            return Err(Problem::usage(format!("unknown option \"{word}\"")));
        };
        let value = match option.takes {
            Argument::None => None,
            Argument::Glued => Some(std::mem::take(&mut self.letters)).filter(|value| !value.is_empty()),
            Argument::Needed if !self.letters.is_empty() => {
                let glued = std::mem::take(&mut self.letters);
                Some(if self.takes_whole_word(letter) { self.current_word() } else { glued })
            }
            Argument::Needed => Some(self.needed()?),
        };
        self.own(option, value)
    }

    fn current_word(&self) -> &'words str {
        self.words.get(self.next.saturating_sub(1)).copied().unwrap_or("")
    }

    fn word_before(&self) -> &'words str {
        self.words.get(self.next.saturating_sub(2)).copied().unwrap_or("")
    }

    /// The tool looks at the word before the next one where these options' values should be: it takes `-ptcp` for the
    /// protocol `-ptcp` (seen on 1.8.9).
    fn takes_whole_word(&self, letter: char) -> bool {
        self.setting.manner == Manner::Command && matches!(letter, 'p' | 's' | 'd' | 'j' | 'g' | 'i' | 'o')
    }

    fn needed(&mut self) -> Result<&'words str, Problem> {
        let option = self.current_word();
        let value = self.words.get(self.next).copied();
        self.next += 1;
        value.ok_or_else(|| Problem::usage(format!("option \"{option}\" requires an argument")))
    }

    fn long(&mut self, long: &'words str) -> Result<Step, Problem> {
        let (name, glued) = match long.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (long, None),
        };
        let Some(found) = self.look_up(name)? else {
            if self.keep_unknown(self.current_word()) {
                return Ok(Step::Again);
            }
            return Err(Problem::usage(format!("unknown option \"{}\"", self.current_word())));
        };
        let value = match glued {
            Some(_) if !found.may_take_word() => {
                return Err(Problem::usage(format!("unknown option \"{}\"", self.current_word())));
            }
            Some(_) if matches!(found, Found::Command(option) if self.takes_whole_word(option.letter)) => {
                Some(self.current_word())
            }
            Some(value) => Some(value),
            None if found.takes_word() => Some(self.needed()?),
            None => None,
        };
        match found {
            Found::Command(option) => self.own(option, value),
            Found::Extension { place, spec } => self.of_extension(place, spec, value.unwrap_or("")),
        }
    }

    /// Finds a long option; the first that nobody knows loads the match of the protocol.
    fn look_up(&mut self, name: &str) -> Result<Option<Found>, Problem> {
        if let Some(found) = self.find(name) {
            return Ok(Some(found));
        }
        let Some(protocol_match) = self.parts.protocol_match().filter(|_| !self.protocol_loaded) else { return Ok(None) };
        // in a paste, what the protocol's match does not know may belong to a match that nobody knows
        let knows = || Match::options(protocol_match).is_some_and(|specs| specs.iter().any(|spec| spec.name.starts_with(name)));
        if self.setting.manner == Manner::Paste && !knows() {
            return Ok(None);
        }
        self.protocol_loaded = true;
        self.parts.load_match(protocol_match, Manner::Command);
        Ok(self.find(name))
    }

    fn find(&self, name: &str) -> Option<Found> {
        options::by_name(name, self.parts.extensions.iter().map(|loaded| loaded.specs))
    }

    /// Words of a match nobody knows stay with it, if a paste is read.
    fn keep_unknown(&mut self, word: &'words str) -> bool {
        if self.setting.manner == Manner::Command {
            return false;
        }
        let Some(last) = self.parts.extensions.last_mut().filter(|loaded| loaded.specs.is_empty()) else { return false };
        if std::mem::take(&mut self.inverted) {
            last.unknown.push("!");
        }
        last.unknown.push(word);
        true
    }

    fn of_extension(&mut self, place: usize, spec: &'static OptionSpec, value: &'words str) -> Result<Step, Problem> {
        let value = self.old_order(value);
        let second = match spec.takes {
            Takes::Two => self.words.get(self.next).copied().filter(|word| !word.starts_with(['-', '!'])),
            Takes::Nothing | Takes::One => None,
        };
        self.next += usize::from(second.is_some());
        let inverted = std::mem::take(&mut self.inverted);
        let protocol = self.parts.protocol;
        if (spec.name, spec.canonical) == ("set", "match-set") {
            self.warnings.push("--set option deprecated, please use --match-set".to_owned());
        }
        self.parts.give(place, Given { name: spec.canonical, inverted, value, second, protocol });
        Ok(Step::Again)
    }

    /// `--dport ! 80`, as it was written before 2010.
    pub fn old_order(&mut self, value: &'words str) -> &'words str {
        if self.setting.manner == Manner::Command || value != "!" {
            return value;
        }
        let Some(word) = self.words.get(self.next).copied() else { return value };
        self.next += 1;
        self.inverted = true;
        word
    }
}

enum Step {
    Again,
    Done(Action),
}
