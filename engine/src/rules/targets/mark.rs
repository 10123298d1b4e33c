//! `-j MARK`: the packet's mark, which routing rules and other rules can ask for.

use super::TargetExtension;
use super::act::Act;
use crate::rules::context::Context;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::values::mark::MarkChange;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    pub change: MarkChange,
}

/// One of them, and no other.
const ACTIONS: &[&str] = &["set-mark", "and-mark", "or-mark", "xor-mark", "set-xmark"];

impl TargetExtension for Mark {
    const NAME: &'static str = "MARK";
    const OPTIONS: &'static [OptionSpec] = &[
        OptionSpec::one("set-xmark").excludes(ACTIONS),
        OptionSpec::one("set-mark").excludes(ACTIONS),
        OptionSpec::one("and-mark").excludes(ACTIONS),
        OptionSpec::one("or-mark").excludes(ACTIONS),
        OptionSpec::one("xor-mark").excludes(ACTIONS),
    ];

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Mark, Problem> {
        let missing = "MARK: One of the --set-xmark, --{and,or,xor,set}-mark options is required";
        let option = given.last().ok_or_else(|| Problem::usage(missing).late())?;
        Ok(Mark { change: MarkChange::read(Mark::NAME, option)? })
    }

    fn save(&self, out: &mut String) {
        self.change.save(out);
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(" MARK");
        self.change.list(out);
    }

    fn strike(&self, context: &mut Context<'_>) -> Act {
        context.packet.mark = self.change.applied_to(context.packet.mark);
        Act::Continue
    }
}
