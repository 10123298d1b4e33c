//! `-j MASQUERADE`: from whatever address the outgoing device has.

use super::TargetExtension;
use super::act::{Act, AddressChoice, Side};
use super::translate::Translate;
use crate::rules::context::Context;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::Demands;
use crate::rules::values::translation::Shift;
use crate::state::hook::{Hook, TableName};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Masquerade(pub Translate);

impl TargetExtension for Masquerade {
    const NAME: &'static str = "MASQUERADE";
    const TRANSLATES: bool = true;
    const OPTIONS: &'static [OptionSpec] =
        &[OptionSpec::one("to-ports"), OptionSpec::flag("random"), OptionSpec::flag("random-fully")];
    const DEMANDS: Demands = Demands { tables: &[TableName::Nat], hooks: &[Hook::Postrouting], protocols: &[] };

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Masquerade, Problem> {
        Translate::to_found(Side::Source, AddressChoice::OfOutput, Shift::Zeroed, given).map(Masquerade)
    }

    fn needs_conntrack(&self) -> bool {
        true
    }

    fn save(&self, out: &mut String) {
        self.0.print_found(out, " --to-ports ", "--");
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        self.0.print_found(out, " masq ports: ", "");
    }

    fn strike(&self, _context: &mut Context<'_>) -> Act {
        self.0.act()
    }
}
