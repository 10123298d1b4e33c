//! `-j TRACE`: every rule the packet meets from here on is reported.

use super::TargetExtension;
use super::act::Act;
use crate::rules::context::Context;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trace;

impl TargetExtension for Trace {
    const NAME: &'static str = "TRACE";
    const OPTIONS: &'static [OptionSpec] = &[];

    fn parse(_given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Trace, Problem> {
        Ok(Trace)
    }

    fn save(&self, _out: &mut String) {}

    fn list(&self, _out: &mut String, _numeric: bool) {}

    fn strike(&self, _context: &mut Context<'_>) -> Act {
        Act::Trace
    }
}
