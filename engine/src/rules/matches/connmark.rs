//! `-m connmark`: the connection's mark.

use trace::Value;

use super::MatchExtension;
use crate::rules::context::{Context, Tested};
use crate::rules::missed::Missed;
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

    fn read_listed(row: &mut super::Listed<'_>, _inverted: bool) -> bool {
        if !matches!(row.peek(0), "connmark" | "CONNMARK") || row.peek(1) != "match" {
            return false;
        }
        row.skip(2);
        let inverted = row.take_mark();
        let value = row.take();
        row.option(Self::NAME, inverted, "--mark", value);
        row.end();
        true
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

    fn missed(&self, context: &Context<'_>) -> Missed {
        let wanted = Value::MarkUnder { value: self.value, mask: self.mask }.inverted_if(self.inverted);
        Missed::of("mark", wanted, context.entry().map_or(Value::Nothing, |entry| Value::Mark(entry.mark)))
    }
}
