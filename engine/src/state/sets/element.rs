//! An element of a set, and what the set keeps with it.

use std::net::Ipv4Addr;
use std::sync::Arc;

use ipnet::Ipv4Net;

use crate::state::clock::Instant;
use crate::state::interface::{InterfaceName, Mac};
use crate::state::packet::Protocol;

/// What is in the set. Which fields a set uses, its kind says; the others stay at their default.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Element {
    /// The first address or net; an address is a net of length 32.
    pub net: Ipv4Net,
    pub protocol: u8,
    /// For ICMP type and code: `type << 8 | code`.
    pub port: u16,
    /// The second address or net.
    pub second: Ipv4Net,
    pub mac: Mac,
    pub mark: u32,
    pub interface: InterfaceName,
    /// `physdev:`: the interface is a port of a bridge.
    pub is_bridge_port: bool,
    /// The member of a `list:set`.
    pub set: Option<Arc<str>>,
}

impl Element {
    pub fn of_address(address: Ipv4Addr) -> Element {
        Element { net: Ipv4Net::from(address), ..Element::default() }
    }

    pub fn of_net(net: Ipv4Net) -> Element {
        Element { net: net.trunc(), ..Element::default() }
    }

    pub fn with_port(self, protocol: Protocol, port: u16) -> Element {
        Element { protocol: protocol.0, port, ..self }
    }
}

/// What a set keeps with an element.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// `None`: stays for ever.
    pub expires: Option<Instant>,
    pub packets: u64,
    pub bytes: u64,
    pub comment: String,
    /// An exception: what it covers is not in the set.
    pub nomatch: bool,
    /// Of `bitmap:ip,mac`, once it is known.
    pub mac: Option<Mac>,
    /// The interface of the element is a beginning of names.
    pub wildcard: bool,
    pub packet_options: PacketOptions,
}

/// What `-j SET --map-set` gives a packet (`skbmark`, `skbprio`, `skbqueue`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PacketOptions {
    pub mark: u32,
    /// The bits of the packet's mark that make room for it.
    pub mask: u32,
    pub priority: (u16, u16),
    pub queue: u16,
}

impl PacketOptions {
    pub fn marked(self, mark: u32) -> u32 {
        (mark & !self.mask) ^ self.mark
    }
}

impl Entry {
    /// A hardware address is asked for only where one is kept.
    pub fn has_mac(&self, wanted: Mac) -> bool {
        self.mac.is_none_or(|mac| wanted == Mac::default() || mac == wanted)
    }

    pub fn is_alive(&self, now: Instant) -> bool {
        self.expires.is_none_or(|end| now < end)
    }
}
