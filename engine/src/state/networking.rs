//! What decides where a packet goes: a host's interfaces, its routes and its settings. Routes, the choice of a source, ARP,
//! the reverse path filter and the types of addresses need these three and nothing else.
//!
//! What changes them lies with the routes (`route::addresses`, `route::change`).

use std::net::Ipv4Addr;

use super::interface::{Interface, InterfaceName};
use super::route::Routing;
use super::sysctl::Sysctls;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Networking {
    pub interfaces: Vec<Interface>,
    pub routing: Routing,
    pub sysctls: Sysctls,
}

impl Networking {
    pub fn interface(&self, name: InterfaceName) -> Option<&Interface> {
        self.interfaces.iter().find(|interface| interface.name == name)
    }

    pub fn owns(&self, address: Ipv4Addr) -> bool {
        self.interfaces.iter().any(|interface| interface.addresses.iter().any(|own| own.address == address))
    }
}
