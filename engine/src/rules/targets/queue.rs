//! `-j QUEUE`: the packet goes to a program, as kernels before 3.5 did it. The tool still knows the name.

use super::TargetExtension;
use super::act::Act;
use crate::rules::context::Context;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Queue;

impl TargetExtension for Queue {
    const NAME: &'static str = "QUEUE";
    const OPTIONS: &'static [OptionSpec] = &[];
    const MISSING: bool = true;

    fn parse(_given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Queue, Problem> {
        Ok(Queue)
    }

    fn save(&self, _out: &mut String) {}

    fn list(&self, _out: &mut String, _numeric: bool) {}

    fn strike(&self, _context: &mut Context<'_>) -> Act {
        Act::Queue { bypass: false }
    }
}
