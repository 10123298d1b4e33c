//! Whether a host answers an ARP request, as `arp_process` decides it. Who hears the request is the lab's matter; what is
//! remembered of the answer is that of `neighbours`.

use std::net::Ipv4Addr;

use super::host::Host;
use crate::state::interface::{InterfaceAddress, InterfaceName, Scope};
use crate::state::route::flow::Flow;
use crate::state::route::lookup::lookup;
use crate::state::route::source::in_subnet;
use crate::state::route::{AddressType, InputQuery, InputRoute, RouteKind, address_type, input};
use crate::state::sysctl::DeviceSetting;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The address is one of the host's.
    Own,
    /// `proxy_arp`: the host leads there.
    StandsIn,
}

/// The request is routed like a packet, and answered if it is for us (recording: gen-202-0182).
pub fn answer(host: &Host, device: InterfaceName, address: Ipv4Addr, asker: Ipv4Addr) -> Option<Answer> {
    if !host.interface(device).is_some_and(|own| own.up && !own.no_arp) {
        return None;
    }
    let is_own = if asker.is_unspecified() {
        address_type(host, address, None) == AddressType::Local
    } else {
        let query =
            InputQuery { source: asker, destination: address, input: device, mark: 0, tos: 0, protocol: None, ports: None };
        match input(host, &query) {
            InputRoute::Local { .. } => true,
            InputRoute::Forward { .. } => return stands_in(host, device, address).then_some(Answer::StandsIn),
            InputRoute::Broadcast { .. }
            | InputRoute::Multicast
            | InputRoute::Dropped { .. }
            | InputRoute::Unreachable { .. } => false,
        }
    };
    (is_own && !ignores(host, device, address, asker)).then_some(Answer::Own)
}

/// `arp_ignore` (recording: arp-ignore). 4 to 7 are reserved.
fn ignores(host: &Host, device: InterfaceName, address: Ipv4Addr, asker: Ipv4Addr) -> bool {
    let all = || host.interfaces.iter().flat_map(|own| own.addresses.iter().map(|address| (own.name, address)));
    let own = |(name, known): &(InterfaceName, &InterfaceAddress)| *name == device && known.address == address;
    match host.sysctls.greater(device, DeviceSetting::ArpIgnore) {
        1 => !all().any(|known| own(&known)),
        2 => !all().any(|known| own(&known) && in_subnet(known.1, asker)),
        3 => !all().any(|(_, known)| known.address == address && known.scope <= Scope::Link),
        8 => true,
        _ => false,
    }
}

/// `proxy_arp`: it leads there by another interface, and answers as if it were the one (recordings: proxy-arp).
fn stands_in(host: &Host, device: InterfaceName, address: Ipv4Addr) -> bool {
    if !host.sysctls.either(device, DeviceSetting::ProxyArp) || !host.sysctls.forwards(device) {
        return false;
    }
    let found = lookup(host, &Flow { input: device, ..Flow::to(address) });
    found.is_ok_and(|winner| winner.route.kind == RouteKind::Unicast && winner.device() != device)
}
