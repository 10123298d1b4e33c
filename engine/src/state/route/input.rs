//! Routing of what arrives: for us, to be forwarded, or dropped, in the kernel's order (reference: traversal.md §4.1,
//! `ip_route_input_slow`).

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use super::address_type::is_local_multicast;
use super::entry::RouteKind;
use super::flow::Flow;
use super::lookup::{Refusal, RouteError, Winner, lookup};
use super::output::{OutputKind, OutputRoute};
use super::reverse_path::{SourceCheck, validate_source};
use crate::kernel::host::Host;
use crate::state::interface::InterfaceName;
use crate::state::packet::{Datagram, Protocol};
use crate::state::sysctl::DeviceSetting;

/// What is known of a packet after PREROUTING.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InputQuery {
    pub source: Ipv4Addr,
    pub destination: Ipv4Addr,
    pub input: InterfaceName,
    pub mark: u32,
    pub tos: u8,
    pub protocol: Option<Protocol>,
    pub ports: Option<(u16, u16)>,
}

impl InputQuery {
    pub fn of(datagram: &Datagram, input: InterfaceName, mark: u32) -> InputQuery {
        InputQuery {
            source: datagram.source,
            destination: datagram.destination,
            input,
            mark,
            tos: datagram.tos,
            protocol: Some(datagram.protocol()),
            ports: datagram.transport.ports(),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

/// Why routing let a packet vanish.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum DropReason {
    /// A source that cannot be: multicast, 255.255.255.255, 0.0.0.0, or 127.0.0.0/8 without `route_localnet`.
    MartianSource,
    /// A destination that cannot be: 0.0.0.0, or 127.0.0.0/8 without `route_localnet`.
    MartianDestination,
    /// The source is one of our own addresses and `accept_local` is off.
    OwnSource,
    /// The source is no unicast address by our tables (a broadcast address of ours, a blackhole ...).
    SourceNotUnicast,
    /// `rp_filter`=1: the way back does not use the arriving device.
    ReversePath,
    /// `rp_filter` is on and there is no way back at all.
    NoWayBack,
    /// There is a way, but `forwarding` of the arriving device is off.
    ForwardingOff,
    /// No way, and `forwarding` of the arriving device is off: no ICMP error then.
    NoRouteForwardingOff,
    /// A blackhole route or rule.
    Blackhole,
    /// Multicast to a group nobody here joined.
    NotJoined,
    /// The arriving device is not there any more.
    NoDevice,
}

/// `ip_route_input_rcu`.
pub fn input(host: &Host, query: &InputQuery) -> InputRoute {
    if host.interface(query.input).is_none() {
        return dropped(DropReason::NoDevice);
    }
    if query.destination.is_multicast() {
        return multicast(host, query);
    }
    if query.source.is_multicast() || query.source.is_broadcast() {
        return dropped(DropReason::MartianSource);
    }
    if query.destination.is_broadcast() || (query.source.is_unspecified() && query.destination.is_unspecified()) {
        return broadcast(host, query, None);
    }
    if let Some(reason) = martian(host, query) {
        return dropped(reason);
    }
    match lookup(host, &query.flow()) {
        Ok(winner) => by_route(host, query, winner),
        Err(refusal) => refused(host, query, refusal),
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
fn martian(host: &Host, query: &InputQuery) -> Option<DropReason> {
    if query.source.is_unspecified() {
        return Some(DropReason::MartianSource);
    }
    if query.destination.is_unspecified() {
        return Some(DropReason::MartianDestination);
    }
    if host.sysctls.either(query.input, DeviceSetting::RouteLocalnet) {
        return None;
    }
    if query.destination.is_loopback() {
        return Some(DropReason::MartianDestination);
    }
    query.source.is_loopback().then_some(DropReason::MartianSource)
}

fn multicast(host: &Host, query: &InputQuery) -> InputRoute {
    if !host.has_joined(query.input, query.destination) {
        return dropped(DropReason::NotJoined);
    }
    let source = query.source;
    let localnet = host.sysctls.either(query.input, DeviceSetting::RouteLocalnet);
    if source.is_multicast() || source.is_broadcast() || (source.is_loopback() && !localnet) {
        return dropped(DropReason::MartianSource);
    }
    if source.is_unspecified() {
        let allowed = is_local_multicast(query.destination) || query.protocol == Some(Protocol(2));
        return if allowed { InputRoute::Multicast } else { dropped(DropReason::MartianSource) };
    }
    match validate_source(host, query, Ipv4Addr::UNSPECIFIED, InterfaceName::NONE) {
        SourceCheck::Fine { .. } => InputRoute::Multicast,
        SourceCheck::Refused(reason) => dropped(reason),
    }
}

fn broadcast(host: &Host, query: &InputQuery, winner: Option<Winner>) -> InputRoute {
    if query.source.is_unspecified() {
        return InputRoute::Broadcast { winner };
    }
    match validate_source(host, query, Ipv4Addr::UNSPECIFIED, InterfaceName::NONE) {
        SourceCheck::Fine { .. } => InputRoute::Broadcast { winner },
        SourceCheck::Refused(reason) => InputRoute::Dropped { reason, by: winner },
    }
}

fn by_route(host: &Host, query: &InputQuery, winner: Winner) -> InputRoute {
    match winner.route.kind {
        RouteKind::Broadcast if !host.sysctls.both(query.input, DeviceSetting::BroadcastForwarding) => {
            broadcast(host, query, Some(winner))
        }
        RouteKind::Broadcast => forward(host, query, winner),
        RouteKind::Local => match validate_source(host, query, query.destination, InterfaceName::NONE) {
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
            if !host.sysctls.forwards(query.input) {
                return InputRoute::Dropped { reason: DropReason::ForwardingOff, by: Some(winner) };
            }
            if winner.route.kind != RouteKind::Unicast {
                return InputRoute::Dropped { reason: DropReason::MartianDestination, by: Some(winner) };
            }
            forward(host, query, winner)
        }
    }
}

/// `__mkroute_input`.
fn forward(host: &Host, query: &InputQuery, winner: Winner) -> InputRoute {
    let device = winner.device();
    let source_on_link = match validate_source(host, query, query.destination, device) {
        SourceCheck::Fine { on_link } => on_link,
        SourceCheck::Refused(reason) => return InputRoute::Dropped { reason, by: Some(winner) },
    };
    let gateway = winner.next_hop().and_then(|hop| hop.neighbour());
    let kind = if winner.route.kind == RouteKind::Broadcast { OutputKind::Broadcast } else { OutputKind::Unicast };
    let redirect = device == query.input && source_on_link && host.sysctls.either(device, DeviceSetting::SendRedirects);
    let route = OutputRoute { device, gateway, source: query.source, destination: query.destination, kind, winner: Some(winner) };
    InputRoute::Forward { route, redirect }
}

/// `ip_error`: who forwards tells the sender, except of a blackhole.
fn refused(host: &Host, query: &InputQuery, refusal: Refusal) -> InputRoute {
    if !host.sysctls.forwards(query.input) {
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
