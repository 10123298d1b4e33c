//! Routes as they show, and what routing said of a packet.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use net::{Address, InterfaceName, Prefix, Scope};
use serde::{Deserialize, Serialize};

use crate::death::RouteDrop;

/// A routing table by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TableNumber(pub u32);

impl TableNumber {
    pub const UNSPECIFIED: TableNumber = TableNumber(0);
    pub const DEFAULT: TableNumber = TableNumber(253);
    pub const MAIN: TableNumber = TableNumber(254);
    pub const LOCAL: TableNumber = TableNumber(255);
}

impl fmt::Display for TableNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            TableNumber::UNSPECIFIED => formatter.write_str("unspec"),
            TableNumber::DEFAULT => formatter.write_str("default"),
            TableNumber::MAIN => formatter.write_str("main"),
            TableNumber::LOCAL => formatter.write_str("local"),
            TableNumber(number) => write!(formatter, "{number}"),
        }
    }
}

/// What a route does with a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RouteKind {
    Unicast,
    Local,
    Broadcast,
    Anycast,
    Multicast,
    Blackhole,
    Unreachable,
    Prohibit,
    Throw,
}

impl RouteKind {
    pub const ALL: [RouteKind; 9] = [
        RouteKind::Unicast,
        RouteKind::Local,
        RouteKind::Broadcast,
        RouteKind::Anycast,
        RouteKind::Multicast,
        RouteKind::Blackhole,
        RouteKind::Unreachable,
        RouteKind::Prohibit,
        RouteKind::Throw,
    ];

    pub fn name(self) -> &'static str {
        match self {
            RouteKind::Unicast => "unicast",
            RouteKind::Local => "local",
            RouteKind::Broadcast => "broadcast",
            RouteKind::Anycast => "anycast",
            RouteKind::Multicast => "multicast",
            RouteKind::Blackhole => "blackhole",
            RouteKind::Unreachable => "unreachable",
            RouteKind::Prohibit => "prohibit",
            RouteKind::Throw => "throw",
        }
    }

    pub fn from_name(name: &str) -> Option<RouteKind> {
        RouteKind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Kinds that end a lookup by themselves and have no way out.
    pub fn has_next_hop(self) -> bool {
        match self {
            RouteKind::Unicast | RouteKind::Local | RouteKind::Broadcast | RouteKind::Anycast | RouteKind::Multicast => true,
            RouteKind::Blackhole | RouteKind::Unreachable | RouteKind::Prohibit | RouteKind::Throw => false,
        }
    }
}

/// Who made a route (`proto`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RouteProtocol(pub u8);

impl RouteProtocol {
    pub const KERNEL: RouteProtocol = RouteProtocol(2);
    pub const BOOT: RouteProtocol = RouteProtocol(3);
    pub const STATIC: RouteProtocol = RouteProtocol(4);
}

/// One way out of the host.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NextHop {
    pub gateway: Option<Address>,
    pub device: InterfaceName,
    /// 1 to 256; matters only among several.
    pub weight: u16,
    pub onlink: bool,
    pub scope: Scope,
    /// Its device went down while another way out of the route was left.
    pub dead: bool,
    /// What `-m realm` asks for, the source's above the destination's; 0 for none.
    pub realms: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Route {
    pub kind: RouteKind,
    pub destination: Prefix,
    /// Only packets with this TOS, unless it is 0.
    pub tos: u8,
    pub metric: u32,
    pub protocol: RouteProtocol,
    pub scope: Scope,
    /// The source address that packets of this host get (`src`).
    pub source: Option<Address>,
    /// Empty for the kinds that have none; mostly one.
    pub next_hops: Vec<NextHop>,
    /// `mtu`, `advmss` and the like, as `ip route` prints them.
    pub attributes: Vec<(String, String)>,
}

/// A host's routes and the rules that lead to them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Routing {
    pub tables: BTreeMap<TableNumber, Vec<Arc<Route>>>,
    /// As `ip rule` prints them, in their order.
    pub rules: Vec<RoutingRule>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RoutingRule {
    pub preference: u32,
    pub text: String,
}

/// The route that decided, and how it was come by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Winner {
    /// The preference of the rule that led to the table.
    pub rule: u32,
    pub table: TableNumber,
    pub route: Arc<Route>,
    /// Which of the route's next hops.
    pub hop: usize,
}

impl Winner {
    pub fn next_hop(&self) -> Option<&NextHop> {
        self.route.next_hops.get(self.hop)
    }

    pub fn device(&self) -> InterfaceName {
        self.next_hop().map_or(InterfaceName::NONE, |hop| hop.device)
    }
}

/// What routing said of a packet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RouteSeen {
    Input(Box<InputRoute>),
    Output(Box<OutputRoute>),
    /// Known already: a packet on `lo` keeps the route it was sent by.
    Kept,
    Failed(Refusal),
}

/// Of what arrives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
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
    Dropped { reason: RouteDrop, by: Option<Winner> },
    /// Gone, and the sender is told by an ICMP error of type 3.
    Unreachable { code: u8, by: Refusal },
}

/// The way a packet leaves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OutputRoute {
    pub device: InterfaceName,
    /// The neighbour to hand it to, if that is not the destination itself.
    pub gateway: Option<Address>,
    pub source: Address,
    /// The destination asked for; 127.0.0.1 or the source if that was 0.0.0.0.
    pub destination: Address,
    pub kind: OutputKind,
    /// `None` where the kernel asks no table: 255.255.255.255 and multicast over a given device, 0.0.0.0, and a device that
    /// was insisted on although no route leads there.
    pub winner: Option<Winner>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum OutputKind {
    Unicast,
    Local,
    /// A copy comes back to this host.
    Broadcast,
    Multicast {
        /// The group is joined on the device: a copy comes back.
        joined: bool,
    },
}

/// No way out, and who says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Refusal {
    pub error: RouteError,
    pub by: RefusedBy,
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(formatter)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RefusedBy {
    /// No route fits.
    Nothing,
    /// A `blackhole`, `unreachable` or `prohibit` route.
    Route(Winner),
    /// A rule of policy routing, by its preference.
    Rule(u32),
}

/// Why there is no way: the kernel's error numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RouteError {
    /// ENETUNREACH
    NetworkUnreachable,
    /// EHOSTUNREACH
    HostUnreachable,
    /// EACCES
    PermissionDenied,
    /// EINVAL
    InvalidArgument,
    /// ENODEV
    NoSuchDevice,
}

impl fmt::Display for RouteError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            RouteError::NetworkUnreachable => "Network is unreachable",
            RouteError::HostUnreachable => "No route to host",
            RouteError::PermissionDenied => "Permission denied",
            RouteError::InvalidArgument => "Invalid argument",
            RouteError::NoSuchDevice => "No such device",
        })
    }
}

impl RouteSeen {
    /// The route that decided, if a route did.
    pub fn winner(&self) -> Option<&Winner> {
        match self {
            RouteSeen::Input(route) => match &**route {
                InputRoute::Local { winner } => Some(winner),
                InputRoute::Broadcast { winner } => winner.as_ref(),
                InputRoute::Multicast => None,
                InputRoute::Forward { route, .. } => route.winner.as_ref(),
                InputRoute::Dropped { by, .. } => by.as_ref(),
                InputRoute::Unreachable { by, .. } => by.winner(),
            },
            RouteSeen::Output(route) => route.winner.as_ref(),
            RouteSeen::Kept => None,
            RouteSeen::Failed(refusal) => refusal.winner(),
        }
    }

    /// The device that it leads out by.
    pub fn output(&self) -> Option<InterfaceName> {
        match self {
            RouteSeen::Output(route) => Some(route.device),
            RouteSeen::Input(route) => match &**route {
                InputRoute::Forward { route, .. } => Some(route.device),
                InputRoute::Local { .. }
                | InputRoute::Broadcast { .. }
                | InputRoute::Multicast
                | InputRoute::Dropped { .. }
                | InputRoute::Unreachable { .. } => None,
            },
            RouteSeen::Kept | RouteSeen::Failed(_) => None,
        }
    }
}

impl Refusal {
    fn winner(&self) -> Option<&Winner> {
        match &self.by {
            RefusedBy::Route(winner) => Some(winner),
            RefusedBy::Nothing | RefusedBy::Rule(_) => None,
        }
    }
}
