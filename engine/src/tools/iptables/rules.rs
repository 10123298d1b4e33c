//! Commands that change the rules of a chain: -A, -I, -R, -D, -C.

use super::failure::{Failure, NO_CHAIN, NO_RULE};
use crate::rules::check;
use crate::rules::options::Problem;
use crate::rules::{Chain, Counter, Rule, RuleId, Table, Target};
use crate::text::iptables::{complaints, list};

/// A table that is being changed.
pub struct Editor<'table> {
    pub table: &'table mut Table,
    /// The number the next rule gets.
    pub next_rule: &'table mut u32,
    /// Where `-v` tells of each rule that it comes to, if it was given.
    pub echo: Option<&'table mut String>,
}

impl Editor<'_> {
    pub fn append(&mut self, chain: &str, rules: &[Rule], counter: Counter) -> Result<(), Failure> {
        self.known_target(rules)?;
        for rule in rules {
            self.echo(rule);
            self.chain(chain)?;
        }
        self.ready(complaints::APPEND_RULE, chain, rules)?;
        for rule in rules {
            let rule = self.numbered(rule);
            self.chain(chain)?.append(rule, counter);
        }
        Ok(())
    }

    /// Several rules end up in reverse order: each is put at the same place (reference: matches-targets.md §0).
    pub fn insert(&mut self, chain: &str, number: u32, rules: &[Rule], counter: Counter) -> Result<(), Failure> {
        let place = place(number);
        self.known_target(rules)?;
        let rules_there = self.table.chain(chain).map(|chain| chain.rules.len());
        if rules_there.is_none() && self.table.hook_named(chain).is_none() {
            return Err(NO_CHAIN);
        }
        if place > rules_there.unwrap_or(0) {
            return Err(Failure::Operation(complaints::INSERTION_TOO_BIG));
        }
        rules.iter().for_each(|rule| self.echo(rule));
        self.ready(complaints::INSERT_RULE, chain, rules)?;
        for rule in rules {
            let rule = self.numbered(rule);
            self.chain(chain)?.insert(place, rule, counter);
        }
        Ok(())
    }

    pub fn replace(&mut self, chain: &str, number: u32, rule: &Rule, counter: Counter) -> Result<(), Failure> {
        let place = place(number);
        self.known_target(std::slice::from_ref(rule))?;
        let existing = self.table.chain(chain).ok_or(NO_CHAIN)?;
        if place >= existing.rules.len() {
            return Err(Failure::Operation(complaints::REPLACEMENT_TOO_BIG));
        }
        self.echo(rule);
        self.ready(complaints::REPLACE_RULE, chain, std::slice::from_ref(rule))?;
        let rule = self.numbered(rule);
        self.chain(chain)?.replace(place, rule, counter);
        Ok(())
    }

    pub fn delete(&mut self, chain: &str, rules: &[Rule]) -> Result<(), Failure> {
        self.known_target(rules)?;
        for rule in rules {
            let place = self.find(chain, rule)?;
            self.echo(rule);
            self.chain(chain)?.remove(place);
        }
        Ok(())
    }

    pub fn delete_number(&mut self, chain: &str, number: u32) -> Result<(), Failure> {
        let existing = self.table.chain_mut(chain).ok_or(NO_CHAIN)?;
        existing.remove(place(number)).map(|_| ()).ok_or(Failure::Operation(complaints::DELETION_TOO_BIG))
    }

    pub fn check(&mut self, chain: &str, rules: &[Rule]) -> Result<(), Failure> {
        self.known_target(rules)?;
        for rule in rules {
            self.find(chain, rule)?;
            self.echo(rule);
        }
        Ok(())
    }

    fn echo(&mut self, rule: &Rule) {
        if let Some(out) = &mut self.echo {
            list::echo(out, rule);
        }
    }

    fn find(&self, chain: &str, rule: &Rule) -> Result<usize, Failure> {
        let existing = self.table.chain(chain).ok_or(NO_RULE)?;
        existing.rules.iter().position(|candidate| candidate.says_the_same(rule)).ok_or(NO_RULE)
    }

    /// Looks at everything that can be said of the rules before they are in.
    fn ready(&mut self, verb: &'static str, chain: &str, rules: &[Rule]) -> Result<(), Failure> {
        self.known_target(rules)?;
        self.chain(chain)?;
        let Some(existing) = self.table.chain(chain) else { return Err(NO_CHAIN) };
        for rule in rules {
            check::rule(self.table, existing, rule).map_err(|refusal| Failure::kernel(verb, refusal, chain))?;
        }
        Ok(())
    }

    /// A jump to a name that no chain has is noticed before anything else.
    fn known_target(&self, rules: &[Rule]) -> Result<(), Failure> {
        for rule in rules {
            let Target::Jump(jump) = &rule.target else { continue };
            if self.table.chain(&jump.chain).is_none() && self.table.hook_named(&jump.chain).is_none() {
                return Err(Failure::Words(Problem::usage(format!("Chain '{}' does not exist", jump.chain))));
            }
        }
        Ok(())
    }

    /// The chain with this name; base chains are made when they are first needed.
    fn chain(&mut self, name: &str) -> Result<&mut Chain, Failure> {
        if let Some(hook) = self.table.hook_named(name) {
            return Ok(self.table.make_base(hook));
        }
        self.table.chain_mut(name).ok_or(NO_CHAIN)
    }

    fn numbered(&mut self, rule: &Rule) -> Rule {
        let id = RuleId(*self.next_rule);
        *self.next_rule = self.next_rule.wrapping_add(1);
        Rule { id, ..rule.clone() }
    }
}

fn place(number: u32) -> usize {
    usize::try_from(number.saturating_sub(1)).unwrap_or(usize::MAX)
}
