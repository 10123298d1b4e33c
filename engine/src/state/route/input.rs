//! Routing of what arrives: for us, to be forwarded, or dropped, in the kernel's order (reference: traversal.md §4.1,
//! `ip_route_input_slow`).

use std::net::Ipv4Addr;

use super::address_type::is_local_multicast;
use super::entry::RouteKind;
use super::flow::Flow;
use super::lookup::{Refusal, RouteError, Winner, lookup};
use super::output::{OutputKind, OutputRoute};
use super::query::{DropReason, InputQuery};
use super::reverse_path::{SourceCheck, validate_source};
use crate::state::interface::InterfaceName;
use crate::state::networking::Networking;
use crate::state::packet::Protocol;
use crate::state::sysctl::DeviceSetting;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InputRoute {
    /// To INPUT.
    Local { winner: Winner },
    /// To INPUT as a broadcast; no route for 255.255.255.255.
    Broadcast { winner: Option<Winner> },
    /// To INPUT: the group is joined on the arriving device.
    Multicast,
    /// To FORWARD; `source` is the packet's own.
    Forward { route: OutputRoute, redirect: bool },
    /// Silently gone.
    Dropped { reason: DropReason, by: Option<Winner> },
    /// Gone, and the sender is told by an ICMP error of type 3.
    Unreachable { code: u8, by: Refusal },
}

/// `ip_route_input_rcu`.
pub fn input(networking: &Networking, query: &InputQuery) -> InputRoute {
    if networking.interface(query.input).is_none() {
        return dropped(DropReason::NoDevice);
    }
    if query.destination.is_multicast() {
        return multicast(networking, query);
    }
    if query.source.is_multicast() || query.source.is_broadcast() {
        return dropped(DropReason::MartianSource);
    }
    if query.destination.is_broadcast() || (query.source.is_unspecified() && query.destination.is_unspecified()) {
        return broadcast(networking, query, None);
    }
    if let Some(reason) = martian(networking, query) {
        return dropped(reason);
    }
    match lookup(networking, &query.flow()) {
        Ok(winner) => by_route(networking, query, winner),
        Err(refusal) => refused(networking, query, refusal),
    }
}

impl InputQuery {
    fn flow(&self) -> Flow {
        Flow {
            source: self.source,
            input: self.input,
            mark: self.mark,
            tos: self.tos & 0x1c,
            protocol: self.protocol,
            ports: self.ports,
            ..Flow::to(self.destination)
        }
    }
}

/// Loopback addresses are refused on `lo`, too: what the host sends itself keeps its route and is not asked for here.
/// Of 0.0.0.0/8 only 0.0.0.0 is refused since Linux 5.3 (seen on 6.18).
fn martian(networking: &Networking, query: &InputQuery) -> Option<DropReason> {
    if query.source.is_unspecified() {
        return Some(DropReason::MartianSource);
    }
    if query.destination.is_unspecified() {
        return Some(DropReason::MartianDestination);
    }
    if networking.sysctls.either(query.input, DeviceSetting::RouteLocalnet) {
        return None;
    }
    if query.destination.is_loopback() {
        return Some(DropReason::MartianDestination);
    }
    query.source.is_loopback().then_some(DropReason::MartianSource)
}

fn multicast(networking: &Networking, query: &InputQuery) -> InputRoute {
    if !networking.has_joined(query.input, query.destination) {
        return dropped(DropReason::NotJoined);
    }
    let source = query.source;
    let localnet = networking.sysctls.either(query.input, DeviceSetting::RouteLocalnet);
    if source.is_multicast() || source.is_broadcast() || (source.is_loopback() && !localnet) {
        return dropped(DropReason::MartianSource);
    }
    if source.is_unspecified() {
        let allowed = is_local_multicast(query.destination) || query.protocol == Some(Protocol(2));
        return if allowed { InputRoute::Multicast } else { dropped(DropReason::MartianSource) };
    }
    match validate_source(networking, query, Ipv4Addr::UNSPECIFIED, InterfaceName::NONE) {
        SourceCheck::Fine { .. } => InputRoute::Multicast,
        SourceCheck::Refused(reason) => dropped(reason),
    }
}

fn broadcast(networking: &Networking, query: &InputQuery, winner: Option<Winner>) -> InputRoute {
    if query.source.is_unspecified() {
        return InputRoute::Broadcast { winner };
    }
    match validate_source(networking, query, Ipv4Addr::UNSPECIFIED, InterfaceName::NONE) {
        SourceCheck::Fine { .. } => InputRoute::Broadcast { winner },
        SourceCheck::Refused(reason) => InputRoute::Dropped { reason, by: winner },
    }
}

fn by_route(networking: &Networking, query: &InputQuery, winner: Winner) -> InputRoute {
    match winner.route.kind {
        RouteKind::Broadcast if !networking.sysctls.both(query.input, DeviceSetting::BroadcastForwarding) => {
            broadcast(networking, query, Some(winner))
        }
        RouteKind::Broadcast => forward(networking, query, winner),
        RouteKind::Local => match validate_source(networking, query, query.destination, InterfaceName::NONE) {
            SourceCheck::Fine { .. } => InputRoute::Local { winner },
            SourceCheck::Refused(reason) => InputRoute::Dropped { reason, by: Some(winner) },
        },
        RouteKind::Unicast
        | RouteKind::Anycast
        | RouteKind::Multicast
        | RouteKind::Blackhole
        | RouteKind::Unreachable
        | RouteKind::Prohibit
        | RouteKind::Throw => {
            if !networking.sysctls.forwards(query.input) {
                return InputRoute::Dropped { reason: DropReason::ForwardingOff, by: Some(winner) };
            }
            if winner.route.kind != RouteKind::Unicast {
                return InputRoute::Dropped { reason: DropReason::MartianDestination, by: Some(winner) };
            }
            forward(networking, query, winner)
        }
    }
}

/// `__mkroute_input`.
fn forward(networking: &Networking, query: &InputQuery, winner: Winner) -> InputRoute {
    let device = winner.device();
    let source_on_link = match validate_source(networking, query, query.destination, device) {
        SourceCheck::Fine { on_link } => on_link,
        SourceCheck::Refused(reason) => return InputRoute::Dropped { reason, by: Some(winner) },
    };
    let gateway = winner.next_hop().and_then(|hop| hop.neighbour());
    let kind = if winner.route.kind == RouteKind::Broadcast { OutputKind::Broadcast } else { OutputKind::Unicast };
    let redirect = device == query.input && source_on_link && networking.sysctls.either(device, DeviceSetting::SendRedirects);
    let route = OutputRoute { device, gateway, source: query.source, destination: query.destination, kind, winner: Some(winner) };
    InputRoute::Forward { route, redirect }
}

/// `ip_error`: who forwards tells the sender, except of a blackhole.
fn refused(networking: &Networking, query: &InputQuery, refusal: Refusal) -> InputRoute {
    if !networking.sysctls.forwards(query.input) {
        return dropped(DropReason::NoRouteForwardingOff);
    }
    let code = match refusal.error {
        RouteError::NetworkUnreachable => 0,
        RouteError::HostUnreachable => 1,
        RouteError::PermissionDenied => 13,
        RouteError::InvalidArgument | RouteError::NoSuchDevice => return dropped(DropReason::Blackhole),
    };
    InputRoute::Unreachable { code, by: refusal }
}

fn dropped(reason: DropReason) -> InputRoute {
    InputRoute::Dropped { reason, by: None }
}
