//! `-j DSCP`: the code point, the upper six bits of the type-of-service byte.

use super::TargetExtension;
use super::act::Act;
use crate::state::hook::TableName;
use crate::rules::context::Context;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::Demands;
use crate::rules::values::tos;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dscp {
    pub value: u8,
}

/// Congestion notification: not the code point's.
const LOW_BITS: u8 = 0x03;

impl TargetExtension for Dscp {
    const NAME: &'static str = "DSCP";
    const OPTIONS: &'static [OptionSpec] =
        &[OptionSpec::one("set-dscp").excludes(&["set-dscp-class"]), OptionSpec::one("set-dscp-class").excludes(&["set-dscp"])];
    const DEMANDS: Demands = Demands::tables(&[TableName::Mangle]);

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Dscp, Problem> {
        let option = given.last().ok_or_else(|| Problem::usage("DSCP target: Parameter --set-dscp is required").late())?;
        Ok(Dscp { value: tos::code_point(Dscp::NAME, option)? })
    }

    fn save(&self, out: &mut String) {
        out.push_str(&format!(" --set-dscp {:#04x}", self.value));
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(&format!(" DSCP set {:#04x}", self.value));
    }

    fn strike(&self, context: &mut Context<'_>) -> Act {
        let tos = &mut context.packet.datagram.tos;
        *tos = (*tos & LOW_BITS) | (self.value << 2);
        Act::Continue
    }
}
