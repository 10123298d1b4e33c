//! `-m ttl`: the time to live, as it is at this hook.

use super::MatchExtension;
use crate::rules::context::{Context, Tested};
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::values::number;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ttl {
    pub comparison: Comparison,
    pub value: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    Different,
    Less,
    Greater,
}

impl MatchExtension for Ttl {
    const NAME: &'static str = "ttl";
    const OPTIONS: &'static [OptionSpec] = &[
        OptionSpec::one("ttl-lt").excludes(&["ttl-eq", "ttl-gt"]),
        OptionSpec::one("ttl-gt").excludes(&["ttl-eq", "ttl-lt"]),
        OptionSpec::one("ttl-eq").invertible().excludes(&["ttl-lt", "ttl-gt"]),
        OptionSpec::one("ttl-eq").invertible().excludes(&["ttl-lt", "ttl-gt"]).or("ttl"),
    ];

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Ttl, Problem> {
        let missing = "TTL match: You must specify one of `--ttl-eq', `--ttl-lt', `--ttl-gt";
        let option = given.last().ok_or_else(|| Problem::usage(missing).late())?;
        let comparison = match (option.name, option.inverted) {
            ("ttl-lt", _) => Comparison::Less,
            ("ttl-gt", _) => Comparison::Greater,
            (_, false) => Comparison::Equal,
            (_, true) => Comparison::Different,
        };
        Ok(Ttl { comparison, value: number::byte(Ttl::NAME, option)? })
    }

    fn save(&self, out: &mut String) {
        let option = match self.comparison {
            Comparison::Equal => "--ttl-eq",
            Comparison::Different => "! --ttl-eq",
            Comparison::Less => "--ttl-lt",
            Comparison::Greater => "--ttl-gt",
        };
        out.push_str(&format!(" {option} {}", self.value));
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        let sign = match self.comparison {
            Comparison::Equal => "==",
            Comparison::Different => "!=",
            Comparison::Less => "<",
            Comparison::Greater => ">",
        };
        out.push_str(&format!(" TTL match TTL {sign} {}", self.value));
    }

    fn test(&self, context: &mut Context<'_>) -> Tested {
        let ttl = context.packet.datagram.ttl;
        let holds = match self.comparison {
            Comparison::Equal => ttl == self.value,
            Comparison::Different => ttl != self.value,
            Comparison::Less => ttl < self.value,
            Comparison::Greater => ttl > self.value,
        };
        holds.into()
    }

    fn had(&self, context: &Context<'_>) -> String {
        context.packet.datagram.ttl.to_string()
    }
}
