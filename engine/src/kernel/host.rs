//! A host: one network namespace with all that it knows. A container is a host.

use std::collections::{BTreeMap, VecDeque};
use std::net::Ipv4Addr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::event::{RulePlace, View};
use crate::rules::Table;
use crate::rules::memory::Memory;
use crate::rules::targets::act::LogLine;
use crate::state::clock::Instant;
use crate::state::conntrack::{Conntrack, Entry, EntryId};
use crate::state::hook::{Hook, TableName};
use crate::state::interface::{Interface, InterfaceName, Mac};
use crate::state::neighbours::NeighbourTable;
use crate::state::packet::{Owner, Packet};
use crate::state::route::{Routing, Told};
use crate::state::sets::{Set, Sets};
use crate::state::sockets::Sockets;
use crate::state::sysctl::{self, Sysctls};

#[derive(Clone, Debug, PartialEq)]
pub struct Host {
    pub name: Arc<str>,
    pub interfaces: Vec<Interface>,
    pub routing: Routing,
    pub sysctls: Sysctls,
    pub sets: Sets,
    /// A table exists once something named it.
    pub tables: BTreeMap<TableName, Table>,
    /// The identity the next rule gets.
    pub next_rule: u32,
    pub memory: Memory,
    pub conntrack: Conntrack,
    pub sockets: Sockets,
    pub neighbours: NeighbourTable,
    pub told: Told,
    /// What LOG rules wrote, the oldest first.
    pub log: VecDeque<Logged>,
}

/// One line of the kernel log, before it is put into words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Logged {
    pub at: Instant,
    pub hook: Hook,
    pub place: RulePlace,
    pub line: LogLine,
    pub view: View,
    pub header: Option<LinkHeader>,
    /// Ports of a bridge, where it led the packet through iptables.
    pub port_in: InterfaceName,
    pub port_out: InterfaceName,
    pub owner: Option<Owner>,
}

/// The Ethernet header a packet came with. None for what this host sends, nor for the copy of an own broadcast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkHeader {
    pub destination: Mac,
    pub source: Mac,
}

impl LinkHeader {
    pub fn of(packet: &Packet) -> Option<LinkHeader> {
        let arrived = !packet.input.is_none() && !packet.is_own_copy();
        arrived.then_some(LinkHeader { destination: packet.link_destination, source: packet.link_source })
    }
}

/// Lines the kernel's ring buffer keeps here.
const LONGEST_LOG: usize = 10_000;

impl Host {
    /// With no interfaces, the kernel's defaults, and no rules.
    pub fn new(name: &str) -> Host {
        Host {
            name: name.into(),
            interfaces: Vec::new(),
            routing: Routing::default(),
            sysctls: Sysctls::default(),
            sets: Sets::default(),
            tables: BTreeMap::new(),
            next_rule: 0,
            memory: Memory::default(),
            conntrack: Conntrack::default(),
            sockets: Sockets::default(),
            neighbours: NeighbourTable::default(),
            told: Told::default(),
            log: VecDeque::new(),
        }
    }

    pub fn interface(&self, name: InterfaceName) -> Option<&Interface> {
        self.interfaces.iter().find(|interface| interface.name == name)
    }

    pub fn owns(&self, address: Ipv4Addr) -> bool {
        self.interfaces.iter().any(|interface| interface.addresses.iter().any(|own| own.address == address))
    }

    /// A setting as `/proc/sys` shows it.
    pub fn setting(&self, name: &str) -> Option<String> {
        match sysctl::dotted(name) == sysctl::COUNT {
            true => Some(self.count_of_connections()),
            false => self.sysctls.get(name),
        }
    }

    /// All of them by their dotted names.
    pub fn settings(&self) -> BTreeMap<String, String> {
        let mut settings = self.sysctls.list_all();
        settings.insert(sysctl::COUNT.to_owned(), self.count_of_connections());
        settings
    }

    fn count_of_connections(&self) -> String {
        self.conntrack.confirmed().count().to_string()
    }

    pub fn remember_log(&mut self, logged: Logged) {
        if self.log.len() >= LONGEST_LOG {
            self.log.pop_front();
        }
        self.log.push_back(logged);
    }
}

/// What of a host shows at one moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HostMoment {
    pub tables: BTreeMap<TableName, Table>,
    /// Dying and unconfirmed ones among them; `conntrack -L` shows those that are neither.
    pub entries: BTreeMap<EntryId, Entry>,
    pub log: VecDeque<Logged>,
    pub interfaces: Vec<Interface>,
    pub routing: Routing,
    /// No picture shows these two: a recording for the page goes without, and so does who only plays recordings.
    #[cfg(feature = "extensions")]
    #[serde(skip)]
    pub sysctls: Sysctls,
    #[cfg(feature = "extensions")]
    #[serde(skip)]
    pub sets: Sets,
}

/// What of a host a command can change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Part {
    Rules,
    Sets,
    Interfaces,
    Routes,
    Sysctls,
    Connections,
    Log,
}

impl HostMoment {
    pub fn of(host: &Host) -> HostMoment {
        HostMoment {
            tables: host.tables.clone(),
            entries: host.conntrack.iter().map(|entry| (entry.id, entry.clone())).collect(),
            log: host.log.clone(),
            interfaces: host.interfaces.clone(),
            routing: host.routing.clone(),
            #[cfg(feature = "extensions")]
            sysctls: host.sysctls.clone(),
            #[cfg(feature = "extensions")]
            sets: host.sets.clone(),
        }
    }

    /// What is not the same any more.
    pub fn changed_since(&self, before: &HostMoment) -> Vec<Part> {
        [
            (before.tables != self.tables, Part::Rules),
            #[cfg(feature = "extensions")]
            (before.sets != self.sets, Part::Sets),
            (before.interfaces != self.interfaces, Part::Interfaces),
            (before.routing != self.routing, Part::Routes),
            #[cfg(feature = "extensions")]
            (before.sysctls != self.sysctls, Part::Sysctls),
            (before.entries != self.entries, Part::Connections),
            (before.log != self.log, Part::Log),
        ]
        .into_iter()
        .filter_map(|(differs, part)| differs.then_some(part))
        .collect()
    }

    /// None for who only plays recordings: they hold no sets.
    pub fn set(&self, name: &str) -> Option<&Set> {
        #[cfg(feature = "extensions")]
        return self.sets.get(name);
        #[cfg(not(feature = "extensions"))]
        {
            let _ = name;
            None
        }
    }

    /// What `conntrack -L` shows.
    pub fn confirmed(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values().filter(|entry| entry.status.confirmed && !entry.status.dying)
    }

    pub fn counter_mut(&mut self, place: &RulePlace) -> Option<&mut crate::rules::Counter> {
        self.tables.get_mut(&place.table)?.chains.get_mut(place.chain_place)?.counters.get_mut(place.rule_place)
    }
}
