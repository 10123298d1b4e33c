//! What a host knows of its neighbours by ARP: the part of it that shows.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use super::interface::InterfaceName;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NeighbourTable {
    known: BTreeMap<(InterfaceName, Ipv4Addr), Knowledge>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Knowledge {
    /// It asked for us: its address is known, but not whether it still answers.
    Stale,
    /// It answered us.
    Reachable,
}

impl NeighbourTable {
    pub fn get(&self, device: InterfaceName, address: Ipv4Addr) -> Option<Knowledge> {
        self.known.get(&(device, address)).copied()
    }

    pub fn answered(&mut self, device: InterfaceName, address: Ipv4Addr) {
        self.known.insert((device, address), Knowledge::Reachable);
    }

    pub fn asked_for_us(&mut self, device: InterfaceName, address: Ipv4Addr) {
        self.known.entry((device, address)).or_insert(Knowledge::Stale);
    }

    pub fn forget(&mut self) {
        self.known.clear();
    }

    pub fn iter(&self) -> impl Iterator<Item = (InterfaceName, Ipv4Addr, Knowledge)> {
        self.known.iter().map(|((device, address), knowledge)| (*device, *address, *knowledge))
    }
}
