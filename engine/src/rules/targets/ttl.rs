//! `-j TTL`: the time to live is set, raised or lowered.

use super::TargetExtension;
use super::act::Act;
use crate::state::hook::TableName;
use crate::rules::context::Context;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::Demands;
use crate::rules::values::number;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ttl {
    Set(u8),
    Decrement(u8),
    Increment(u8),
}

impl TargetExtension for Ttl {
    const NAME: &'static str = "TTL";
    const OPTIONS: &'static [OptionSpec] = &[
        OptionSpec::one("ttl-set").excludes(&["ttl-inc", "ttl-dec"]),
        OptionSpec::one("ttl-dec").excludes(&["ttl-set", "ttl-inc"]),
        OptionSpec::one("ttl-inc").excludes(&["ttl-set", "ttl-dec"]),
    ];
    const DEMANDS: Demands = Demands::tables(&[TableName::Mangle]);

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Ttl, Problem> {
        let option = given.last().ok_or_else(|| Problem::usage("TTL: You must specify an action").late())?;
        match option.name {
            "ttl-set" => Ok(Ttl::Set(number::byte(Ttl::NAME, option)?)),
            "ttl-dec" => Ok(Ttl::Decrement(number::integer(Ttl::NAME, option, 1, 255)? as u8)),
            _ => Ok(Ttl::Increment(number::integer(Ttl::NAME, option, 1, 255)? as u8)),
        }
    }

    fn save(&self, out: &mut String) {
        let (option, number) = match self {
            Ttl::Set(number) => ("set", number),
            Ttl::Decrement(number) => ("dec", number),
            Ttl::Increment(number) => ("inc", number),
        };
        out.push_str(&format!(" --ttl-{option} {number}"));
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        let (verb, number) = match self {
            Ttl::Set(number) => ("set to", number),
            Ttl::Decrement(number) => ("decrement by", number),
            Ttl::Increment(number) => ("increment by", number),
        };
        out.push_str(&format!(" TTL {verb} {number}"));
    }

    fn strike(&self, context: &mut Context<'_>) -> Act {
        let ttl = &mut context.packet.datagram.ttl;
        *ttl = match self {
            Ttl::Set(number) => *number,
            Ttl::Decrement(number) => ttl.saturating_sub(*number),
            Ttl::Increment(number) => ttl.saturating_add(*number),
        };
        Act::Continue
    }
}
