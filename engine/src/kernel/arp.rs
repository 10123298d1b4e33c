//! Whether a host answers an ARP request, as `arp_process` decides it. Who hears the request is the lab's matter; what is
//! remembered of the answer is that of `neighbours`.

use std::net::Ipv4Addr;

use crate::state::interface::{InterfaceAddress, InterfaceName, Scope};
use crate::state::networking::Networking;
use crate::state::route::flow::Flow;
use crate::state::route::lookup::lookup;
use crate::state::route::source::{in_subnet, select_address};
use crate::state::route::{AddressType, InputQuery, InputRoute, OutputQuery, RouteKind, address_type, input, output};
use crate::state::sysctl::DeviceSetting;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The address is one of the host's.
    Own,
    /// `proxy_arp`: the host leads there.
    StandsIn,
}

/// The request is routed like a packet, and answered if it is for us (recording: gen-202-0182).
pub fn answer(networking: &Networking, device: InterfaceName, address: Ipv4Addr, asker: Ipv4Addr) -> Option<Answer> {
    if !networking.interface(device).is_some_and(|own| own.up && !own.no_arp) {
        return None;
    }
    let is_own = if asker.is_unspecified() {
        address_type(networking, address, None) == AddressType::Local
    } else {
        let query =
            InputQuery { source: asker, destination: address, input: device, mark: 0, tos: 0, protocol: None, ports: None };
        match input(networking, &query) {
            InputRoute::Local { .. } => true,
            InputRoute::Forward { .. } => return stands_in(networking, device, address, asker).then_some(Answer::StandsIn),
            InputRoute::Broadcast { .. }
            | InputRoute::Multicast
            | InputRoute::Dropped { .. }
            | InputRoute::Unreachable { .. } => false,
        }
    };
    (is_own && !ignores(networking, device, address, asker) && !leads_elsewhere(networking, device, address, asker))
        .then_some(Answer::Own)
}

/// `arp_ignore` (recording: arp-ignore). 4 to 7 are reserved.
fn ignores(networking: &Networking, device: InterfaceName, address: Ipv4Addr, asker: Ipv4Addr) -> bool {
    let all = || networking.interfaces.iter().flat_map(|own| own.addresses.iter().map(|address| (own.name, address)));
    let own = |(name, known): &(InterfaceName, &InterfaceAddress)| *name == device && known.address == address;
    match networking.sysctls.greater(device, DeviceSetting::ArpIgnore) {
        1 => !all().any(|known| own(&known)),
        2 => !all().any(|known| own(&known) && in_subnet(known.1, asker)),
        3 => !all().any(|(_, known)| known.address == address && known.scope <= Scope::Link),
        8 => true,
        _ => false,
    }
}

/// `arp_filter`: what this networking would send to the asker from that address leaves by another device.
fn leads_elsewhere(networking: &Networking, device: InterfaceName, address: Ipv4Addr, asker: Ipv4Addr) -> bool {
    if !networking.sysctls.either(device, DeviceSetting::ArpFilter) {
        return false;
    }
    let query = OutputQuery { source: Some(address), ..OutputQuery::to(asker) };
    !output(networking, &query).is_ok_and(|route| route.device == device)
}

/// `proxy_arp`: it leads there by another interface, and answers as if it were the one (recordings: proxy-arp); by the same one
/// with `proxy_arp_pvlan`.
fn stands_in(networking: &Networking, device: InterfaceName, address: Ipv4Addr, asker: Ipv4Addr) -> bool {
    if !networking.sysctls.forwards(device) {
        return false;
    }
    let Ok(winner) = lookup(networking, &Flow { input: device, ..Flow::to(address) }) else { return false };
    let by_other = winner.device() != device;
    let allowed = match by_other {
        true => networking.sysctls.either(device, DeviceSetting::ProxyArp) && mediums_differ(networking, device, winner.device()),
        false => asker != address && networking.sysctls.either(device, DeviceSetting::ProxyArpPrivateVlan),
    };
    allowed && winner.route.kind == RouteKind::Unicast
}

/// `medium_id`: devices on one wire do not stand in for each other; -1 never does (`arp_fwd_proxy`).
fn mediums_differ(networking: &Networking, input: InterfaceName, output: InterfaceName) -> bool {
    let medium = |device| networking.sysctls.device_value(device, DeviceSetting::MediumId);
    match medium(input) {
        0 => true,
        -1 => false,
        own => !matches!(medium(output), other if other == own || other == -1),
    }
}

/// The address that a request comes from (`arp_solicit`): the packet's source if that is ours and `arp_announce` lets it, else one
/// near the next hop.
pub fn announced(networking: &Networking, device: InterfaceName, source: Ipv4Addr, next_hop: Ipv4Addr) -> Ipv4Addr {
    let is_own = address_type(networking, source, None) == AddressType::Local;
    let on_link = || {
        let addresses = networking.interface(device).map(|interface| interface.addresses.as_slice()).unwrap_or_default();
        addresses.iter().any(|own| in_subnet(own, next_hop) && in_subnet(own, source))
    };
    let may = match networking.sysctls.greater(device, DeviceSetting::ArpAnnounce) {
        1 => is_own && on_link(),
        2 => false,
        _ => is_own,
    };
    let near = || select_address(networking, device, Some(next_hop), Scope::Link).unwrap_or(Ipv4Addr::UNSPECIFIED);
    if may { source } else { near() }
}
