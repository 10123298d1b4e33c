//! `-m dscp`: the code point, the upper six bits of the type-of-service byte.

use super::MatchExtension;
use crate::rules::context::{Context, Tested};
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::values::tos;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dscp {
    pub value: u8,
    pub inverted: bool,
}

impl MatchExtension for Dscp {
    const NAME: &'static str = "dscp";
    const OPTIONS: &'static [OptionSpec] = &[
        OptionSpec::one("dscp").invertible().excludes(&["dscp-class"]),
        OptionSpec::one("dscp-class").invertible().excludes(&["dscp"]),
    ];

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Dscp, Problem> {
        let option = given.last().ok_or_else(|| Problem::usage("DSCP match: Parameter --dscp is required").late())?;
        Ok(Dscp { value: tos::code_point(Dscp::NAME, option)?, inverted: option.inverted })
    }

    fn save(&self, out: &mut String) {
        out.push_str(&format!("{} --dscp {:#04x}", if self.inverted { " !" } else { "" }, self.value));
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(&format!(" DSCP match {}{:#04x}", if self.inverted { "!" } else { "" }, self.value));
    }

    fn test(&self, context: &mut Context<'_>) -> Tested {
        ((context.packet.datagram.tos >> 2 == self.value) != self.inverted).into()
    }

    fn had(&self, context: &Context<'_>) -> String {
        format!("{:#04x}", context.packet.datagram.tos >> 2)
    }
}
