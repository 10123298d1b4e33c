//! A host: one network namespace with all that it knows. A container is a host.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::Arc;

use super::conntrack::{Entry, EntryId};
use super::hook::TableName;
use super::interface::{Interface, InterfaceName};
use super::route::Routing;
use super::rules::Table;
use super::rules::memory::Memory;
use super::sets::Sets;
use super::sysctl::Sysctls;

#[derive(Clone, Debug, PartialEq)]
pub struct Host {
    pub name: Arc<str>,
    pub interfaces: Vec<Interface>,
    pub routing: Routing,
    pub sysctls: Sysctls,
    pub sets: Sets,
    /// A table exists once something named it.
    pub tables: BTreeMap<TableName, Table>,
    pub memory: Memory,
    pub conntrack: Conntrack,
}

impl Host {
    pub fn interface(&self, name: InterfaceName) -> Option<&Interface> {
        self.interfaces.iter().find(|interface| interface.name == name)
    }

    pub fn owns(&self, address: Ipv4Addr) -> bool {
        self.interfaces.iter().any(|interface| interface.addresses.iter().any(|own| own.address == address))
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Conntrack {
    entries: BTreeMap<EntryId, Entry>,
}

impl Conntrack {
    pub fn get(&self, id: EntryId) -> Option<&Entry> {
        self.entries.get(&id)
    }

    pub fn get_mut(&mut self, id: EntryId) -> Option<&mut Entry> {
        self.entries.get_mut(&id)
    }
}
