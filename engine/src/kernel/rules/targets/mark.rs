//! `-j MARK`: the packet's mark, which routing rules and other rules can ask for.

use super::TargetExtension;
use super::act::Act;
use crate::kernel::rules::context::Context;
use crate::kernel::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::kernel::rules::values::mark::MarkChange;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    pub change: MarkChange,
}

impl TargetExtension for Mark {
    const NAME: &'static str = "MARK";
    const OPTIONS: &'static [OptionSpec] = &[
        OptionSpec::one("set-xmark").excludes(&["set-mark", "and-mark", "or-mark", "xor-mark"]),
        OptionSpec::one("set-mark").excludes(&["set-xmark", "and-mark", "or-mark", "xor-mark"]),
        OptionSpec::one("and-mark").excludes(&["set-xmark", "set-mark", "or-mark", "xor-mark"]),
        OptionSpec::one("or-mark").excludes(&["set-xmark", "set-mark", "and-mark", "xor-mark"]),
        OptionSpec::one("xor-mark").excludes(&["set-xmark", "set-mark", "and-mark", "or-mark"]),
    ];

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Mark, Problem> {
        let missing = "MARK: One of the --set-xmark, --{and,or,xor,set}-mark options is required";
        let option = given.first().ok_or_else(|| Problem::usage(missing))?;
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
