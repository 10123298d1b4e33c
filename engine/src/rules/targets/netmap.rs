//! `-j NETMAP`: one network onto another, host by host.

use super::TargetExtension;
use super::act::{Act, Translation};
use crate::state::hook::{Hook, TableName};
use crate::rules::context::Context;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::Demands;
use std::net::Ipv4Addr;

use super::act::{AddressChoice, Side};
use crate::rules::values::address;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Netmap {
    pub network: Ipv4Addr,
    pub mask: Ipv4Addr,
}

impl TargetExtension for Netmap {
    const NAME: &'static str = "NETMAP";
    const OPTIONS: &'static [OptionSpec] = &[OptionSpec::one("to").mandatory()];
    const DEMANDS: Demands = Demands {
        tables: &[TableName::Nat],
        hooks: &[Hook::Prerouting, Hook::Input, Hook::Output, Hook::Postrouting],
        protocols: &[],
    };

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Netmap, Problem> {
        let option = given.first().ok_or_else(Problem::absent)?;
        let pattern = address::masked(Netmap::NAME, option)?;
        if address::prefix_length(pattern.mask).is_some() {
            return Ok(Netmap { network: Ipv4Addr::from(pattern.address), mask: Ipv4Addr::from(pattern.mask) });
        }
        // a mask with holes names the one address in front of it (seen on 1.8.9)
        let (written, _) = option.value.split_once('/').unwrap_or((option.value, ""));
        let network = address::shortened(written).ok_or_else(Problem::absent)?;
        Ok(Netmap { network, mask: Ipv4Addr::BROADCAST })
    }

    fn needs_conntrack(&self) -> bool {
        true
    }

    fn save(&self, out: &mut String) {
        out.push_str(&format!(" --to {}", self.text()));
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(&format!(" to:{}", self.text()));
    }

    fn strike(&self, context: &mut Context<'_>) -> Act {
        let side = match context.hook {
            Hook::Prerouting | Hook::Output => Side::Destination,
            Hook::Input | Hook::Forward | Hook::Postrouting => Side::Source,
        };
        Act::Translate(Translation {
            side,
            addresses: AddressChoice::Map { network: self.network, mask: self.mask },
            ports: None,
            random: false,
            persistent: false,
        })
    }
}

impl Netmap {
    fn text(&self) -> String {
        format!("{}/{}", self.network, u32::from(self.mask).leading_ones())
    }
}
