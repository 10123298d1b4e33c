//! Carrying out what a line asks, and what the tool says if it cannot be done. The state of a machine before a script is not
//! known: what may have been there is a guess, not a mistake.

use super::places::span_of;
use super::{Origin, Reader};
use crate::rules::chain::Counter;
use crate::rules::chain_changes::ChainError;
use crate::rules::{Chain, Policy, Rule};
use crate::state::hook::{Hook, TableName};
use crate::text::finding::Severity;
use crate::text::iptables::command::{Action, CommandLine};
use crate::text::iptables::complaints::{self, BAD_BUILT_IN, BAD_POLICY, NO_CHAIN, NO_RULE};
use crate::text::listing::lines::Line;

/// A line that changes something.
#[derive(Clone, Copy)]
pub struct Change<'line> {
    pub line: &'line Line,
    pub table: TableName,
    pub origin: Origin,
    /// The table is where it is by a guess.
    pub is_guess: bool,
}

impl Reader {
    pub fn carry_out(&mut self, change: Change<'_>, read: CommandLine, given: Option<Counter>) {
        let table = change.table;
        match read.action {
            Action::Append { chain, rules, counter } => self.add(change, &chain, None, rules, given.unwrap_or(counter)),
            Action::Insert { chain, number, rules, counter } => {
                let place = (number as usize).saturating_sub(1);
                if self.may_hold_rules(change, &chain)
                    && self.reaches(change, &chain, place, 1, number, complaints::INSERTION_TOO_BIG)
                {
                    self.add(change, &chain, Some(place), rules, given.unwrap_or(counter));
                }
            }
            Action::Replace { chain, number, rule, counter } => {
                self.replace(change, &chain, number, *rule, given.unwrap_or(counter));
            }
            Action::Delete { chain, rules } => self.delete(change, &chain, &rules),
            Action::DeleteNumber { chain, number } => {
                let place = (number as usize).saturating_sub(1);
                let length = self.length(table, &chain);
                match place < length {
                    true => drop(self.chain_mut(table, &chain).remove(place)),
                    false => self.not_there(change, &chain, &number.to_string(), complaints::DELETION_TOO_BIG),
                }
            }
            Action::Flush { chain } => self.flush(change, chain.as_deref()),
            Action::NewChain { chain } => self.new_chain(change, &chain),
            Action::DeleteChain { chain } => {
                self.delete_chain(change, chain.as_deref());
                self.index.clear();
            }
            Action::RenameChain { from, to } => {
                self.rename(change, &from, &to);
                self.index.clear();
            }
            Action::Policy { chain, policy, .. } => self.policy(change, &chain, &policy),
            Action::List { .. } | Action::ListRules { .. } => self.begin_listing(table),
            Action::Check { .. } | Action::Zero { .. } | Action::Version | Action::Help => {}
        }
    }

    /// The tool refuses it, whatever was there before.
    fn refuse(&mut self, change: Change<'_>, found: &str, words: &str, hint: &str) {
        let span = span_of(change.line, found);
        self.finding(span, Severity::KernelRefuses, found, words, hint);
    }

    /// The tool refuses it if nothing more was there before.
    fn not_there(&mut self, change: Change<'_>, chain: &str, found: &str, words: &str) {
        let is_known = self.told.contains(&(change.table, chain.to_owned()));
        let severity = if is_known { Severity::KernelRefuses } else { Severity::Guess };
        let hint = match is_known {
            true => "the command is left out; everything else is kept",
            false => "left out: nothing that is pasted made it, but it may have been there before",
        };
        self.finding(span_of(change.line, found), severity, found, words, hint);
    }

    fn length(&mut self, table: TableName, chain: &str) -> usize {
        self.chain(table, chain).map_or(0, |chain| chain.rules.len())
    }

    /// May a rule be put at this place, or one behind the last? If the chain may have had more, it is the last one.
    fn reaches(&mut self, change: Change<'_>, chain: &str, place: usize, more: usize, number: u32, words: &str) -> bool {
        if place < self.length(change.table, chain) + more {
            return true;
        }
        if self.told.contains(&(change.table, chain.to_owned())) {
            self.not_there(change, chain, &number.to_string(), words);
            return false;
        }
        let hint = "the chain may have had more rules before; here the rule becomes the last one";
        let found = number.to_string();
        self.finding(span_of(change.line, &found), Severity::Guess, &found, words, hint);
        true
    }

    fn has_chain(&mut self, table: TableName, name: &str) -> bool {
        table.hook_named(name).is_some() || self.chain(table, name).is_some()
    }

    /// Is there such a chain to put rules into? `FORWARD` of nat is not; a chain of one's own may have been made before.
    fn may_hold_rules(&mut self, change: Change<'_>, chain: &str) -> bool {
        if self.has_chain(change.table, chain) {
            return true;
        }
        if Hook::from_name(chain).is_some() {
            let tables: Vec<&str> =
                TableName::ALL.into_iter().filter(|table| table.hook_named(chain).is_some()).map(TableName::name).collect();
            let expected = format!("{NO_CHAIN} {chain} is a chain of {}", tables.join(", "));
            self.refuse(change, chain, &expected, "the rule is left out; everything else is kept");
            return false;
        }
        let span = span_of(change.line, chain);
        let is_save = change.origin == Origin::Save;
        self.made_by_the_way.entry((change.table, chain.to_owned())).or_insert((span, is_save));
        true
    }

    fn add(&mut self, change: Change<'_>, chain: &str, place: Option<usize>, rules: Vec<Rule>, counter: Counter) {
        let mut change = change;
        if change.is_guess
            && let Some(other) = self.table_that_takes(change.table, chain, &rules)
        {
            let found = format!("{chain}: nothing names the table; {other} is taken for it");
            let span = span_of(change.line, chain);
            let hint = "iptables-save names the table above its rules";
            self.finding(span, Severity::Guess, &found, "*filter, *nat or -t TABLE", hint);
            change.table = other;
        }
        if !self.may_hold_rules(change, chain) {
            return;
        }
        let deed = if place.is_some() { complaints::INSERT_RULE } else { complaints::APPEND_RULE };
        for rule in rules {
            let Some(rule) = self.taken(change, deed, chain, rule) else { continue };
            let chain = self.chain_mut(change.table, chain);
            let place = place.unwrap_or(chain.rules.len());
            chain.insert(place, rule, counter);
        }
    }

    /// The rule with its number, unless the kernel refuses it.
    fn taken(&mut self, change: Change<'_>, deed: &str, chain: &str, mut rule: Rule) -> Option<Rule> {
        if self.leave_out(change.line, deed, change.table, chain, &rule) {
            // the chain was named all the same
            self.chain_mut(change.table, chain);
            return None;
        }
        rule.id = self.new_rule(change.line, &rule);
        self.note_unknown(change.line, &rule);
        self.note_jump(change.line, change.table, &rule, change.origin);
        Some(rule)
    }

    /// The old rule stays until the new one is taken.
    fn replace(&mut self, change: Change<'_>, chain: &str, number: u32, rule: Rule, counter: Counter) {
        let place = (number as usize).saturating_sub(1);
        let may_stand =
            self.may_hold_rules(change, chain) && self.reaches(change, chain, place, 0, number, complaints::REPLACEMENT_TOO_BIG);
        let Some(rule) = may_stand.then(|| self.taken(change, complaints::REPLACE_RULE, chain, rule)).flatten() else { return };
        let chain = self.chain_mut(change.table, chain);
        match place < chain.rules.len() {
            true => chain.replace(place, rule, counter),
            false => chain.append(rule, counter),
        }
    }

    fn delete(&mut self, change: Change<'_>, chain: &str, rules: &[Rule]) {
        for rule in rules {
            let known = self.pasted.tables.get_mut(&change.table).and_then(|table| table.chain_mut(chain));
            let place = known.as_ref().and_then(|chain| chain.rules.iter().position(|known| known.says_the_same(rule)));
            match (known, place) {
                (Some(known), Some(place)) => drop(known.remove(place)),
                _ => {
                    let words = change.line.plain.trim().to_owned();
                    self.not_there(change, chain, &words, NO_RULE);
                }
            }
        }
    }

    fn flush(&mut self, change: Change<'_>, chain: Option<&str>) {
        let table = change.table;
        let Some(name) = chain else {
            self.table_mut(table).chains.iter_mut().for_each(Chain::flush);
            let bases = table.hooks().map(|hook| (table, hook.name().to_owned()));
            self.told.extend(bases);
            return;
        };
        if !self.has_chain(table, name) {
            return self.not_there(change, name, name, NO_CHAIN);
        }
        self.chain_mut(table, name).flush();
        self.told.insert((table, name.to_owned()));
    }

    fn new_chain(&mut self, change: Change<'_>, name: &str) {
        let key = (change.table, name.to_owned());
        let exists = self.has_chain(change.table, name) && !self.made_by_the_way.contains_key(&key);
        // `iptables -S` tells of its chains each time anew
        if exists && change.origin == Origin::Program {
            return self.refuse(change, name, complaints::CHAIN_EXISTS, "the chain stays as it is");
        }
        self.made_by_the_way.remove(&key);
        self.chain_mut(change.table, name);
        self.told.insert(key);
    }

    fn delete_chain(&mut self, change: Change<'_>, chain: Option<&str>) {
        let table = self.table_mut(change.table);
        let done = match chain {
            Some(name) => table.delete_chain(name),
            None => table.delete_chains(),
        };
        if let Err(error) = done {
            self.not_changed(change, chain.unwrap_or(""), &error, "the chain stays as it is");
        }
    }

    fn rename(&mut self, change: Change<'_>, from: &str, to: &str) {
        if let Err(error) = self.table_mut(change.table).rename_chain(from, to) {
            let found = if error == ChainError::Exists { to } else { from };
            return self.not_changed(change, found, &error, "the chain keeps its name");
        }
        if let Some(told) = self.jumps.remove(&(change.table, from.to_owned())) {
            self.jumps.insert((change.table, to.to_owned()), told);
        }
    }

    /// A chain that is not there may have been there before; what else is wrong is so whatever was.
    fn not_changed(&mut self, change: Change<'_>, found: &str, error: &ChainError, hint: &str) {
        match error {
            ChainError::NoChain => self.not_there(change, found, found, NO_CHAIN),
            ChainError::Exists | ChainError::Drops => self.refuse(change, found, &complaints::of_chain(error), hint),
            ChainError::Busy(chain) => {
                let found = if found.is_empty() { change.line.plain.trim().to_owned() } else { found.to_owned() };
                let hint = if found == **chain { hint } else { "no chain is deleted" };
                self.refuse(change, &found, &complaints::of_chain(error), hint);
            }
        }
    }

    fn policy(&mut self, change: Change<'_>, chain: &str, policy: &str) {
        let hint = "the policy stays as it was; everything else is kept";
        if change.table.hook_named(chain).is_none() {
            return self.refuse(change, chain, BAD_BUILT_IN, hint);
        }
        let Some(policy) = Policy::from_name(policy) else { return self.refuse(change, policy, BAD_POLICY, hint) };
        if let Some(base) = &mut self.chain_mut(change.table, chain).base {
            base.policy = policy;
            base.counts = true;
        }
    }

    /// Says which chains hold rules though nothing made them.
    pub fn note_chains_made_by_the_way(&mut self) {
        for ((table, name), (span, is_save)) in std::mem::take(&mut self.made_by_the_way) {
            let (severity, expected) = match is_save {
                true => (Severity::KernelRefuses, format!(":{name} - [0:0] above it. {NO_CHAIN}")),
                false => (Severity::Guess, format!("iptables -t {table} -N {name}")),
            };
            let hint = "nothing that is pasted makes this chain; it is taken to be there";
            self.finding(span, severity, &name, &expected, hint);
        }
    }
}
