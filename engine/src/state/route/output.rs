//! Routing of what this host sends: device, next hop, source address (`ip_route_output_key`), and routing it again after
//! the OUTPUT tables changed it (`ip_route_me_harder`).

use std::net::Ipv4Addr;

pub use trace::route::OutputKind;

use super::address_type::{AddressType, address_type, is_local_multicast};
use super::entry::RouteKind;
use super::flow::Flow;
use super::lookup::{Refusal, RouteError, Winner, lookup};
use super::source::{select_address, source_of_route};
use crate::state::interface::{InterfaceKind, InterfaceName, Scope};
use crate::state::networking::Networking;
use crate::state::packet::{Datagram, Protocol};
use crate::state::sysctl::DeviceSetting;

/// What a socket asks before it sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutputQuery {
    pub destination: Ipv4Addr,
    /// The address the socket is bound to; `None` or 0.0.0.0: the route chooses.
    pub source: Option<Ipv4Addr>,
    pub mark: u32,
    /// The device the socket is bound to.
    pub device: Option<InterfaceName>,
    pub tos: u8,
    pub protocol: Option<Protocol>,
    pub ports: Option<(u16, u16)>,
    pub user: u32,
    /// The source need not be ours: what raw sockets with their own header and transparent ones may.
    pub any_source: bool,
}

impl OutputQuery {
    pub fn to(destination: Ipv4Addr) -> OutputQuery {
        OutputQuery {
            destination,
            source: None,
            mark: 0,
            device: None,
            tos: 0,
            protocol: None,
            ports: None,
            user: 0,
            any_source: false,
        }
    }
}

/// The way a packet leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputRoute {
    pub device: InterfaceName,
    /// The neighbour to hand it to, if that is not the destination itself.
    pub gateway: Option<Ipv4Addr>,
    pub source: Ipv4Addr,
    /// The destination asked for; 127.0.0.1 or the source if that was 0.0.0.0.
    pub destination: Ipv4Addr,
    pub kind: OutputKind,
    /// `None` where the kernel asks no table: 255.255.255.255 and multicast over a given device, 0.0.0.0, and a device that
    /// was insisted on although no route leads there.
    pub winner: Option<Winner>,
}

impl OutputRoute {
    /// Who is asked for by ARP.
    pub fn next_hop(&self) -> Ipv4Addr {
        self.gateway.unwrap_or(self.destination)
    }

    /// What the route itself says beside its way: `features`.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let attributes = &self.winner.as_ref()?.route.attributes;
        attributes.iter().find(|(named, _)| named == name).map(|(_, value)| value.as_str())
    }

    /// A number the route itself names: `mtu`, `advmss`.
    pub fn number(&self, name: &str) -> Option<u32> {
        // `mtu lock 1000` means the same where nothing is learnt on the way.
        self.attribute(name)?.split(' ').next_back()?.parse().ok().filter(|number| *number > 0)
    }
}

/// `ip_route_output_key_hash_rcu`, in its order.
pub fn output(networking: &Networking, query: &OutputQuery) -> Result<OutputRoute, Refusal> {
    let source = query.source.unwrap_or(Ipv4Addr::UNSPECIFIED);
    let asked = query.device.unwrap_or(InterfaceName::NONE);
    let mut flow = Flow {
        source,
        output: asked,
        mark: query.mark,
        tos: query.tos & ROUTING_TOS,
        protocol: query.protocol,
        ports: query.ports,
        user: query.user,
        ..Flow::to(query.destination)
    };
    if let Some(device) = check_source(networking, query, &flow)? {
        return finish(networking, &flow, device, kind_of_address(networking, flow.destination, device), None);
    }
    if !asked.is_none() {
        check_device(networking, asked)?;
        let direct = is_local_multicast(flow.destination) || flow.destination.is_broadcast() || query.protocol == Some(IGMP);
        if direct {
            flow.source = choose(networking, &flow, asked, Scope::Link);
            return finish(networking, &flow, asked, kind_of_address(networking, flow.destination, asked), None);
        }
        if flow.destination.is_multicast() {
            flow.source = choose(networking, &flow, asked, Scope::Global);
        } else if flow.destination.is_unspecified() {
            flow.source = choose(networking, &flow, asked, Scope::Host);
        }
    }
    if flow.destination.is_unspecified() {
        return to_ourselves(networking, flow);
    }
    match lookup(networking, &flow) {
        Ok(winner) => by_route(networking, flow, winner),
        Err(_) if !asked.is_none() => {
            // "Apparently, routing tables are wrong": the destination is taken to be on the link.
            flow.source = choose(networking, &flow, asked, Scope::Link);
            finish(networking, &flow, asked, kind_of_address(networking, flow.destination, asked), None)
        }
        Err(refusal) => Err(refusal),
    }
}

/// The route of a packet that the OUTPUT tables changed: its source stays. `device` is that of the route it had, `asked`
/// the one its socket is bound to.
pub fn reroute(
    networking: &Networking,
    datagram: &Datagram,
    mark: u32,
    device: InterfaceName,
    asked: Option<InterfaceName>,
) -> Result<OutputRoute, Refusal> {
    // `inet_addr_type_dev_table` limits by device only for l3mdev; a foreign source is unicast and stays, too.
    let keeps_source = match address_type(networking, datagram.source, Some(device)) {
        AddressType::Local | AddressType::Unicast => true,
        AddressType::Broadcast | AddressType::Anycast | AddressType::Multicast => false,
    };
    let query = OutputQuery {
        source: keeps_source.then_some(datagram.source),
        mark,
        device: asked,
        tos: datagram.tos,
        protocol: Some(datagram.protocol()),
        ports: datagram.transport.ports(),
        any_source: keeps_source,
        ..OutputQuery::to(datagram.destination)
    };
    output(networking, &query)
}

const IGMP: Protocol = Protocol(2);
/// The bits of TOS that routing looks at (`IPTOS_RT_MASK`).
pub(super) const ROUTING_TOS: u8 = 0x1c;

/// `Some(device)`: multicast or limited broadcast leaves by the device that has the source address.
fn check_source(networking: &Networking, query: &OutputQuery, flow: &Flow) -> Result<Option<InterfaceName>, Refusal> {
    let source = flow.source;
    if source.is_unspecified() {
        return Ok(None);
    }
    if source.is_multicast() || source.is_broadcast() || source.is_unspecified() {
        return Err(RouteError::InvalidArgument.into());
    }
    if flow.output.is_none() && (flow.destination.is_multicast() || flow.destination.is_broadcast()) {
        return match device_of(networking, source) {
            Some(device) => Ok(Some(device)),
            None => Err(RouteError::NetworkUnreachable.into()),
        };
    }
    if !query.any_source && device_of(networking, source).is_none() {
        return Err(RouteError::NetworkUnreachable.into());
    }
    Ok(None)
}

/// `__ip_dev_find`: the device of one of our addresses, or of the local route that covers it.
fn device_of(networking: &Networking, address: Ipv4Addr) -> Option<InterfaceName> {
    let owner = networking.routing.own_addresses.iter().rev().find(|(own, _)| *own == address);
    if let Some((_, device)) = owner {
        return Some(*device);
    }
    let found = super::lookup::lookup_table(networking, super::entry::TableNumber::LOCAL, &Flow::to(address))?.ok()?;
    (found.route.kind == RouteKind::Local).then(|| found.device())
}

fn check_device(networking: &Networking, device: InterfaceName) -> Result<(), Refusal> {
    match networking.interface(device) {
        None => Err(RouteError::NoSuchDevice.into()),
        Some(interface) if !interface.up => Err(RouteError::NetworkUnreachable.into()),
        Some(_) => Ok(()),
    }
}

fn choose(networking: &Networking, flow: &Flow, device: InterfaceName, scope: Scope) -> Ipv4Addr {
    if !flow.source.is_unspecified() {
        return flow.source;
    }
    select_address(networking, device, None, scope).unwrap_or(Ipv4Addr::UNSPECIFIED)
}

/// Destination 0.0.0.0: the source, or 127.0.0.1.
fn to_ourselves(networking: &Networking, mut flow: Flow) -> Result<OutputRoute, Refusal> {
    if flow.source.is_unspecified() {
        flow.source = Ipv4Addr::LOCALHOST;
    }
    flow.destination = flow.source;
    finish(networking, &flow, InterfaceName::LOOPBACK, OutputKind::Local, None)
}

fn by_route(networking: &Networking, mut flow: Flow, winner: Winner) -> Result<OutputRoute, Refusal> {
    if winner.route.kind == RouteKind::Local {
        if flow.source.is_unspecified() {
            flow.source = winner.route.source.unwrap_or(flow.destination);
        }
        let kind = match kind_of_address(networking, flow.destination, InterfaceName::LOOPBACK) {
            OutputKind::Unicast | OutputKind::Local => OutputKind::Local,
            // The address decides, whatever the route says.
            kind @ (OutputKind::Broadcast | OutputKind::Multicast { .. }) => kind,
        };
        return finish(networking, &flow, InterfaceName::LOOPBACK, kind, Some(winner));
    }
    if flow.source.is_unspecified() {
        flow.source = source_of_route(networking, &winner).unwrap_or(Ipv4Addr::UNSPECIFIED);
    }
    let device = winner.device();
    let kind = match winner.route.kind {
        RouteKind::Broadcast => OutputKind::Broadcast,
        RouteKind::Unicast
        | RouteKind::Local
        | RouteKind::Anycast
        | RouteKind::Multicast
        | RouteKind::Blackhole
        | RouteKind::Unreachable
        | RouteKind::Prohibit
        | RouteKind::Throw => kind_of_address(networking, flow.destination, device),
    };
    finish(networking, &flow, device, kind, Some(winner))
}

fn kind_of_address(networking: &Networking, destination: Ipv4Addr, device: InterfaceName) -> OutputKind {
    if destination.is_broadcast() {
        OutputKind::Broadcast
    } else if destination.is_multicast() {
        OutputKind::Multicast { joined: networking.has_joined(device, destination) }
    } else {
        OutputKind::Unicast
    }
}

/// `__mkroute_output`: the last checks, and the gateway.
fn finish(
    networking: &Networking,
    flow: &Flow,
    device: InterfaceName,
    kind: OutputKind,
    winner: Option<Winner>,
) -> Result<OutputRoute, Refusal> {
    let is_loopback = networking.interface(device).is_some_and(|interface| interface.kind == InterfaceKind::Loopback);
    // Whatever leaves by lo is ours (`RTCF_LOCAL`), also by a route such as `5.5.5.0/24 dev lo`.
    let kind = if is_loopback && kind == OutputKind::Unicast { OutputKind::Local } else { kind };
    let localnet = networking.sysctls.either(device, DeviceSetting::RouteLocalnet);
    if flow.source.is_loopback() && !is_loopback && !localnet {
        return Err(RouteError::InvalidArgument.into());
    }
    if flow.destination.is_unspecified() {
        return Err(RouteError::InvalidArgument.into());
    }
    let uses_gateway = match kind {
        OutputKind::Unicast => true,
        OutputKind::Local | OutputKind::Broadcast => false,
        // A default route names the device of multicast, not its gateway.
        OutputKind::Multicast { .. } => winner.as_ref().is_some_and(|winner| winner.route.destination.prefix_len() >= 4),
    };
    let gateway = winner.as_ref().filter(|_| uses_gateway).and_then(|winner| winner.next_hop()?.neighbour());
    Ok(OutputRoute { device, gateway, source: flow.source, destination: flow.destination, kind, winner })
}
