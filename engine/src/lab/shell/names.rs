//! What a name on a command line stands for: hosts as in `/etc/hosts`, ports as in `/etc/services`.

use std::net::Ipv4Addr;

use crate::kernel::host::Host;
use crate::lab::Lab;
use crate::rules::values::services;
use crate::state::interface::InterfaceKind;

/// The address that other hosts know a host by: the first that it has.
pub(super) fn first_address(host: &Host) -> Option<Ipv4Addr> {
    let outer = host.interfaces.iter().filter(|interface| interface.kind != InterfaceKind::Loopback);
    outer.flat_map(|interface| &interface.addresses).map(|address| address.address).next()
}

/// What `/etc/hosts` says of a name, or the address itself.
pub(super) fn address(lab: &Lab, name: &str) -> Option<Ipv4Addr> {
    if let Ok(address) = name.parse() {
        return Some(address);
    }
    if name == "localhost" {
        return Some(Ipv4Addr::LOCALHOST);
    }
    first_address(lab.hosts.iter().find(|host| &*host.name == name)?)
}

/// The name of an address, as `/etc/hosts` has it.
pub(super) fn name(lab: &Lab, address: Ipv4Addr) -> Option<&str> {
    if address == Ipv4Addr::LOCALHOST {
        return Some("localhost");
    }
    lab.hosts.iter().find(|host| first_address(host) == Some(address)).map(|host| &*host.name)
}

pub(super) fn hosts_file(lab: &Lab) -> String {
    let mut text = String::from("127.0.0.1 localhost\n");
    for host in &lab.hosts {
        if let Some(address) = first_address(host) {
            text.push_str(&[&address.to_string(), " ", &host.name, "\n"].concat());
        }
    }
    text
}

/// A port by number or service.
pub(super) fn port(text: &str, protocol: &str) -> Option<u16> {
    text.parse().ok().or_else(|| services::port(text, protocol))
}
