//! A host: one network namespace with all that it knows. A container is a host.

use std::collections::{BTreeMap, VecDeque};
use std::net::Ipv4Addr;
use std::sync::Arc;

pub use trace::log::{LinkHeader, Logged};

use crate::rules::Table;
use crate::rules::memory::Memory;
use crate::state::conntrack::Conntrack;
use crate::state::hook::{Hooks, TableName};
use crate::state::interface::InterfaceName;
use crate::state::neighbours::NeighbourTable;
use crate::state::networking::Networking;
use crate::state::route::Told;
use crate::state::route::error::ChangeError;
use crate::state::sets::Sets;
use crate::state::sockets::Sockets;
use crate::state::sysctl;

#[derive(Clone, Debug, PartialEq)]
pub struct Host {
    pub name: Arc<str>,
    pub networking: Networking,
    pub sets: Sets,
    /// What is registered, in the order in which a packet meets it.
    pub hooks: Hooks,
    /// A table exists once something named it.
    pub tables: BTreeMap<TableName, Table>,
    /// The identity the next rule gets.
    pub(crate) next_rule: u32,
    pub(crate) memory: Memory,
    pub conntrack: Conntrack,
    pub(crate) sockets: Sockets,
    pub(crate) neighbours: NeighbourTable,
    pub(crate) told: Told,
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
            networking: Networking::default(),
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

    pub fn remove_interface(&mut self, name: InterfaceName) {
        self.networking.remove_interface(name);
        self.conntrack.forget_masqueraded(name, None);
    }

    /// `ip addr del`: with the first of a subnet go its secondaries, unless `promote_secondaries` is set.
    pub fn remove_address(&mut self, device: InterfaceName, address: Ipv4Addr, prefix_length: u8) -> Result<(), ChangeError> {
        for gone in self.networking.remove_address(device, address, prefix_length)? {
            self.conntrack.forget_masqueraded(device, Some(gone));
        }
        if self.networking.interface(device).is_some_and(|interface| interface.addresses.is_empty()) {
            // "Last address was deleted from this interface. Disable IP."
            self.neighbours.forget(device);
        }
        Ok(())
    }

    /// `ip link set X down`.
    pub fn set_down(&mut self, name: InterfaceName) {
        if self.networking.interface(name).is_none() {
            return;
        }
        self.networking.set_down(name);
        self.conntrack.forget_masqueraded(name, None);
        self.neighbours.forget(name);
    }

    /// A setting as `/proc/sys` shows it.
    pub fn setting(&self, name: &str) -> Option<String> {
        match sysctl::dotted(name) == sysctl::COUNT {
            true => Some(self.count_of_connections()),
            false => self.networking.sysctls.get(name),
        }
    }

    /// All of them by their dotted names.
    pub fn settings(&self) -> BTreeMap<String, String> {
        let mut settings = self.networking.sysctls.list_all();
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
