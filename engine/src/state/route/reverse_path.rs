//! The way back to a source: `rp_filter` and its kin (`fib_validate_source`), and the question of `-m rpfilter`.

use std::net::Ipv4Addr;

use super::address_type::is_local_multicast;
use super::entry::RouteKind;
use super::flow::Flow;
use super::lookup::{Winner, lookup};
use super::query::{DropReason, InputQuery};
use crate::state::interface::{InterfaceKind, InterfaceName, Scope};
use crate::state::networking::Networking;
use crate::state::packet::Datagram;
use crate::state::sysctl::{DeviceSetting, ReversePathFilter};

/// What `-m rpfilter` was told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReversePathQuery {
    pub loose: bool,
    pub use_mark: bool,
    pub accept_local: bool,
}

/// Does the way back to the packet's source leave by the device it came by? (`rpfilter_mt`, without `--invert`)
pub fn reverse_path(
    networking: &Networking,
    datagram: &Datagram,
    mark: u32,
    input: InterfaceName,
    query: ReversePathQuery,
) -> bool {
    if is_loopback(networking, input) {
        return true;
    }
    let (source, destination) = (datagram.source, datagram.destination);
    if source.is_unspecified() && (destination.is_broadcast() || is_local_multicast(destination)) {
        return true;
    }
    match lookup(networking, &back(datagram, mark, query)) {
        Ok(winner) => is_of_use(&winner, query.accept_local) && (query.loose || winner.route.uses(input)),
        Err(_) => false,
    }
}

/// The device by which the way back leaves, if there is one.
pub fn way_back(networking: &Networking, datagram: &Datagram, mark: u32, query: ReversePathQuery) -> Option<InterfaceName> {
    lookup(networking, &back(datagram, mark, query)).ok().map(|winner| winner.device())
}

fn back(datagram: &Datagram, mark: u32, query: ReversePathQuery) -> Flow {
    let destination = datagram.destination;
    let answers_from = if destination.is_multicast() || destination.is_broadcast() || destination.is_unspecified() {
        Ipv4Addr::UNSPECIFIED
    } else {
        destination
    };
    Flow {
        source: answers_from,
        mark: if query.use_mark { mark } else { 0 },
        tos: datagram.tos & 0x1c,
        accept_link_down: true,
        ..Flow::to(datagram.source)
    }
}

/// The kernel's verdict on a source address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SourceCheck {
    /// `on_link`: the source is a neighbour on the arriving device, which an ICMP redirect asks.
    Fine {
        on_link: bool,
    },
    Refused(DropReason),
}

/// `fib_validate_source`. `output` is the device of a forwarded packet, none for one that is for us.
pub(super) fn validate_source(
    networking: &Networking,
    query: &InputQuery,
    destination: Ipv4Addr,
    output: InterfaceName,
) -> SourceCheck {
    let filter = networking.sysctls.reverse_path_filter(query.input);
    let may_redirect = query.input == output && networking.sysctls.either(query.input, DeviceSetting::SendRedirects);
    if filter == ReversePathFilter::Off && !may_redirect {
        if networking.sysctls.either(query.input, DeviceSetting::AcceptLocal) {
            return SourceCheck::Fine { on_link: false };
        }
        let tables_decide =
            networking.routing.custom_local_routes || networking.routing.separate_local || networking.routing.has_realms();
        if !tables_decide {
            return if networking.owns(query.source) {
                SourceCheck::Refused(DropReason::OwnSource)
            } else {
                SourceCheck::Fine { on_link: false }
            };
        }
    }
    check_way_back(networking, query, destination, output, filter)
}

/// `__fib_validate_source`.
fn check_way_back(
    networking: &Networking,
    query: &InputQuery,
    destination: Ipv4Addr,
    output: InterfaceName,
    filter: ReversePathFilter,
) -> SourceCheck {
    let flow = flow_back(networking, query, destination, output);
    let no_way = match filter {
        ReversePathFilter::Off => SourceCheck::Fine { on_link: false },
        ReversePathFilter::Strict | ReversePathFilter::Loose => SourceCheck::Refused(DropReason::NoWayBack),
    };
    let Ok(winner) = lookup(networking, &flow) else {
        return no_way;
    };
    if !is_of_use(&winner, networking.sysctls.either(query.input, DeviceSetting::AcceptLocal)) {
        return SourceCheck::Refused(not_of_use(&winner));
    }
    let comes_back =
        winner.route.uses(query.input) || (winner.route.kind == RouteKind::Local && is_loopback(networking, query.input));
    if comes_back {
        return SourceCheck::Fine { on_link: is_on_link(&winner) };
    }
    if networking.interface(query.input).is_none_or(|interface| interface.addresses.is_empty()) {
        return no_way;
    }
    if filter == ReversePathFilter::Strict {
        return SourceCheck::Refused(DropReason::ReversePath);
    }
    let direct = Flow { output: query.input, accept_link_down: true, ..flow };
    let on_link = lookup(networking, &direct).is_ok_and(|winner| winner.route.kind == RouteKind::Unicast && is_on_link(&winner));
    SourceCheck::Fine { on_link }
}

fn flow_back(networking: &Networking, query: &InputQuery, destination: Ipv4Addr, output: InterfaceName) -> Flow {
    let use_mark = networking.sysctls.either(query.input, DeviceSetting::SourceValidMark);
    Flow {
        source: destination,
        input: if output.is_none() { InterfaceName::LOOPBACK } else { output },
        mark: if use_mark { query.mark } else { 0 },
        tos: query.tos & 0x1c,
        protocol: query.protocol,
        ports: query.ports.map(|(source, destination)| (destination, source)),
        ..Flow::to(query.source)
    }
}

/// The way back to the source of a packet that was let in, if there is one and it counts.
pub(super) fn way_of_source(
    networking: &Networking,
    query: &InputQuery,
    destination: Ipv4Addr,
    output: InterfaceName,
) -> Option<Winner> {
    let winner = lookup(networking, &flow_back(networking, query, destination, output)).ok()?;
    let has_address = networking.interface(query.input).is_some_and(|interface| !interface.addresses.is_empty());
    (has_address || winner.route.uses(query.input)).then_some(winner)
}

fn is_of_use(winner: &Winner, accept_local: bool) -> bool {
    match winner.route.kind {
        RouteKind::Unicast => true,
        RouteKind::Local => accept_local,
        RouteKind::Broadcast
        | RouteKind::Anycast
        | RouteKind::Multicast
        | RouteKind::Blackhole
        | RouteKind::Unreachable
        | RouteKind::Prohibit
        | RouteKind::Throw => false,
    }
}

fn not_of_use(winner: &Winner) -> DropReason {
    if winner.route.kind == RouteKind::Local { DropReason::OwnSource } else { DropReason::SourceNotUnicast }
}

fn is_on_link(winner: &Winner) -> bool {
    winner.next_hop().is_some_and(|hop| hop.scope >= Scope::Host)
}

fn is_loopback(networking: &Networking, device: InterfaceName) -> bool {
    networking.interface(device).is_some_and(|interface| interface.kind == InterfaceKind::Loopback)
}
