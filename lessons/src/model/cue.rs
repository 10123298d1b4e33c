//! Which event a step waits for: by what happens, where, and to which packet, never by its number in the trace.

use std::fmt;
use std::net::Ipv4Addr;

use engine::rules::targets::act::Side;
use engine::state::conntrack::State;
use engine::state::hook::{Hook, TableName};
use serde::{Deserialize, Serialize};

/// The n-th event that fits, counted from behind the cue of the step before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cue {
    pub selector: Selector,
    /// From one.
    pub nth: usize,
}

/// Which events are meant. What is `None` may be anything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selector {
    pub what: Happening,
    pub host: Option<String>,
    /// `SYN`, `SYN,ACK`, `UDP`, `ICMP`.
    pub packet: Option<String>,
    pub from: Option<AddressPort>,
    pub to: Option<AddressPort>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Happening {
    /// Before anything happens.
    #[default]
    Start,
    /// When everything has happened.
    End,
    Made,
    Sent {
        interface: Option<String>,
    },
    Arrived {
        interface: Option<String>,
    },
    Delivered,
    Dropped,
    Bridged,
    Hook {
        hook: Hook,
    },
    /// A table's rules are asked.
    Asked {
        table: TableName,
    },
    Skipped {
        table: TableName,
        /// The label of the skip, in English: `not new`.
        why: Option<String>,
    },
    Missed {
        rule: RuleSpot,
    },
    Matched {
        rule: RuleSpot,
    },
    Policy {
        table: TableName,
        chain: String,
    },
    /// A user chain's end, or a RETURN out of it.
    Returned {
        table: TableName,
        chain: String,
    },
    LookedUp {
        state: Option<State>,
    },
    EntryMade,
    EntryChanged,
    EntryConfirmed,
    EntryGone,
    Rewritten {
        side: Option<Side>,
    },
    Routed,
    Rerouted,
    Logged,
    Rejected,
    Connected,
    Accepted,
    Read,
    Replied,
    Failed,
    GaveUp,
    Command,
}

/// A rule by table, chain and number, as `iptables -L --line-numbers` counts: `filter FORWARD 3`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RuleSpot {
    pub table: TableName,
    pub chain: String,
    /// From one.
    pub number: usize,
}

impl fmt::Display for RuleSpot {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {} {}", self.table, self.chain, self.number)
    }
}

/// `192.168.66.1` or `192.168.66.1:40000`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressPort {
    pub address: Ipv4Addr,
    pub port: Option<u16>,
}

impl AddressPort {
    pub fn accepts(&self, address: Ipv4Addr, port: Option<u16>) -> bool {
        self.address == address && (self.port.is_none() || self.port == port)
    }
}

impl fmt::Display for AddressPort {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.port {
            Some(port) => write!(formatter, "{}:{port}", self.address),
            None => write!(formatter, "{}", self.address),
        }
    }
}
