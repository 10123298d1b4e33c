//! `-j DNAT`: a new destination, for the first packet of a connection; the nat engine does the rest.

use super::TargetExtension;
use super::act::{Act, Side};
use super::translate::Translate;
use crate::rules::context::Context;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::Demands;
use crate::rules::values::translation::Shift;
use crate::state::hook::{Hook, TableName};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dnat(pub Translate);

impl TargetExtension for Dnat {
    const NAME: &'static str = "DNAT";
    const TRANSLATES: bool = true;
    const OPTIONS: &'static [OptionSpec] =
        &[OptionSpec::one("to-destination").mandatory(), OptionSpec::flag("random"), OptionSpec::flag("persistent")];
    const DEMANDS: Demands = Demands { tables: &[TableName::Nat], hooks: &[Hook::Prerouting, Hook::Output], protocols: &[] };

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Dnat, Problem> {
        Translate::to_named(Side::Destination, "to-destination", Shift::Kept, given).map(Dnat)
    }

    fn needs_conntrack(&self) -> bool {
        true
    }

    fn save(&self, out: &mut String) {
        self.0.print_named(out, " --to-destination ", "--");
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        self.0.print_named(out, " to:", "");
    }

    fn strike(&self, _context: &mut Context<'_>) -> Act {
        self.0.act()
    }
}
