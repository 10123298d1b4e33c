//! One route and its parts. How routes are found is `lookup`'s, how they come and go `change`'s.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use crate::state::interface::{InterfaceName, Scope};

pub use trace::route::{RouteKind, RouteProtocol, TableNumber};

/// One way out of the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NextHop {
    pub gateway: Option<Ipv4Addr>,
    pub device: InterfaceName,
    /// 1 to 256; matters only among several.
    pub weight: u16,
    pub onlink: bool,
    /// Where the gateway itself is found: `Link` for a neighbour. A gateway that is one of our own addresses
    /// (`Host`) is not used, the destination is then looked for on the link (`rt_set_nexthop`).
    pub scope: Scope,
    /// Its device went down while another way out of the route was left.
    pub dead: bool,
    /// What `-m realm` asks for, the source's above the destination's (`realm 7`, `realms 3/7`).
    pub realms: u32,
}

impl NextHop {
    /// The neighbour to send to instead of the destination.
    pub fn neighbour(&self) -> Option<Ipv4Addr> {
        self.gateway.filter(|_| self.scope == Scope::Link)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Route {
    pub kind: RouteKind,
    pub destination: Ipv4Net,
    /// Only packets with this TOS, unless it is 0.
    pub tos: u8,
    pub metric: u32,
    pub protocol: RouteProtocol,
    pub scope: Scope,
    /// The source address that packets of this host get (`src`).
    pub source: Option<Ipv4Addr>,
    /// Empty for the kinds that have none; mostly one.
    pub next_hops: Vec<NextHop>,
    /// `mtu`, `advmss`, `initcwnd` and the like as `ip route` prints them. TCP obeys the first two, the others are kept.
    pub attributes: Vec<(String, String)>,
}

impl Route {
    /// A route of the kernel's own making.
    pub fn of_kernel(kind: RouteKind, destination: Ipv4Net, scope: Scope, source: Ipv4Addr, device: InterfaceName) -> Route {
        let next_hop = NextHop { gateway: None, device, weight: 1, onlink: false, scope: beyond(scope), dead: false, realms: 0 };
        Route {
            kind,
            destination,
            tos: 0,
            metric: 0,
            protocol: RouteProtocol::KERNEL,
            scope,
            source: Some(source),
            next_hops: vec![next_hop],
            attributes: Vec::new(),
        }
    }

    pub fn contains(&self, address: Ipv4Addr) -> bool {
        u32::from(address) & u32::from(self.destination.netmask()) == u32::from(self.destination.network())
    }

    pub fn uses(&self, device: InterfaceName) -> bool {
        self.next_hops.iter().any(|hop| hop.device == device)
    }

    pub fn device(&self) -> InterfaceName {
        self.next_hops.first().map_or(InterfaceName::NONE, |hop| hop.device)
    }

    /// What `ip route add` compares to say "File exists": prefix, TOS and metric.
    pub fn has_key_of(&self, other: &Route) -> bool {
        self.destination == other.destination && self.tos == other.tos && self.metric == other.metric
    }
}

/// The scope of a next hop without gateway: one step nearer than its route.
pub(super) fn beyond(scope: Scope) -> Scope {
    match scope {
        Scope::Host => Scope::Nowhere,
        Scope::Global | Scope::Site | Scope::Link | Scope::Nowhere => Scope::Host,
    }
}
