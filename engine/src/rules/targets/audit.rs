//! `-j AUDIT`: a record for the audit daemon; nothing happens to the packet.

use super::TargetExtension;
use super::act::Act;
use crate::rules::context::Context;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Audit {
    pub kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Accept,
    Drop,
    Reject,
}

impl TargetExtension for Audit {
    const NAME: &'static str = "AUDIT";
    const OPTIONS: &'static [OptionSpec] = &[OptionSpec::one("type").mandatory()];

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Audit, Problem> {
        let text = given.first().ok_or_else(Problem::absent)?.value;
        let kind = match text.to_ascii_lowercase().as_str() {
            "accept" => Kind::Accept,
            "drop" => Kind::Drop,
            "reject" => Kind::Reject,
            _ => return Err(Problem::usage(format!("Bad action type value \"{text}\""))),
        };
        Ok(Audit { kind })
    }

    fn save(&self, out: &mut String) {
        out.push_str(&format!(" --type {}", self.name()));
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(&format!(" AUDIT {}", self.name()));
    }

    fn strike(&self, _context: &mut Context<'_>) -> Act {
        Act::Note
    }
}

impl Audit {
    fn name(self) -> &'static str {
        match self.kind {
            Kind::Accept => "accept",
            Kind::Drop => "drop",
            Kind::Reject => "reject",
        }
    }
}
