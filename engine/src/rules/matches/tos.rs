//! `-m tos`: the type-of-service byte.

use super::MatchExtension;
use crate::rules::context::{Context, Tested};
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::values::tos;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tos {
    pub value: u8,
    pub mask: u8,
    pub inverted: bool,
}

impl MatchExtension for Tos {
    const NAME: &'static str = "tos";
    const OPTIONS: &'static [OptionSpec] = &[OptionSpec::one("tos").invertible().mandatory()];

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Tos, Problem> {
        let option = given.first().ok_or_else(Problem::absent)?;
        let (value, mask) = tos::masked(Tos::NAME, option)?;
        Ok(Tos { value, mask, inverted: option.inverted })
    }

    fn save(&self, out: &mut String) {
        out.push_str(if self.inverted { " !" } else { "" });
        out.push_str(&format!(" --tos {:#04x}/{:#04x}", self.value, self.mask));
    }

    fn list(&self, out: &mut String, numeric: bool) {
        // no blank before the value (reference: matches-targets.md §1)
        out.push_str(" tos match");
        out.push_str(if self.inverted { "!" } else { "" });
        match tos::name(self.value, self.mask).filter(|_| !numeric) {
            Some(name) => out.push_str(&format!(" {name}")),
            None => out.push_str(&format!("{:#04x}/{:#04x}", self.value, self.mask)),
        }
    }

    fn test(&self, context: &mut Context<'_>) -> Tested {
        ((context.packet.datagram.tos & self.mask == self.value) != self.inverted).into()
    }

    fn had(&self, context: &Context<'_>) -> String {
        format!("{:#04x}", context.packet.datagram.tos)
    }
}
