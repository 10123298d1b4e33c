//! Choosing an address of this host: for a route, for MASQUERADE and REDIRECT.

use std::net::Ipv4Addr;

use super::address_type::{AddressType, address_type};
use super::flow::Flow;
use super::lookup::{Winner, lookup};
use super::output::ROUTING_TOS;
use crate::state::interface::{Interface, InterfaceAddress, InterfaceName, Scope};
use crate::state::networking::Networking;
use crate::state::sysctl::{DeviceSetting, Setting};

/// What MASQUERADE takes: an address of the device, of the next hop's subnet if there is one
/// (reference: nat.md §3).
pub fn source_near(networking: &Networking, device: InterfaceName, next_hop: Ipv4Addr) -> Option<Ipv4Addr> {
    select_address(networking, device, Some(next_hop), Scope::Global)
}

/// What REDIRECT in PREROUTING takes: the first address of the device, be it secondary or of what scope it will.
pub fn primary_address(networking: &Networking, device: InterfaceName) -> Option<Ipv4Addr> {
    networking.interface(device)?.addresses.first().map(|own| own.address)
}

/// The source of an ICMP error about a packet of `sender` that is not for this networking, if the route to the sender is not to choose
/// it. `input` is the device the packet came by.
pub fn error_source(networking: &Networking, sender: Ipv4Addr, input: InterfaceName) -> Option<Ipv4Addr> {
    let by_device = networking.sysctls.is_on(Setting::IcmpErrorsUseInboundAddress) && !input.is_none();
    by_device.then(|| select_address(networking, input, Some(sender), Scope::Link)).flatten()
}

/// The address of ours that answers what `sender` sent to many by the device (`fib_compute_spec_dst`).
pub fn answering_source(
    networking: &Networking,
    sender: Ipv4Addr,
    device: InterfaceName,
    mark: u32,
    tos: u8,
) -> Option<Ipv4Addr> {
    if sender.is_unspecified() {
        return select_address(networking, device, None, Scope::Link);
    }
    match lookup(networking, &Flow { mark, tos: tos & ROUTING_TOS, ..Flow::to(sender) }) {
        Ok(winner) => source_of_route(networking, &winner),
        Err(_) => select_address(networking, device, Some(sender), Scope::Global),
    }
}

/// May a program take this for its own address? (`inet_addr_valid_or_nonlocal`)
pub fn may_be_bound(networking: &Networking, address: Ipv4Addr) -> bool {
    match address_type(networking, address, None) {
        AddressType::Local | AddressType::Broadcast | AddressType::Multicast => true,
        AddressType::Unicast | AddressType::Anycast => networking.sysctls.is_on(Setting::NonlocalBind),
    }
}

/// The source of what a program sends that is bound to this address: to one of many it listens, but the route says what it
/// sends from (`__inet_bind`).
pub fn source_of_bound(networking: &Networking, address: Ipv4Addr) -> Option<Ipv4Addr> {
    match address_type(networking, address, None) {
        AddressType::Local | AddressType::Unicast | AddressType::Anycast => Some(address),
        AddressType::Broadcast | AddressType::Multicast => None,
    }
}

/// The source address a route gives to what this host sends (`fib_result_prefsrc`).
pub(super) fn source_of_route(networking: &Networking, winner: &Winner) -> Option<Ipv4Addr> {
    if winner.route.source.is_some() {
        return winner.route.source;
    }
    let hop = winner.next_hop()?;
    select_address(networking, hop.device, hop.gateway, winner.route.scope)
}

/// `inet_select_addr`: a primary address of the device that reaches at least as far as `scope`, in the subnet of `near`
/// if there is one, else the first; if the device has none, any other device's that is not of scope link.
pub fn select_address(networking: &Networking, device: InterfaceName, near: Option<Ipv4Addr>, scope: Scope) -> Option<Ipv4Addr> {
    if let Some(interface) = networking.interface(device) {
        let nearest_local =
            if networking.sysctls.either(device, DeviceSetting::RouteLocalnet) { Scope::Link } else { Scope::Host };
        let mut candidates = interface.addresses.iter().filter(|own| !own.secondary && own.scope.min(nearest_local) <= scope);
        let near_one = near.and_then(|near| candidates.clone().find(|own| in_subnet(own, near)));
        if let Some(own) = near_one.or_else(|| candidates.next()) {
            return Some(own.address);
        }
    }
    networking.interfaces.iter().find_map(|interface| address_for_others(interface, scope))
}

/// `in_dev_select_addr`.
fn address_for_others(interface: &Interface, scope: Scope) -> Option<Ipv4Addr> {
    let fits = |own: &&InterfaceAddress| !own.secondary && own.scope != Scope::Link && own.scope <= scope;
    interface.addresses.iter().find(fits).map(|own| own.address)
}

pub(crate) fn in_subnet(own: &InterfaceAddress, address: Ipv4Addr) -> bool {
    (u32::from(own.address) ^ u32::from(address)) & mask(own.prefix_length) == 0
}

pub(super) fn mask(prefix_length: u8) -> u32 {
    u32::MAX.checked_shl(32 - u32::from(prefix_length.min(32))).unwrap_or(0)
}
