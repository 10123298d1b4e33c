//! What DNAT and SNAT, REDIRECT and MASQUERADE have in common: the side of the connection that gets another address or
//! port, and how that is printed.

use super::act::{Act, AddressChoice, PortRange, Side, Translation};
use crate::rules::options::{self, Given, Problem};
use crate::rules::values::translation::{self, Choosing, Shift};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Translate {
    pub side: Side,
    pub addresses: AddressChoice,
    pub ports: Option<PortRange>,
    pub choosing: Choosing,
}

impl Translate {
    /// To addresses that the rule names behind this option.
    pub fn to_named(side: Side, option: &str, shift: Shift, given: &[Given<'_>]) -> Result<Translate, Problem> {
        let written = options::find(given, option).ok_or_else(Problem::absent)?;
        let (addresses, ports) = translation::destination(written, shift)?;
        Ok(Translate { side, addresses, ports, choosing: Choosing::read(given) })
    }

    /// To an address that is found for each packet.
    pub fn to_found(side: Side, addresses: AddressChoice, shift: Shift, given: &[Given<'_>]) -> Result<Translate, Problem> {
        let ports = options::find(given, "to-ports").map(|option| translation::to_ports(option, shift)).transpose()?;
        Ok(Translate { side, addresses, ports, choosing: Choosing::read(given) })
    }

    /// The addresses behind `before`, the flags behind `dashes`.
    pub fn print_named(&self, out: &mut String, before: &str, dashes: &str) {
        out.push_str(before);
        out.push_str(&translation::text(self.addresses, self.ports));
        self.choosing.print(out, dashes);
    }

    /// The ports behind `before`, the flags behind `dashes`.
    pub fn print_found(&self, out: &mut String, before: &str, dashes: &str) {
        if let Some(ports) = self.ports {
            out.push_str(before);
            out.push_str(&translation::ports_text(ports));
        }
        self.choosing.print(out, dashes);
    }

    pub fn act(&self) -> Act {
        Act::Translate(Translation {
            side: self.side,
            addresses: self.addresses,
            ports: self.ports,
            random: self.choosing.random || self.choosing.fully_random,
            persistent: self.choosing.persistent,
        })
    }
}
