//! `-j CHECKSUM`: a checksum left to the card is filled in; nothing of it shows.

use super::TargetExtension;
use super::act::Act;
use crate::state::hook::TableName;
use crate::rules::context::Context;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::Demands;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checksum;

impl TargetExtension for Checksum {
    const NAME: &'static str = "CHECKSUM";
    const OPTIONS: &'static [OptionSpec] = &[OptionSpec::flag("checksum-fill").mandatory()];
    const DEMANDS: Demands = Demands::tables(&[TableName::Mangle]);

    fn parse(_given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Checksum, Problem> {
        Ok(Checksum)
    }

    fn save(&self, out: &mut String) {
        out.push_str(" --checksum-fill");
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(" CHECKSUM fill");
    }

    fn strike(&self, _context: &mut Context<'_>) -> Act {
        Act::Continue
    }
}
