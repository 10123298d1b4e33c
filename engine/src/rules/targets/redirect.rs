//! `-j REDIRECT`: to this host itself.

use super::TargetExtension;
use super::act::{Act, AddressChoice, Side};
use super::translate::Translate;
use crate::rules::context::Context;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::Demands;
use crate::rules::values::translation::Shift;
use crate::state::hook::{Hook, TableName};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Redirect(pub Translate);

impl TargetExtension for Redirect {
    const NAME: &'static str = "REDIRECT";
    const TRANSLATES: bool = true;
    const OPTIONS: &'static [OptionSpec] = &[OptionSpec::one("to-ports"), OptionSpec::flag("random")];
    const DEMANDS: Demands = Demands { tables: &[TableName::Nat], hooks: &[Hook::Prerouting, Hook::Output], protocols: &[] };

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Redirect, Problem> {
        Translate::to_found(Side::Destination, AddressChoice::Local, Shift::Refused, given).map(Redirect)
    }

    fn needs_conntrack(&self) -> bool {
        true
    }

    fn save(&self, out: &mut String) {
        self.0.print_found(out, " --to-ports ", "--");
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        self.0.print_found(out, " redir ports ", "");
    }

    fn strike(&self, _context: &mut Context<'_>) -> Act {
        self.0.act()
    }
}
