//! A host: one network namespace with all that it knows. A container is a host.

use std::collections::{BTreeMap, VecDeque};
use std::net::Ipv4Addr;
use std::sync::Arc;

pub use trace::log::{LinkHeader, Logged};

use crate::rules::Table;
use crate::rules::memory::Memory;
use crate::state::conntrack::Conntrack;
use crate::state::hook::{Hooks, TableName};
use crate::state::interface::{Interface, InterfaceName};
use crate::state::neighbours::NeighbourTable;
use crate::state::route::{Routing, Told};
use crate::state::sets::Sets;
use crate::state::sockets::Sockets;
use crate::state::sysctl::{self, Sysctls};

#[derive(Clone, Debug, PartialEq)]
pub struct Host {
    pub name: Arc<str>,
    pub interfaces: Vec<Interface>,
    pub routing: Routing,
    pub sysctls: Sysctls,
    pub sets: Sets,
    /// What is registered, in the order in which a packet meets it.
    pub hooks: Hooks,
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
            hooks: Hooks::default(),
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
