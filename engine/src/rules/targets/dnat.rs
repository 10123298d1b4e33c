//! `-j DNAT`: a new destination, for the first packet of a connection; the nat engine does the rest.

use super::TargetExtension;
use super::act::{Act, Translation};
use super::act::{AddressChoice, PortRange, Side};
use crate::state::hook::{Hook, TableName};
use crate::rules::context::Context;
use crate::rules::options;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::Demands;
use crate::rules::values::translation::{self, Choosing, Shift};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dnat {
    pub addresses: AddressChoice,
    pub ports: Option<PortRange>,
    pub choosing: Choosing,
}

impl TargetExtension for Dnat {
    const NAME: &'static str = "DNAT";
    const OPTIONS: &'static [OptionSpec] =
        &[OptionSpec::one("to-destination").mandatory(), OptionSpec::flag("random"), OptionSpec::flag("persistent")];
    const DEMANDS: Demands = Demands { tables: &[TableName::Nat], hooks: &[Hook::Prerouting, Hook::Output], protocols: &[] };

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Dnat, Problem> {
        let option = options::find(given, "to-destination").ok_or_else(Problem::absent)?;
        let (addresses, ports) = translation::destination(option, Shift::Kept)?;
        Ok(Dnat { addresses, ports, choosing: Choosing::read(given) })
    }

    fn needs_conntrack(&self) -> bool {
        true
    }

    fn save(&self, out: &mut String) {
        out.push_str(" --to-destination ");
        out.push_str(&translation::text(self.addresses, self.ports));
        self.choosing.print(out, "--");
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(" to:");
        out.push_str(&translation::text(self.addresses, self.ports));
        self.choosing.print(out, "");
    }

    fn strike(&self, _context: &mut Context<'_>) -> Act {
        Act::Translate(Translation {
            side: Side::Destination,
            addresses: self.addresses,
            ports: self.ports,
            random: self.choosing.random || self.choosing.fully_random,
            persistent: self.choosing.persistent,
        })
    }
}
