//! `-j REJECT`: the packet is dropped and its sender told.

use super::TargetExtension;
use super::act::Act;
use super::act::RejectWith;
use crate::state::hook::{Hook, TableName};
use crate::rules::context::Context;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::{Demands, Place};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reject {
    pub with: RejectWith,
}

/// The name that is printed, a shorter one, and what it stands for.
const KINDS: [(&str, &str, RejectWith); 8] = [
    ("icmp-net-unreachable", "net-unreach", RejectWith::NetUnreachable),
    ("icmp-host-unreachable", "host-unreach", RejectWith::HostUnreachable),
    ("icmp-proto-unreachable", "proto-unreach", RejectWith::ProtocolUnreachable),
    ("icmp-port-unreachable", "port-unreach", RejectWith::PortUnreachable),
    ("icmp-net-prohibited", "net-prohib", RejectWith::NetProhibited),
    ("icmp-host-prohibited", "host-prohib", RejectWith::HostProhibited),
    ("tcp-reset", "tcp-rst", RejectWith::TcpReset),
    ("icmp-admin-prohibited", "admin-prohib", RejectWith::AdminProhibited),
];

impl TargetExtension for Reject {
    const NAME: &'static str = "REJECT";
    const OPTIONS: &'static [OptionSpec] = &[OptionSpec::one("reject-with")];
    const DEMANDS: Demands =
        Demands { tables: &[TableName::Filter], hooks: &[Hook::Input, Hook::Forward, Hook::Output], protocols: &[] };

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Reject, Problem> {
        let Some(option) = given.first() else { return Ok(Reject { with: RejectWith::PortUnreachable }) };
        let begins = |name: &str| name.get(..option.value.len()).is_some_and(|start| start.eq_ignore_ascii_case(option.value));
        let found = KINDS.iter().find(|(name, alias, _)| begins(name) || begins(alias));
        let unknown = || Problem::usage(format!("unknown reject type \"{}\"", option.value));
        match found {
            Some((_, _, with)) => Ok(Reject { with: *with }),
            None if begins("echo-reply") || begins("echoreply") => {
                Err(unknown().behind("--reject-with echo-reply no longer supported"))
            }
            None => Err(unknown()),
        }
    }

    fn refused(&self, place: &Place) -> bool {
        self.with == RejectWith::TcpReset && (place.protocol.inverted || place.protocol.number != 6)
    }

    fn save(&self, out: &mut String) {
        out.push_str(&format!(" --reject-with {}", self.name()));
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(&format!(" reject-with {}", self.name()));
    }

    fn strike(&self, _context: &mut Context<'_>) -> Act {
        Act::Reject(self.with)
    }
}

impl Reject {
    fn name(&self) -> &'static str {
        KINDS.iter().find(|(_, _, with)| *with == self.with).map_or("", |(name, ..)| *name)
    }
}
