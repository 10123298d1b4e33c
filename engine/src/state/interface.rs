//! Interfaces of a host and their names. What joins them is the lab's.

use std::fmt;
use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

/// The longest name an interface can have (`IFNAMSIZ` less the closing zero).
pub const LONGEST_NAME: usize = 15;

/// An interface's name as the kernel keeps it: sixteen bytes, filled with zeros. Empty is "none".
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InterfaceName([u8; 16]);

impl InterfaceName {
    pub const NONE: InterfaceName = InterfaceName([0; 16]);
    pub const LOOPBACK: InterfaceName = InterfaceName(*b"lo\0\0\0\0\0\0\0\0\0\0\0\0\0\0");

    /// `None` if the text is longer than the kernel keeps, or has a zero in it.
    pub fn new(text: &str) -> Option<InterfaceName> {
        if text.len() > LONGEST_NAME || text.contains('\0') {
            return None;
        }
        let mut bytes = [0; 16];
        bytes[..text.len()].copy_from_slice(text.as_bytes());
        Some(InterfaceName(bytes))
    }

    pub fn is_none(&self) -> bool {
        self.0[0] == 0
    }

    pub fn as_str(&self) -> &str {
        let length = self.0.iter().position(|byte| *byte == 0).unwrap_or(self.0.len());
        std::str::from_utf8(&self.0[..length]).unwrap_or("?")
    }

    /// For people: a dash where there is none.
    pub fn or_dash(&self) -> &str {
        if self.is_none() { "-" } else { self.as_str() }
    }

    pub fn bits(&self) -> u128 {
        u128::from_ne_bytes(self.0)
    }
}

impl fmt::Display for InterfaceName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Debug for InterfaceName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}", self.as_str())
    }
}

impl Serialize for InterfaceName {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for InterfaceName {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        InterfaceName::new(&text)
            .ok_or_else(|| serde::de::Error::custom(format!("interface name longer than {LONGEST_NAME}: {text}")))
    }
}

/// What kind of device an interface is, as far as a packet's way depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum InterfaceKind {
    Loopback,
    /// A network card, or the end of a veth inside a container.
    Wire,
    Bridge,
    /// A port of the bridge that is named.
    Port {
        bridge: InterfaceName,
        hairpin: bool,
    },
}

/// One address of an interface, with the prefix it was given with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InterfaceAddress {
    pub address: Ipv4Addr,
    pub prefix_length: u8,
    pub broadcast: Option<Ipv4Addr>,
    /// A later address of the same subnet: the kernel never picks it as a source by itself.
    pub secondary: bool,
    pub scope: Scope,
    /// `eth0:1`; none: the interface's own name.
    #[serde(default)]
    pub label: InterfaceName,
    /// `noprefixroute`: no route to the subnet comes with it.
    #[serde(default)]
    pub no_prefix_route: bool,
}

/// How far an address or a route reaches; smaller reaches farther.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Scope {
    Global,
    Site,
    Link,
    Host,
    Nowhere,
}

/// A hardware address; links deliver by it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Mac(pub [u8; 6]);

impl Mac {
    pub const BROADCAST: Mac = Mac([0xff; 6]);

    /// The hardware address of a multicast group.
    pub fn of_group(group: Ipv4Addr) -> Mac {
        let [_, b, c, d] = group.octets();
        Mac([0x01, 0x00, 0x5e, b & 0x7f, c, d])
    }

    /// Broadcast and multicast frames go to everyone on the link.
    pub fn is_group(&self) -> bool {
        self.0[0] & 1 == 1
    }
}

impl fmt::Display for Mac {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, e, f] = self.0;
        write!(formatter, "{a:02x}:{b:02x}:{c:02x}:{d:02x}:{e:02x}:{f:02x}")
    }
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

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
