//! When all words were read: what they ask for together, or why they make no command.

use super::super::Action;
use super::super::company::{self, Verb};
use super::Reader;
use crate::rules::Rule;
use crate::rules::options::Problem;
use crate::state::hook::TableName;
use crate::text::iptables::rule::Manner;

impl Reader<'_> {
    /// Everything was read: is it a command?
    pub(super) fn finish(&mut self) -> Result<Action, Problem> {
        if self.setting.manner == Manner::Paste {
            self.parts.complete();
        }
        if let Some(problem) = self.parts.wrong_value() {
            return Err(problem);
        }
        if self.has_interval && !self.waits {
            return Err(Problem::usage("--wait-interval only makes sense with --wait\n"));
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

    fn action(&self, verb: Verb, rules: Vec<Rule>) -> Action {
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
