//! Lines that are commands: scripts, `iptables -S`, and the lines of `iptables-save`. What they ask for, `carry` does.

use super::carry::Change;
use super::places::span_of;
use super::programs::is_program;
use super::wrapped::{self, Meaning};
use super::{Origin, Reader, shell};
use crate::rules::Policy;
use crate::rules::chain::Counter;
use crate::state::hook::{Hook, TableName};
use crate::text::finding::Severity;
use crate::text::iptables::command::{self, Action, CommandLine, Setting, Verb};
use crate::text::iptables::quoting;
use crate::text::iptables::save::{self, Line as SaveLine};
use crate::text::listing::anonymous;
use crate::text::listing::lines::Line;

/// A shell inside a shell inside a shell.
const DEEPEST_SHELL: u32 = 3;

impl Reader {
    /// True if the line was a command, or part of an `iptables-save` file.
    pub fn command_line(&mut self, line: &Line, text: &str) -> bool {
        if self.save_line(line, text) {
            return true;
        }
        if text.starts_with('#') && !self.take_prompt(line) {
            return self.listing_prompt(text);
        }
        self.shell_text(line, text.trim_start_matches('#'), 0)
    }

    /// `# iptables -A ...` where every command has the mark.
    fn take_prompt(&mut self, line: &Line) -> bool {
        if !self.are_prompts || line.word(0) != "#" || !is_program(line.word(1)) {
            return false;
        }
        if !std::mem::replace(&mut self.said_prompts, true) {
            let span = line.words.first().map(|word| word.span).unwrap_or_default();
            let hint = "all commands of this text have it: it is taken for root's prompt, not for a comment";
            self.finding(span, Severity::Guess, "#", "a command", hint);
        }
        true
    }

    fn shell_text(&mut self, line: &Line, text: &str, depth: u32) -> bool {
        let mut found = false;
        for words in shell::commands(text) {
            found |= self.shell_command(line, &words, depth);
        }
        found
    }

    /// One command of a line of a script: `then iptables -A INPUT -j DROP`.
    fn shell_command(&mut self, line: &Line, words: &[String], depth: u32) -> bool {
        self.branches.advance(words);
        if let Some((name, value)) = shell::assignment(words) {
            self.variables.assign(name, value);
            return false;
        }
        if wrapped::is_of_six(words) {
            let hint = "the command is left out; everything else is kept";
            self.finding(line.span(), Severity::NotModelled, &words.join(" "), "a command for IPv4", hint);
            return true;
        }
        if wrapped::restores_file(words) {
            let hint = "what the file holds is not known here: paste it, too";
            self.finding(span_of(line, "<"), Severity::Guess, &words.join(" "), "the text of the file", hint);
            return true;
        }
        match wrapped::meaning(words) {
            Meaning::Here(words) => {
                self.note_branch(line, words);
                self.script_line(line, words)
            }
            Meaning::Inside(text) if depth < DEEPEST_SHELL => self.shell_text(line, text, depth + 1),
            Meaning::Elsewhere(expected) => {
                let hint = "the command is left out; everything else is kept";
                self.finding(line.span(), Severity::NotModelled, &words.join(" "), expected, hint);
                true
            }
            Meaning::Inside(_) | Meaning::Nothing => false,
        }
    }

    /// A script takes one of two ways; both are carried out here.
    fn note_branch(&mut self, line: &Line, words: &[String]) {
        if has_change(words) && self.branches.is_second() {
            let hint = "the commands of all branches are carried out; leave those out that do not apply";
            let found = "a second branch of the script";
            self.finding(span_of(line, "else"), Severity::Guess, found, "one way through the script", hint);
        }
    }

    /// `# iptables -t nat -S`: behind root's prompt, or left out of a script. It is taken for a prompt if it lists, since
    /// that changes nothing.
    fn listing_prompt(&mut self, text: &str) -> bool {
        let commands = shell::commands(text.trim_start_matches('#'));
        let Some(words) = commands.first() else { return false };
        let Some(start) = words.iter().position(|word| is_program(word)).filter(|start| *start <= 1) else { return false };
        let words: Vec<&str> = words.iter().skip(start + 1).map(String::as_str).collect();
        let read = command::read(&words, Setting::PASTE);
        let table = read.ok().filter(|read| matches!(read.action, Action::List { .. } | Action::ListRules { .. }));
        if let Some(read) = &table {
            self.begin_listing(read.table);
        }
        table.is_some()
    }

    /// A listing follows: of this table.
    pub fn begin_listing(&mut self, table: TableName) {
        self.end_chain();
        self.table = Some(table);
        self.section = None;
        self.declared.named();
        self.listing.named(table);
    }

    fn save_line(&mut self, line: &Line, text: &str) -> bool {
        let Ok(parsed) = save::line(text, line.number as usize) else { return false };
        if self.is_unknown_table {
            self.is_unknown_table = !matches!(parsed, SaveLine::Commit | SaveLine::Table(_));
            let is_of_table = matches!(parsed, SaveLine::Commit | SaveLine::Chain { .. });
            if is_of_table || Verb::of(line.word(0)).is_some_and(Verb::changes) || line.word(0).starts_with('[') {
                return true;
            }
        }
        match parsed {
            SaveLine::Table(name) => self.begin_table(line, name),
            SaveLine::Chain { name, policy, counter } => self.declaration(line, name, policy, counter),
            SaveLine::Command { counter, words } => {
                let is_open = quoting::is_open(words);
                let words = quoting::words(words);
                let words: Vec<String> = words.iter().map(|word| word.to_string()).collect();
                let is_file = self.section.is_some();
                let verb = words.first().and_then(|word| Verb::of(word));
                let is_rule = verb.is_some_and(|verb| verb.may_stand_bare(is_file)) && (words.len() > 1 || is_file);
                if is_rule && is_open {
                    self.note_open_quote(line);
                    return true;
                }
                is_rule && self.bare_line(line, &words, counter)
            }
            SaveLine::Commit => {
                self.section = None;
                true
            }
            SaveLine::Nothing => text.starts_with("# Generated by") || text.starts_with("# Completed on"),
        }
    }

    /// A text that begins and does not end: what came behind it is not there.
    fn note_open_quote(&mut self, line: &Line) {
        let word = line.words.iter().rev().find(|word| word.text.contains('"'));
        let (span, found) = word.map_or_else(|| (line.span(), String::new()), |word| (word.span, word.text.clone()));
        let hint = "the end of the line is missing: the rule is left out, everything else is kept";
        self.finding(span, Severity::KernelRefuses, &found, "a second \" at the end of the text", hint);
    }

    fn begin_table(&mut self, line: &Line, name: &str) -> bool {
        if let Some(name) = TableName::from_name(name) {
            self.end_chain();
            self.declared.named();
            self.table = Some(name);
            self.section = Some(name);
            self.pasted.tables.remove(&name);
            self.index.remove(&name);
            self.table_mut(name);
            self.told.extend(name.hooks().map(|hook| (name, hook.name().to_owned())));
            return true;
        }
        let is_name = line.words.len() == 1 && name.len() > 1 && name.bytes().all(|byte| byte.is_ascii_lowercase());
        if is_name {
            self.is_unknown_table = true;
            let expected = format!("table name '{name}' invalid");
            let hint = "its rules are left out, up to COMMIT; everything else is kept";
            self.finding(line.span(), Severity::KernelRefuses, line.word(0), &expected, hint);
        }
        is_name
    }

    /// A line of `iptables -S`, which names no table: it is that of the command or the `*table` before it.
    fn bare_line(&mut self, line: &Line, words: &[String], counter: Option<Counter>) -> bool {
        let is_save = self.section.is_some();
        let table = match words {
            [verb, chain, _policy] if verb == "-P" && Hook::from_name(chain).is_some() && !is_save => {
                self.table_of_declaration(line, chain)
            }
            _ => {
                self.declared.close();
                self.table.unwrap_or(TableName::Filter)
            }
        };
        self.rule_line(line, words, counter, table, if is_save { Origin::Save } else { Origin::Listed })
    }

    /// `:INPUT ACCEPT [0:0]`, `:FOO - [0:0]`.
    fn declaration(&mut self, line: &Line, name: &str, policy: &str, counter: &str) -> bool {
        let is_counter = counter.starts_with('[') && counter.ends_with(']');
        let is_policy = !name.is_empty() && !policy.is_empty() && (is_counter || self.section.is_some() && counter.is_empty());
        if !is_policy {
            return false;
        }
        let table = self.table.unwrap_or(TableName::Filter);
        let hint = "the policy is left as it was; everything else is kept";
        self.made_by_the_way.remove(&(table, name.to_owned()));
        self.told.insert((table, name.to_owned()));
        let is_known = policy == "-" || Policy::from_name(policy).is_some();
        let chain = self.chain_mut(table, name);
        match &mut chain.base {
            Some(base) if is_known => {
                base.policy = Policy::from_name(policy).unwrap_or_default();
                base.counter = save::policy_counter(counter).unwrap_or_default();
                base.counts = true;
            }
            Some(_) => {
                self.finding(span_of(line, policy), Severity::KernelRefuses, policy, "Bad policy name.", hint);
            }
            None if policy != "-" => {
                let expected = format!("`-`: {name} is no built-in chain of {table}");
                self.finding(span_of(line, policy), Severity::Guess, policy, &expected, "a chain without a policy is made");
            }
            None => {}
        }
        true
    }

    /// A command of a script, without `iptables` in front.
    fn script_line(&mut self, line: &Line, words: &[String]) -> bool {
        let mut known = Vec::new();
        for word in words.iter().take_while(|word| !word.starts_with(['>', '<']) && !word.starts_with("2>")) {
            let ended = word.strip_suffix('`');
            match self.variables.expand(ended.unwrap_or(word)) {
                Ok(word) if ended.is_some() => {
                    known.push(word);
                    break;
                }
                Ok(word) => known.push(word),
                Err(name) => {
                    let span = span_of(line, word);
                    let hint = "say what it stands for, or write the value itself";
                    self.finding(span, Severity::KernelRefuses, &name, "a value", hint);
                    return true;
                }
            }
        }
        self.section = None;
        self.note_placeholder(line, &known);
        let is_command = known.iter().any(|word| word.starts_with('-'));
        is_command && self.rule_line(line, &known, None, TableName::Filter, Origin::Program)
    }

    /// `-i %i`: wg-quick puts its interface there.
    fn note_placeholder(&mut self, line: &Line, words: &[String]) {
        if words.iter().any(|word| word == "%i") {
            let hint = "wg-quick puts the name of its interface there; it is kept as it stands, and no packet comes by it";
            self.finding(span_of(line, "%i"), Severity::Guess, "%i", "the name of an interface", hint);
        }
    }

    /// `usual` is the table where none is named.
    fn rule_line(&mut self, line: &Line, words: &[String], counter: Option<Counter>, usual: TableName, origin: Origin) -> bool {
        let mut words: Vec<String> = words.to_vec();
        self.resolve_names(line, &mut words);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let names_table = words.iter().any(|word| matches!(*word, "-t" | "--table") || word.starts_with("--table="));
        let read = match command::read(&words, Setting::PASTE) {
            Ok(read) => read,
            Err(problem) => {
                let rule_like = has_change(&words);
                if rule_like {
                    self.refused_words(line, &words, &problem);
                }
                return rule_like;
            }
        };
        if names_table {
            self.table = Some(read.table);
        }
        let table = match (names_table, origin) {
            (true, _) => read.table,
            (false, Origin::Program | Origin::Save) => usual,
            (false, Origin::Listed) => table_of(&read, usual),
        };
        let is_guess = self.table.is_none() && !names_table && origin == Origin::Listed;
        self.carry_out(Change { line, table, origin, is_guess }, read, counter);
        true
    }

    /// A name behind `-s` or `-d` is no address here: something stands for it, so that the rule is kept.
    pub fn resolve_names(&mut self, line: &Line, words: &mut [String]) {
        const ADDRESSES: [&str; 6] = ["-s", "-d", "--source", "--destination", "--src", "--dst"];
        let mut is_address = false;
        for word in words {
            let was_address = std::mem::replace(&mut is_address, ADDRESSES.contains(&word.as_str()));
            if !was_address {
                continue;
            }
            let (host, mask) = word.split_once('/').map_or((word.as_str(), None), |(host, mask)| (host, Some(mask)));
            let is_number =
                host.starts_with("0x") || host.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, '.' | ','));
            if is_number || word.contains([',', '!']) || mask == Some("0") {
                continue;
            }
            let address = anonymous::for_name(host);
            let hint = format!("a lab asks nobody for names; {address} stands for it here");
            let found = host.to_owned();
            *word = mask.map_or_else(|| address.to_string(), |mask| format!("{address}/{mask}"));
            self.finding(span_of(line, &found), Severity::Guess, &found, "an IPv4 address", &hint);
        }
    }
}

fn has_change(words: &[impl AsRef<str>]) -> bool {
    words.iter().filter_map(|word| Verb::of(word.as_ref())).any(Verb::changes)
}

/// The usual table, unless only another has the base chain that is named.
fn table_of(line: &CommandLine, usual: TableName) -> TableName {
    let of_policy = match &line.action {
        Action::Policy { chain, .. } => Some(chain.as_str()),
        _ => None,
    };
    let named = line.action.chain_of_rules().or(of_policy).and_then(Hook::from_name);
    let has = |table: TableName, hook| table.hooks().any(|own| own == hook);
    match named {
        Some(hook) if !has(usual, hook) => {
            if has(TableName::Filter, hook) {
                TableName::Filter
            } else {
                TableName::Nat
            }
        }
        Some(_) | None => usual,
    }
}
