//! Is a new route sound? Its scope, the way to its gateways, its source (`fib_create_info`).

use std::net::Ipv4Addr;

use super::address_type::{AddressType, address_type, address_type_in};
use super::entry::{NextHop, Route, RouteKind, TableNumber, beyond};
use super::error::ChangeError;
use super::flow::Flow;
use super::lookup::{RouteError, Winner, lookup, lookup_table};
use crate::kernel::host::Host;
use crate::state::interface::Scope;

pub(super) fn check_scope(route: &Route) -> Result<(), ChangeError> {
    let least = match route.kind {
        RouteKind::Local => Scope::Host,
        RouteKind::Broadcast | RouteKind::Anycast => Scope::Link,
        RouteKind::Unicast
        | RouteKind::Multicast
        | RouteKind::Blackhole
        | RouteKind::Unreachable
        | RouteKind::Prohibit
        | RouteKind::Throw => Scope::Global,
    };
    if route.scope < least || route.scope > Scope::Host { Err(ChangeError::InvalidScope) } else { Ok(()) }
}

pub(super) fn check_host_scope(route: &Route) -> Result<(), ChangeError> {
    match route.next_hops.as_slice() {
        _ if route.scope != Scope::Host => Ok(()),
        [hop] if hop.gateway.is_none() => Ok(()),
        [_] => Err(ChangeError::HostScopeWithGateway),
        _ => Err(ChangeError::HostScopeWithHops),
    }
}

/// `fib_check_nh`: is the way there, and where does it lead?
pub(super) fn complete_hop(host: &Host, table: TableNumber, scope: Scope, hop: &mut NextHop) -> Result<(), ChangeError> {
    let Some(gateway) = hop.gateway else {
        return complete_direct_hop(host, scope, hop);
    };
    if hop.onlink {
        return complete_onlink_hop(host, scope, gateway, hop);
    }
    let flow = Flow { output: hop.device, scope: beyond_gateway(scope), accept_link_down: true, ..Flow::to(gateway) };
    let winner = way_to_gateway(host, table, &flow)?;
    if !matches!(winner.route.kind, RouteKind::Unicast | RouteKind::Local) {
        return Err(ChangeError::InvalidGateway);
    }
    hop.scope = winner.route.scope;
    hop.device = winner.device();
    let interface = host.interface(hop.device).ok_or(ChangeError::NoEgressDevice)?;
    if interface.up { Ok(()) } else { Err(ChangeError::NetworkDown) }
}

fn complete_direct_hop(host: &Host, scope: Scope, hop: &mut NextHop) -> Result<(), ChangeError> {
    if hop.onlink {
        return Err(ChangeError::InvalidHopFlags);
    }
    let interface = host.interface(hop.device).ok_or(ChangeError::NoSuchDevice)?;
    if scope < Scope::Host && !interface.up {
        return Err(ChangeError::DeviceNotUp);
    }
    hop.scope = beyond(scope);
    Ok(())
}

fn complete_onlink_hop(host: &Host, scope: Scope, gateway: Ipv4Addr, hop: &mut NextHop) -> Result<(), ChangeError> {
    if scope >= Scope::Link {
        return Err(ChangeError::InvalidHopScope);
    }
    let interface = host.interface(hop.device).ok_or(ChangeError::NoSuchDevice)?;
    if !interface.up {
        return Err(ChangeError::OnlinkDeviceNotUp);
    }
    if address_type(host, gateway, None) != AddressType::Unicast {
        return Err(ChangeError::InvalidGateway);
    }
    hop.scope = Scope::Link;
    Ok(())
}

/// The gateway must be nearer than the route, a neighbour at least.
fn beyond_gateway(scope: Scope) -> Scope {
    match scope {
        Scope::Global | Scope::Site => Scope::Link,
        Scope::Link => Scope::Host,
        Scope::Host | Scope::Nowhere => Scope::Nowhere,
    }
}

fn way_to_gateway(host: &Host, table: TableNumber, flow: &Flow) -> Result<Winner, ChangeError> {
    if table != TableNumber::MAIN
        && let Some(Ok(winner)) = lookup_table(host, table, flow)
    {
        return Ok(winner);
    }
    lookup(host, flow).map_err(|refusal| match refusal.error {
        RouteError::NetworkUnreachable
        | RouteError::HostUnreachable
        | RouteError::PermissionDenied
        | RouteError::InvalidArgument
        | RouteError::NoSuchDevice => ChangeError::InvalidGateway,
    })
}

/// `fib_valid_prefsrc`.
pub(super) fn check_source(host: &Host, table: TableNumber, route: &Route) -> Result<(), ChangeError> {
    let Some(source) = route.source else {
        return Ok(());
    };
    let is_itself = route.kind == RouteKind::Local && route.destination.network() == source;
    let tables = [table, TableNumber::LOCAL];
    let is_ours = tables.into_iter().any(|table| address_type_in(host, table, source, None) == AddressType::Local);
    if is_itself || is_ours { Ok(()) } else { Err(ChangeError::InvalidSource) }
}
