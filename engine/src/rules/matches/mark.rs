//! `-m mark`: the packet's mark.

use super::MatchExtension;
use crate::rules::context::{Context, Tested};
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::values::mark;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    pub value: u32,
    pub mask: u32,
    pub inverted: bool,
}

impl MatchExtension for Mark {
    const NAME: &'static str = "mark";
    const OPTIONS: &'static [OptionSpec] = &[OptionSpec::one("mark").invertible().mandatory()];

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Mark, Problem> {
        let option = given.first().ok_or_else(Problem::absent)?;
        let (value, mask) = mark::masked(Mark::NAME, option)?;
        Ok(Mark { value, mask, inverted: option.inverted })
    }

    fn save(&self, out: &mut String) {
        out.push_str(if self.inverted { " !" } else { "" });
        out.push_str(&format!(" --mark {}", mark::text(self.value, self.mask)));
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(" mark match ");
        out.push_str(if self.inverted { "! " } else { "" });
        out.push_str(&mark::text(self.value, self.mask));
    }

    #[inline]
    fn test(&self, context: &mut Context<'_>) -> Tested {
        ((context.packet.mark & self.mask == self.value) != self.inverted).into()
    }

    fn had(&self, context: &Context<'_>) -> String {
        mark::text(context.packet.mark, u32::MAX)
    }
}
