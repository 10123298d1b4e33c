//! The end of a packet before its destination: why, and what did it.

use std::sync::Arc;

use net::{Address, InterfaceName};
use serde::{Deserialize, Serialize};

use crate::event::{Bound, RulePlace};
use crate::hook::TableName;
use crate::route::Winner;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Drop {
    Rule,
    Policy,
    Rejected,
    /// A match that cannot judge the packet drops it (`hotdrop`).
    Match,
    Route(RouteDrop),
    /// No way to the destination, and the sender is told.
    Unreachable,
    /// No way, and the sender was told so often just now that it is not told again.
    UnreachableUntold,
    TtlExpired,
    NatFailed,
    InsertFailed,
    TableFull,
    Rerouting,
    NotForUs,
    NoNeighbour,
    MasqueradedElsewhere,
    InterfaceDown,
    NoListenerInQueue,
    Bound(Bound),
    SameBridgePort,
    Malformed,
}

/// Why routing let a packet vanish.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RouteDrop {
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

/// What a death is laid at the door of: what one would have to change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Culprit {
    Rule(RulePlace),
    Policy {
        table: TableName,
        chain: Arc<str>,
    },
    /// A route that won.
    Route(Box<Winner>),
    /// A rule of policy routing, by its preference.
    RoutingRule(u32),
    /// No route leads there.
    NoRoute(Address),
    /// A setting, by its dotted name, and the value that it has.
    Setting {
        name: Arc<str>,
        value: Arc<str>,
    },
    /// Connection tracking or translation: no port free, table full, entry taken.
    Tracking,
    /// Nobody answers for this address on the link.
    Neighbour {
        interface: InterfaceName,
        address: Address,
    },
    /// It is down, or not there.
    Interface(InterfaceName),
    /// No program holds a socket for it, or listens in its queue.
    Socket,
    /// The packet itself: malformed, for another station, its TTL used up, an address that cannot be.
    Packet,
    /// A limit of the engine.
    Bound(Bound),
}
