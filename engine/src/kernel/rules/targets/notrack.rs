//! `-j NOTRACK`: the old name of `CT --notrack`.

use super::TargetExtension;
use super::act::Act;
use super::act::TrackRequest;
use crate::kernel::hook::TableName;
use crate::kernel::rules::context::Context;
use crate::kernel::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::kernel::rules::place::Demands;

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
