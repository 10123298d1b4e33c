//! Interfaces of a host and their names. What joins them is the lab's.

use std::net::Ipv4Addr;

pub use net::{InterfaceName, LONGEST_NAME, Mac, Scope};
pub use trace::interface::InterfaceKind;

/// One address of an interface, with the prefix it was given with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InterfaceAddress {
    pub address: Ipv4Addr,
    pub prefix_length: u8,
    pub broadcast: Option<Ipv4Addr>,
    /// A later address of the same subnet: the kernel never picks it as a source by itself.
    pub secondary: bool,
    pub scope: Scope,
    /// `eth0:1`; none: the interface's own name.
    pub label: InterfaceName,
    /// `noprefixroute`: no route to the subnet comes with it.
    pub no_prefix_route: bool,
}

impl Interface {
    /// As it comes: down, without an address.
    pub fn new(index: u32, name: InterfaceName, kind: InterfaceKind, mac: Mac) -> Interface {
        Interface {
            index,
            name,
            kind,
            mac,
            mtu: 1500,
            peer: None,
            up: false,
            group: 0,
            no_arp: false,
            promiscuous: false,
            addresses: Vec::new(),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interface {
    /// `ip link`'s number; never used twice on a host.
    pub index: u32,
    pub name: InterfaceName,
    pub kind: InterfaceKind,
    pub mac: Mac,
    pub mtu: u32,
    /// For a bridge port: the station at its other end.
    pub peer: Option<Mac>,
    pub up: bool,
    /// `ip link set X group N`.
    pub group: u32,
    /// `arp off`: it asks for nobody and answers nobody (`NOARP`).
    pub no_arp: bool,
    /// `promisc on`.
    pub promiscuous: bool,
    /// In the order they were added: the first that is not secondary is the primary one.
    pub addresses: Vec<InterfaceAddress>,
}

impl Interface {
    /// As a trace shows it.
    pub fn shown(&self) -> trace::interface::Interface {
        trace::interface::Interface {
            index: self.index,
            name: self.name,
            kind: self.kind,
            mac: self.mac,
            mtu: self.mtu,
            peer: self.peer,
            up: self.up,
            addresses: self.addresses.iter().map(InterfaceAddress::shown).collect(),
        }
    }
}

impl InterfaceAddress {
    fn shown(&self) -> trace::interface::InterfaceAddress {
        trace::interface::InterfaceAddress {
            address: self.address.into(),
            prefix_length: self.prefix_length,
            broadcast: self.broadcast.map(Into::into),
            secondary: self.secondary,
            scope: self.scope,
            label: self.label,
            no_prefix_route: self.no_prefix_route,
        }
    }
}
