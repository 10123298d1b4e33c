//! What routing is asked about a packet that came, and why it may let it vanish.

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use crate::state::interface::InterfaceName;
use crate::state::packet::{Datagram, Protocol};

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
