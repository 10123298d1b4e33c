//! `-j MASQUERADE`: from whatever address the outgoing device has.

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
pub struct Masquerade {
    pub ports: Option<PortRange>,
    pub choosing: Choosing,
}

impl TargetExtension for Masquerade {
    const NAME: &'static str = "MASQUERADE";
    const OPTIONS: &'static [OptionSpec] =
        &[OptionSpec::one("to-ports"), OptionSpec::flag("random"), OptionSpec::flag("random-fully")];
    const DEMANDS: Demands = Demands { tables: &[TableName::Nat], hooks: &[Hook::Postrouting], protocols: &[] };

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Masquerade, Problem> {
        let ports = options::find(given, "to-ports").map(|option| translation::to_ports(option, Shift::Zeroed));
        Ok(Masquerade { ports: ports.transpose()?, choosing: Choosing::read(given) })
    }

    fn needs_conntrack(&self) -> bool {
        true
    }

    fn save(&self, out: &mut String) {
        if let Some(ports) = self.ports {
            out.push_str(&format!(" --to-ports {}", translation::ports_text(ports)));
        }
        self.choosing.print(out, "--");
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        if let Some(ports) = self.ports {
            out.push_str(&format!(" masq ports: {}", translation::ports_text(ports)));
        }
        self.choosing.print(out, "");
    }

    fn strike(&self, _context: &mut Context<'_>) -> Act {
        Act::Translate(Translation {
            side: Side::Source,
            addresses: AddressChoice::OfOutput,
            ports: self.ports,
            random: self.choosing.random || self.choosing.fully_random,
            persistent: false,
        })
    }
}
