//! `-j NOTRACK`: the old name of `CT --notrack`.

use super::TargetExtension;
use super::act::Act;
use crate::state::conntrack::TrackRequest;
use crate::state::hook::TableName;
use crate::rules::context::Context;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::Demands;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notrack;

impl TargetExtension for Notrack {
    const NAME: &'static str = "NOTRACK";
    const OPTIONS: &'static [OptionSpec] = &[];
    const DEMANDS: Demands = Demands::tables(&[TableName::Raw]);

    fn parse(_given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Notrack, Problem> {
        Ok(Notrack)
    }

    fn save(&self, _out: &mut String) {}

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(" NOTRACK");
    }

    fn strike(&self, _context: &mut Context<'_>) -> Act {
        Act::Track(TrackRequest::Not)
    }
}
