//! The commands, -A to -E, and the words that follow them: a chain, a number, a name, a policy.

use super::super::company::{self, Verb};
use super::{Reader, Step};
use crate::rules::options::Problem;
use crate::rules::values::number;

impl<'words> Reader<'words> {
    pub(super) fn verb(&mut self, verb: Verb, value: Option<&'words str>) -> Result<Step, Problem> {
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
}

fn rule_number(text: &str) -> Result<u32, Problem> {
    number::within(text, 1, i32::MAX as u64)
        .map(|number| number as u32)
        .ok_or_else(|| Problem::usage(format!("Invalid rule number `{text}'")))
}
