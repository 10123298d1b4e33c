//! When all words were read: what they ask for together, or why they make no command.

use super::super::compatibility::{self, Verb};
use super::super::{ChainEdit, Printout, RuleEdit, Task};
use super::Reader;
use crate::rules::Rule;
use crate::rules::options::Problem;
use crate::state::hook::TableName;
use crate::text::iptables::rule::Manner;

impl Reader<'_> {
    /// Everything was read: is it a command?
    pub(super) fn finish(&mut self) -> Result<Task, Problem> {
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
        compatibility::check(verb.numbered(self.number), &self.seen)?;
        let chain = self.chain.unwrap_or("");
        compatibility::check_chain_length(chain)?;
        if verb.is_of_rule(self.number) {
            self.check_interfaces(chain)?;
        }
        Ok(self.task(verb, rules))
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

    fn task(&self, verb: Verb, rules: Vec<Rule>) -> Task {
        match verb {
            Verb::Append | Verb::Insert | Verb::Replace | Verb::Delete | Verb::Check => {
                Task::Rules { chain: self.named_chain(), edit: self.rule_edit(verb, rules) }
            }
            Verb::List | Verb::ListRules => self.listing(verb),
            Verb::Zero if self.verbs.contains(&Verb::List) => self.listing(Verb::List),
            Verb::Zero if self.verbs.contains(&Verb::ListRules) => self.listing(Verb::ListRules),
            Verb::Zero => Task::Chains(ChainEdit::Zero { chain: self.chain.map(str::to_owned), number: self.number }),
            Verb::Flush => Task::Chains(ChainEdit::Flush { chain: self.chain.map(str::to_owned) }),
            Verb::NewChain => Task::Chains(ChainEdit::New { chain: self.named_chain() }),
            Verb::DeleteChain => Task::Chains(ChainEdit::Delete { chain: self.chain.map(str::to_owned) }),
            Verb::RenameChain => {
                let to = self.new_name.unwrap_or("").to_owned();
                Task::Chains(ChainEdit::Rename { from: self.named_chain(), to })
            }
            Verb::Policy => {
                let policy = self.policy.unwrap_or("").to_owned();
                Task::Chains(ChainEdit::Policy { chain: self.named_chain(), policy })
            }
        }
    }

    fn rule_edit(&self, verb: Verb, rules: Vec<Rule>) -> RuleEdit {
        let counter = self.parts.counter.unwrap_or_default();
        match (verb, self.number) {
            (Verb::Insert, number) => RuleEdit::Insert { number: number.unwrap_or(1), rules, counter },
            (Verb::Replace, number) => {
                let rule = Box::new(rules.into_iter().next().unwrap_or_default());
                RuleEdit::Replace { number: number.unwrap_or(0), rule, counter }
            }
            (Verb::Delete, Some(number)) => RuleEdit::DeleteNumber { number },
            (Verb::Delete, None) => RuleEdit::Delete { rules },
            (Verb::Check, _) => RuleEdit::Check { rules },
            _ => RuleEdit::Append { rules, counter },
        }
    }

    fn listing(&self, verb: Verb) -> Task {
        let (chain, number, zero) = (self.chain.map(str::to_owned), self.number, self.verbs.contains(&Verb::Zero));
        Task::Print(match verb {
            Verb::ListRules => Printout::ListRules { chain, number, zero },
            _ => Printout::List { chain, number, zero },
        })
    }

    fn named_chain(&self) -> String {
        self.chain.unwrap_or("").to_owned()
    }
}
