//! The walk over the words of a command line: options in any order, extensions loaded as they are named.
//! Which options go with which command is `company`'s.

use super::company::{self, NAME_LIMIT, Verb};
use super::{Action, CommandLine, Printing, Setting};
use crate::kernel::hook::TableName;
use crate::kernel::rules::options::{Given, OptionSpec, Problem, Takes};
use crate::kernel::rules::values::{number, protocol};
use crate::kernel::rules::{Counter, InterfacePattern, Match};
use crate::text::iptables::options::{self, Argument, CommandOption, Found, LINE_NUMBERS};
use crate::text::iptables::rule::{Manner, Parts};

pub struct Reader<'words> {
    words: &'words [&'words str],
    next: usize,
    /// What is left of a word of glued letters: `nvL`.
    letters: &'words str,
    setting: Setting,
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
    /// The match of the protocol was loaded without being named.
    protocol_loaded: bool,
}

impl<'words> Reader<'words> {
    pub fn new(words: &'words [&'words str], setting: Setting) -> Reader<'words> {
        Reader {
            words,
            next: 0,
            letters: "",
            setting,
            inverted: false,
            parts: Parts::default(),
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
        let mut warnings = self.warnings.clone();
        warnings.extend(self.parts.warnings());
        if warnings.is_empty() { problem } else { problem.behind(warnings.join("\n")) }
    }

    fn line(&self, action: Action) -> CommandLine {
        let manner = Printing {
            verbose: self.verbose,
            numeric: self.seen.contains(&'n'),
            exact: self.seen.contains(&'x'),
            line_numbers: self.seen.contains(&LINE_NUMBERS),
        };
        CommandLine { table: self.table.unwrap_or(TableName::Filter), action, manner, warnings: self.warnings.clone() }
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
        self.parts.give(place, Given { name: spec.canonical, inverted, value, second, protocol });
        Ok(Step::Again)
    }

    /// `--dport ! 80`, as it was written before 2010.
    fn old_order(&mut self, value: &'words str) -> &'words str {
        if self.setting.manner == Manner::Command || value != "!" {
            return value;
        }
        let Some(word) = self.words.get(self.next).copied() else { return value };
        self.next += 1;
        self.inverted = true;
        word
    }

    fn own(&mut self, option: CommandOption, value: Option<&'words str>) -> Result<Step, Problem> {
        if let Some(verb) = Verb::from_letter(option.letter) {
            return self.verb(verb, value);
        }
        let value = value.map(|value| self.old_order(value));
        let text = value.unwrap_or("");
        match option.letter {
            'p' => self.protocol(text)?,
            's' => {
                self.mark_seen('s')?;
                self.parts.source = Some((text, self.inverted));
            }
            'd' => {
                self.mark_seen('d')?;
                self.parts.destination = Some((text, self.inverted));
            }
            'i' => self.parts.input = self.interface('i', text)?,
            'o' => self.parts.output = self.interface('o', text)?,
            'f' => {
                self.mark_seen('f')?;
                self.parts.fragment = Some(!self.inverted);
            }
            'j' => self.jump(text)?,
            'g' => {
                self.mark_seen('j')?;
                self.parts.jump = Some((target_name(text)?, true));
                self.jumped_to = Some(text);
            }
            'm' => self.load(text)?,
            't' => self.choose_table(text)?,
            'c' => self.counters(text)?,
            'v' => {
                if self.verbose == 0 {
                    self.mark_seen('v')?;
                }
                self.verbose = self.verbose.saturating_add(1);
            }
            'V' => return Ok(Step::Done(Action::Version)),
            'h' => return Ok(Step::Done(Action::Help)),
            'w' | 'W' => self.wait(option.letter, text)?,
            'n' | 'x' | LINE_NUMBERS => self.mark_seen(option.letter)?,
            // -4, -6, -M change nothing here
            _ => {}
        }
        self.inverted = false;
        Ok(Step::Again)
    }

    fn mark_seen(&mut self, letter: char) -> Result<(), Problem> {
        if self.seen.contains(&letter) {
            return Err(Problem::usage(format!("multiple -{letter} flags not allowed")));
        }
        if self.inverted && !matches!(letter, 's' | 'd' | 'p' | 'i' | 'o' | 'f') {
            return Err(Problem::usage(format!("cannot have ! before -{letter}")));
        }
        self.seen.push(letter);
        Ok(())
    }

    fn protocol(&mut self, text: &str) -> Result<(), Problem> {
        self.mark_seen('p')?;
        let number = protocol::number(text).or_else(|| self.old_protocol(text));
        let number =
            number.ok_or_else(|| Problem::usage(format!("unknown protocol \"{}\" specified", text.to_ascii_lowercase())))?;
        if number == 0 && self.inverted {
            return Err(Problem::usage("rule would never match protocol"));
        }
        self.parts.protocol.number = number;
        self.parts.protocol.inverted = self.inverted;
        Ok(())
    }

    /// Names that `/etc/protocols` once had.
    fn old_protocol(&self, text: &str) -> Option<u8> {
        match (self.setting.manner, text) {
            (Manner::Paste, "ipv6-crypt") => Some(50),
            (Manner::Paste, "ipv6-auth") => Some(51),
            (Manner::Paste | Manner::Command, _) => None,
        }
    }

    fn interface(&mut self, letter: char, text: &str) -> Result<InterfacePattern, Problem> {
        if text.is_empty() {
            return Err(Problem::usage("Empty interface is likely to be undesired"));
        }
        self.mark_seen(letter)?;
        if text.contains(['/', ' ']) {
            let what = "('/' and ' ' are not allowed by the kernel).";
            self.warnings.push(format!("Warning: weird character in interface `{text}' {what}"));
        }
        InterfacePattern::parse(text, self.inverted)
            .ok_or_else(|| Problem::usage(format!("interface name `{text}' must be shorter than IFNAMSIZ (15)")))
    }

    fn jump(&mut self, text: &'words str) -> Result<(), Problem> {
        self.mark_seen('j')?;
        self.parts.load_target(target_name(text)?);
        self.jumped_to = Some(text);
        Ok(())
    }

    fn load(&mut self, text: &'words str) -> Result<(), Problem> {
        if self.inverted {
            return Err(Problem::usage("unexpected ! flag before --match"));
        }
        match self.parts.load_match(text, self.setting.manner) {
            true => Ok(()),
            false => Err(Problem::usage(format!("Couldn't load match `{text}':No such file or directory\n"))),
        }
    }

    fn choose_table(&mut self, text: &str) -> Result<(), Problem> {
        if self.inverted {
            return Err(Problem::usage("unexpected ! flag before --table"));
        }
        if self.setting.restoring.is_some() {
            return Err(Problem::usage("The -t option cannot be used in iptables-restore.\n"));
        }
        let missing = || Problem { exit_code: 3, ..Problem::usage(format!("table '{text}' does not exist")) };
        self.table = Some(TableName::from_name(text).ok_or_else(missing)?);
        Ok(())
    }

    fn counters(&mut self, text: &'words str) -> Result<(), Problem> {
        self.mark_seen('c')?;
        let (packets, bytes) = match text.split_once(',') {
            Some((packets, bytes)) => (packets, bytes),
            None => {
                let bytes = self.argument().ok_or_else(|| Problem::usage("-c requires packet and byte counter"))?;
                (text, bytes)
            }
        };
        let count = |text: &str, what: &str| {
            number::prefix(text).map(|(count, _)| count).ok_or_else(|| Problem::usage(format!("-c {what} counter not numeric")))
        };
        self.parts.counter = Some(Counter { packets: count(packets, "packet")?, bytes: count(bytes, "byte")? });
        Ok(())
    }

    fn wait(&mut self, letter: char, text: &str) -> Result<(), Problem> {
        if self.setting.restoring.is_some() {
            return Err(Problem::usage(format!("You cannot use `-{letter}' from iptables-restore")));
        }
        if letter == 'W' {
            let text = "--wait-interval only makes sense with --wait\n";
            return Err(Problem::usage(text));
        }
        let seconds = if text.is_empty() { self.argument() } else { Some(text) };
        match seconds.is_none_or(|seconds| number::prefix(seconds).is_some()) {
            true => Ok(()),
            false => Err(Problem::usage("wait seconds not numeric")),
        }
    }

    /// The next word, if it is no option and no `!`.
    fn argument(&mut self) -> Option<&'words str> {
        let word = self.words.get(self.next).copied().filter(|word| !word.starts_with(['-', '!']))?;
        self.next += 1;
        Some(word)
    }

    fn verb(&mut self, verb: Verb, value: Option<&'words str>) -> Result<Step, Problem> {
        if self.inverted {
            return Err(Problem::usage("unexpected '!' flag"));
        }
        if let Some(other) = self.verbs.iter().filter(|other| !verb.goes_with(**other)).max_by_key(|other| other.rank()) {
            let message = format!("Cannot use -{} with -{}", verb.letter(), other.letter());
            return Err(Problem::usage(message));
        }
        if verb == Verb::NewChain {
            company::check_chain_name(value.unwrap_or(""))?;
        }
        self.verbs.push(verb);
        self.chain = value.or_else(|| self.argument()).or(self.chain);
        self.behind_chain(verb)?;
        Ok(Step::Again)
    }

    fn behind_chain(&mut self, verb: Verb) -> Result<(), Problem> {
        match verb {
            Verb::Delete | Verb::Insert | Verb::List | Verb::ListRules | Verb::Zero => {
                self.number = self.argument().map(rule_number).transpose()?;
            }
            Verb::Replace => {
                let number = self.argument().ok_or_else(|| Problem::usage("-R requires a rule number"))?;
                self.number = Some(rule_number(number)?);
            }
            Verb::RenameChain => {
                let missing = "-E requires old-chain-name and new-chain-name";
                self.new_name = Some(self.argument().ok_or_else(|| Problem::usage(missing))?);
            }
            Verb::Policy => {
                let missing = "-P requires a chain and a policy";
                self.policy = Some(self.argument().ok_or_else(|| Problem::usage(missing))?);
            }
            Verb::Append | Verb::Check | Verb::Flush | Verb::NewChain | Verb::DeleteChain => {}
        }
        Ok(())
    }

    /// Everything was read: is it a command?
    fn finish(&mut self) -> Result<Action, Problem> {
        if self.setting.manner == Manner::Paste {
            self.parts.complete();
        }
        if let Some(problem) = self.parts.wrong_value() {
            return Err(problem);
        }
        let drop = self.jumped_to == Some("DROP") || self.policy == Some("DROP");
        if self.table == Some(TableName::Nat) && drop {
            let message = "\nThe \"nat\" table is not intended for filtering, the use of DROP is therefore inhibited.\n\n";
            return Err(Problem::usage(message));
        }
        let Some(verb) = self.verbs.first().copied() else { return Err(Problem::usage("no command specified")) };
        if self.inverted {
            return Err(Problem::usage("nothing appropriate following !"));
        }
        let rules = self.parts.rules()?;
        let of_matches = rules.first().into_iter().flat_map(|rule| rule.matches.iter().filter_map(Match::warning));
        self.warnings.extend(of_matches);
        if verb == Verb::Replace && rules.len() != 1 {
            return Err(Problem::usage("Replacement rule does not specify a unique address"));
        }
        company::check(verb.numbered(self.number), &self.seen)?;
        let chain = self.chain.unwrap_or("");
        company::check_chain_length(chain)?;
        if verb.is_of_rule(self.number) {
            self.check_interfaces(chain)?;
        }
        Ok(self.action(verb, rules))
    }

    fn check_interfaces(&self, chain: &str) -> Result<(), Problem> {
        let impossible = match chain {
            "PREROUTING" | "INPUT" => 'o',
            "POSTROUTING" | "OUTPUT" => 'i',
            _ => return Ok(()),
        };
        match self.seen.contains(&impossible) {
            true => Err(Problem::usage(format!("Can't use -{impossible} with {chain}\n"))),
            false => Ok(()),
        }
    }

    fn action(&self, verb: Verb, rules: Vec<crate::kernel::rules::Rule>) -> Action {
        let chain = self.chain.map(str::to_owned);
        let named = || self.chain.unwrap_or("").to_owned();
        let counter = self.parts.counter.unwrap_or_default();
        let zero = self.verbs.contains(&Verb::Zero);
        let number = self.number;
        match (verb, number) {
            (Verb::Append, _) => Action::Append { chain: named(), rules, counter },
            (Verb::Insert, number) => Action::Insert { chain: named(), number: number.unwrap_or(1), rules, counter },
            (Verb::Replace, number) => Action::Replace {
                chain: named(),
                number: number.unwrap_or(0),
                rule: Box::new(rules.into_iter().next().unwrap_or_default()),
                counter,
            },
            (Verb::Delete, Some(number)) => Action::DeleteNumber { chain: named(), number },
            (Verb::Delete, None) => Action::Delete { chain: named(), rules },
            (Verb::Check, _) => Action::Check { chain: named(), rules },
            (Verb::List, number) => Action::List { chain, number, zero },
            (Verb::ListRules, number) => Action::ListRules { chain, number, zero },
            (Verb::Zero, number) if self.verbs.contains(&Verb::List) => Action::List { chain, number, zero },
            (Verb::Zero, number) if self.verbs.contains(&Verb::ListRules) => Action::ListRules { chain, number, zero },
            (Verb::Zero, number) => Action::Zero { chain, number },
            (Verb::Flush, _) => Action::Flush { chain },
            (Verb::NewChain, _) => Action::NewChain { chain: named() },
            (Verb::DeleteChain, _) => Action::DeleteChain { chain },
            (Verb::RenameChain, _) => Action::RenameChain { from: named(), to: self.new_name.unwrap_or("").to_owned() },
            (Verb::Policy, _) => {
                Action::Policy { chain: named(), policy: self.policy.unwrap_or("").to_owned(), counter: self.parts.counter }
            }
        }
    }
}

enum Step {
    Again,
    Done(Action),
}

fn rule_number(text: &str) -> Result<u32, Problem> {
    number::within(text, 1, i32::MAX as u64)
        .map(|number| number as u32)
        .ok_or_else(|| Problem::usage(format!("Invalid rule number `{text}'")))
}

fn target_name(text: &str) -> Result<&str, Problem> {
    if text.is_empty() {
        return Err(Problem::usage("Invalid target name (too short)"));
    }
    if text.len() >= NAME_LIMIT {
        let greatest = NAME_LIMIT - 1;
        return Err(Problem::usage(format!("Invalid target name `{text}' ({greatest} chars max)")));
    }
    match text.contains(|letter: char| letter.is_ascii_whitespace()) {
        true => Err(Problem::usage(format!("Invalid target name `{text}'"))),
        false => Ok(text),
    }
}
