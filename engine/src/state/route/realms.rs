//! Realms: numbers that routes and rules of policy routing give to packets, for `-m realm` (`dst.tclassid`). The upper half
//! is of the source, the lower of the destination.

use super::Routing;
use super::entry::RouteKind;
use super::input::InputRoute;
use super::lookup::Winner;
use super::output::{OutputKind, OutputRoute};
use super::query::InputQuery;
use super::reverse_path::way_of_source;
use crate::state::interface::InterfaceName;
use crate::state::networking::Networking;
use std::net::Ipv4Addr;

const DESTINATION: u32 = 0xffff;

impl Routing {
    /// Does any route or rule give one? Then the way back of each packet is looked for (`fib_num_tclassid_users`).
    pub(super) fn has_realms(&self) -> bool {
        let mut hops = self.tables.values().flatten().flat_map(|route| &route.next_hops);
        self.rules.iter().any(|rule| rule.realms != 0) || hops.any(|hop| hop.realms != 0)
    }
}

/// Of what this host sends, or passes on by this route.
pub fn of_output(route: &OutputRoute) -> u32 {
    let Some(winner) = &route.winner else { return 0 };
    let by_hop = match route.kind {
        OutputKind::Broadcast => false,
        OutputKind::Multicast { .. } => winner.route.destination.prefix_len() >= 4,
        OutputKind::Unicast | OutputKind::Local => true,
    };
    completed(if by_hop { of_hop(winner) } else { 0 }, winner.realms)
}

/// Of what arrived.
pub fn of_input(networking: &Networking, query: &InputQuery, route: &InputRoute) -> u32 {
    if !networking.routing.has_realms() {
        return 0;
    }
    match route {
        InputRoute::Local { .. } => of_source(networking, query, query.destination, InterfaceName::NONE),
        InputRoute::Broadcast { .. } | InputRoute::Multicast => {
            of_source(networking, query, Ipv4Addr::UNSPECIFIED, InterfaceName::NONE)
        }
        InputRoute::Forward { route, .. } => {
            completed(of_output(route), of_source(networking, query, query.destination, route.device))
        }
        InputRoute::Dropped { .. } | InputRoute::Unreachable { .. } => 0,
    }
}

/// The way back tells of the source: there it is the destination (`fib_combine_itag`).
fn of_source(networking: &Networking, query: &InputQuery, destination: Ipv4Addr, output: InterfaceName) -> u32 {
    let Some(winner) = way_of_source(networking, query, destination, output) else { return 0 };
    let of_hop = of_hop(&winner) << 16;
    let of_rule = if of_hop == 0 { winner.realms << 16 } else { 0 };
    of_hop | of_rule | winner.realms >> 16
}

fn of_hop(winner: &Winner) -> u32 {
    match winner.route.kind {
        RouteKind::Broadcast => 0,
        RouteKind::Unicast
        | RouteKind::Local
        | RouteKind::Anycast
        | RouteKind::Multicast
        | RouteKind::Blackhole
        | RouteKind::Unreachable
        | RouteKind::Prohibit
        | RouteKind::Throw => winner.next_hop().map_or(0, |hop| hop.realms),
    }
}

/// Each half that is missing is taken from the other (`set_class_tag`).
fn completed(realms: u32, other: u32) -> u32 {
    let half = |mask: u32| if realms & mask == 0 { other & mask } else { realms & mask };
    half(DESTINATION) | half(!DESTINATION)
}
