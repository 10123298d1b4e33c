//! The options of the command itself: what of a packet a rule asks, which table is meant, how results are printed.

use super::super::Action;
use super::super::company::{NAME_LIMIT, Verb};
use super::{Reader, Step};
use crate::rules::options::Problem;
use crate::rules::values::{interface, number, protocol};
use crate::rules::{Counter, InterfacePattern};
use crate::state::hook::TableName;
use crate::text::iptables::options::{CommandOption, LINE_NUMBERS};
use crate::text::iptables::rule::Manner;

impl<'words> Reader<'words> {
    pub(super) fn own(&mut self, option: CommandOption, value: Option<&'words str>) -> Result<Step, Problem> {
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
            'w' => self.wait(text)?,
            'W' => self.wait_interval(text)?,
            // this tool is the one of IPv4, and says no more
            '6' if self.setting.manner == Manner::Command => return Err(Problem::usage("").bare()),
            'n' | 'x' | LINE_NUMBERS => self.mark_seen(option.letter)?,
            // -4 and -M change nothing here
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
        let is_multipath = text.eq_ignore_ascii_case("mptcp");
        // 262, of which a rule keeps eight bits; no match belongs to it
        self.protocol_loaded |= is_multipath;
        let number = protocol::number(text).or_else(|| self.old_protocol(text)).or(is_multipath.then_some(6));
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
        self.warnings.extend(interface::warning(text));
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

    fn wait(&mut self, text: &str) -> Result<(), Problem> {
        self.only_typed('w')?;
        self.waits = true;
        let seconds = if text.is_empty() { self.argument() } else { Some(text) };
        match seconds.is_none_or(|seconds| number::prefix(seconds).is_some()) {
            true => Ok(()),
            false => Err(Problem::usage("wait seconds not numeric")),
        }
    }

    /// Microseconds, which nobody waits any more.
    fn wait_interval(&mut self, text: &str) -> Result<(), Problem> {
        self.only_typed('W')?;
        let given = if text.is_empty() { self.argument() } else { Some(text) };
        let given = given.ok_or_else(|| Problem::usage("wait interval value required"))?;
        let interval = number::whole(given).ok_or_else(|| Problem::usage("wait interval not numeric"))?;
        if interval > 999_999 {
            return Err(Problem::usage(format!("too long usec wait {interval} > 999999 usec")));
        }
        self.warnings.push("Ignoring deprecated --wait-interval option.".to_owned());
        self.has_interval = true;
        Ok(())
    }

    fn only_typed(&self, letter: char) -> Result<(), Problem> {
        match self.setting.restoring {
            Some(_) => Err(Problem::usage(format!("You cannot use `-{letter}' from iptables-restore"))),
            None => Ok(()),
        }
    }

    /// The next word, if it is no option and no `!`.
    pub(super) fn argument(&mut self) -> Option<&'words str> {
        let word = self.words.get(self.next).copied().filter(|word| !word.starts_with(['-', '!']))?;
        self.next += 1;
        Some(word)
    }
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
