//! The interfaces of a host as they show.

use net::{Address, InterfaceName, Mac, Scope};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
    /// In the order they were added: the first that is not secondary is the primary one.
    pub addresses: Vec<InterfaceAddress>,
}

/// What kind of device an interface is, as far as a packet's way depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InterfaceAddress {
    pub address: Address,
    pub prefix_length: u8,
    pub broadcast: Option<Address>,
    /// A later address of the same subnet: the kernel never picks it as a source by itself.
    pub secondary: bool,
    pub scope: Scope,
    /// `eth0:1`; none: the interface's own name.
    pub label: InterfaceName,
    /// `noprefixroute`: no route to the subnet comes with it.
    pub no_prefix_route: bool,
}
