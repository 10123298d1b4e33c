//! What a target asks the kernel to do, beyond what it did to the packet itself.

use std::net::Ipv4Addr;
use std::sync::Arc;

use crate::state::conntrack::TrackRequest;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Done; the next rule is asked.
    Continue,
    Accept,
    Drop,
    Translate(Translation),
    Reject(RejectWith),
    Log(LogLine),
    /// NFLOG, ULOG: noted, nothing visible to the packet.
    Note,
    /// No tracking, or tracking in a zone or with a helper: the connection lookup that follows obeys.
    Track(TrackRequest),
    /// NFQUEUE: waits for a program. Without one the packet is dropped, unless `bypass`.
    Queue {
        bypass: bool,
    },
    /// From here on every rule is reported.
    Trace,
    NotModelled,
}

/// What DNAT, SNAT, MASQUERADE, REDIRECT, NETMAP want of the nat engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Translation {
    pub side: Side,
    pub addresses: AddressChoice,
    pub ports: Option<PortRange>,
    pub random: bool,
    pub persistent: bool,
}

/// Which end of the tuple is rewritten.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Side {
    Source,
    Destination,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AddressChoice {
    /// The address stays: only the port changes.
    Keep,
    Range {
        first: Ipv4Addr,
        last: Ipv4Addr,
    },
    /// REDIRECT: the incoming interface's first address; 127.0.0.1 in OUTPUT.
    Local,
    /// MASQUERADE: an address of the outgoing device, near the next hop.
    OfOutput,
    /// NETMAP: the network part is replaced.
    Map {
        network: Ipv4Addr,
        mask: Ipv4Addr,
    },
}

/// Both ends inclusive. `base` is DNAT's `:1000-2000/base`: the offset from it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortRange {
    pub first: u16,
    pub last: u16,
    pub base: Option<u16>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RejectWith {
    NetUnreachable,
    HostUnreachable,
    ProtocolUnreachable,
    PortUnreachable,
    NetProhibited,
    HostProhibited,
    AdminProhibited,
    TcpReset,
}

/// LOG's options; the line itself is made of them and the packet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLine {
    pub level: u8,
    pub prefix: Arc<str>,
    pub tcp_sequence: bool,
    pub tcp_options: bool,
    pub ip_options: bool,
    pub user: bool,
    pub mac_decode: bool,
}
