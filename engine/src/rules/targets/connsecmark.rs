//! `-j CONNSECMARK`: security marks between packet and connection. A lab has none.

use super::TargetExtension;
use super::act::Act;
use crate::state::hook::TableName;
use crate::rules::context::Context;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::Demands;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connsecmark {
    Save,
    Restore,
}

impl TargetExtension for Connsecmark {
    const NAME: &'static str = "CONNSECMARK";
    const OPTIONS: &'static [OptionSpec] =
        &[OptionSpec::flag("save").excludes(&["restore"]), OptionSpec::flag("restore").excludes(&["save"])];
    const DEMANDS: Demands = Demands::tables(&[TableName::Mangle, TableName::Security]);

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Connsecmark, Problem> {
        match given.first().map(|option| option.name) {
            Some("save") => Ok(Connsecmark::Save),
            Some(_) => Ok(Connsecmark::Restore),
            None => Err(Problem::usage("CONNSECMARK target: parameter required").late()),
        }
    }

    fn needs_conntrack(&self) -> bool {
        true
    }

    fn save(&self, out: &mut String) {
        out.push_str(if *self == Connsecmark::Save { " --save" } else { " --restore" });
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(if *self == Connsecmark::Save { " CONNSECMARK save" } else { " CONNSECMARK restore" });
    }

    fn strike(&self, _context: &mut Context<'_>) -> Act {
        Act::Continue
    }
}
