//! `-m connmark`: the connection's mark.

use super::MatchExtension;
use crate::rules::context::{Context, Tested};
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::values::mark;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Connmark {
    pub value: u32,
    pub mask: u32,
    pub inverted: bool,
}

impl MatchExtension for Connmark {
    const NAME: &'static str = "connmark";
    const OPTIONS: &'static [OptionSpec] = &[OptionSpec::one("mark").invertible().mandatory()];
    const NEEDS_CONNTRACK: bool = true;

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Connmark, Problem> {
        let option = given.first().ok_or_else(Problem::absent)?;
        let (value, mask) = mark::masked(Connmark::NAME, option)?;
        Ok(Connmark { value, mask, inverted: option.inverted })
    }

    fn save(&self, out: &mut String) {
        out.push_str(if self.inverted { " !" } else { "" });
        out.push_str(&format!(" --mark {}", mark::text(self.value, self.mask)));
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        // two blanks without the `!` (reference: matches-targets.md §0)
        out.push_str(" connmark match ");
        out.push_str(if self.inverted { "! " } else { " " });
        out.push_str(&mark::text(self.value, self.mask));
    }

    fn test(&self, context: &mut Context<'_>) -> Tested {
        let Some(entry) = context.entry() else { return Tested::Misses };
        ((entry.mark & self.mask == self.value) != self.inverted).into()
    }

    fn had(&self, context: &Context<'_>) -> String {
        context.entry().map_or_else(String::new, |entry| mark::text(entry.mark, u32::MAX))
    }
}
