//! `-j SNAT`: a new source, for the first packet of a connection; the nat engine does the rest.

use super::TargetExtension;
use super::act::{Act, Side};
use super::translate::Translate;
use crate::rules::context::Context;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::Demands;
use crate::rules::values::translation::Shift;
use crate::state::hook::{Hook, TableName};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Snat(pub Translate);

impl TargetExtension for Snat {
    const NAME: &'static str = "SNAT";
    const TRANSLATES: bool = true;
    const OPTIONS: &'static [OptionSpec] = &[
        OptionSpec::one("to-source").mandatory(),
        OptionSpec::flag("random"),
        OptionSpec::flag("random-fully"),
        OptionSpec::flag("persistent"),
    ];
    const DEMANDS: Demands = Demands { tables: &[TableName::Nat], hooks: &[Hook::Postrouting, Hook::Input], protocols: &[] };

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Snat, Problem> {
        Translate::to_named(Side::Source, "to-source", Shift::Zeroed, given).map(Snat)
    }

    fn needs_conntrack(&self) -> bool {
        true
    }

    fn save(&self, out: &mut String) {
        self.0.print_named(out, " --to-source ", "--");
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        self.0.print_named(out, " to:", "");
    }

    fn strike(&self, _context: &mut Context<'_>) -> Act {
        self.0.act()
    }
}
