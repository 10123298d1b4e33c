//! One direction of a connection: what a packet must carry to belong to it.

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use crate::state::packet::{Datagram, IcmpBody, IcmpMessage, Transport};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Tuple {
    pub source: Ipv4Addr,
    pub destination: Ipv4Addr,
    pub kind: TupleKind,
}

/// What tells two connections between the same addresses apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum TupleKind {
    Tcp { source_port: u16, destination_port: u16 },
    Udp { source_port: u16, destination_port: u16 },
    Icmp { kind: u8, code: u8, identifier: u16 },
    Other { protocol: u8 },
}

impl TupleKind {
    pub fn protocol(self) -> u8 {
        match self {
            TupleKind::Tcp { .. } => 6,
            TupleKind::Udp { .. } => 17,
            TupleKind::Icmp { .. } => 1,
            TupleKind::Other { protocol } => protocol,
        }
    }

    /// The port (ICMP: identifier) that belongs to the sender.
    pub fn source_part(self) -> Option<u16> {
        match self {
            TupleKind::Tcp { source_port, .. } | TupleKind::Udp { source_port, .. } => Some(source_port),
            TupleKind::Icmp { identifier, .. } => Some(identifier),
            TupleKind::Other { .. } => None,
        }
    }

    pub fn destination_port(self) -> Option<u16> {
        match self {
            TupleKind::Tcp { destination_port, .. } | TupleKind::Udp { destination_port, .. } => Some(destination_port),
            TupleKind::Icmp { .. } | TupleKind::Other { .. } => None,
        }
    }

    pub fn with_source_part(self, part: u16) -> TupleKind {
        match self {
            TupleKind::Tcp { destination_port, .. } => TupleKind::Tcp { source_port: part, destination_port },
            TupleKind::Udp { destination_port, .. } => TupleKind::Udp { source_port: part, destination_port },
            TupleKind::Icmp { kind, code, .. } => TupleKind::Icmp { kind, code, identifier: part },
            TupleKind::Other { protocol } => TupleKind::Other { protocol },
        }
    }

    pub fn with_destination_port(self, port: u16) -> TupleKind {
        match self {
            TupleKind::Tcp { source_port, .. } => TupleKind::Tcp { source_port, destination_port: port },
            TupleKind::Udp { source_port, .. } => TupleKind::Udp { source_port, destination_port: port },
            TupleKind::Icmp { .. } | TupleKind::Other { .. } => self,
        }
    }
}

impl Tuple {
    /// The tuple of a packet as it is now; for an ICMP error its own, not that of what it quotes.
    pub fn of(datagram: &Datagram) -> Tuple {
        let kind = match &datagram.transport {
            Transport::Tcp(segment) => {
                TupleKind::Tcp { source_port: segment.source_port, destination_port: segment.destination_port }
            }
            Transport::Udp(header) => {
                TupleKind::Udp { source_port: header.source_port, destination_port: header.destination_port }
            }
            Transport::Icmp(message) => {
                TupleKind::Icmp { kind: message.kind, code: message.code, identifier: identifier(message) }
            }
            Transport::Other { protocol } => TupleKind::Other { protocol: *protocol },
        };
        Tuple { source: datagram.source, destination: datagram.destination, kind }
    }

    /// What the answer carries. `None` for ICMP messages that have no answer.
    pub fn inverse(self) -> Option<Tuple> {
        let kind = match self.kind {
            TupleKind::Tcp { source_port, destination_port } => {
                TupleKind::Tcp { source_port: destination_port, destination_port: source_port }
            }
            TupleKind::Udp { source_port, destination_port } => {
                TupleKind::Udp { source_port: destination_port, destination_port: source_port }
            }
            TupleKind::Icmp { kind, code, identifier } => TupleKind::Icmp { kind: answering_type(kind)?, code, identifier },
            TupleKind::Other { protocol } => TupleKind::Other { protocol },
        };
        Some(Tuple { source: self.destination, destination: self.source, kind })
    }
}

fn identifier(message: &IcmpMessage) -> u16 {
    match message.body {
        IcmpBody::Query { identifier, .. } => identifier,
        IcmpBody::Error { .. } | IcmpBody::Plain => 0,
    }
}

/// Echo, timestamp, information and address mask: the types conntrack can pair (reference: conntrack.md §4).
fn answering_type(kind: u8) -> Option<u8> {
    const PAIRS: [(u8, u8); 4] = [(8, 0), (13, 14), (15, 16), (17, 18)];
    PAIRS.iter().find_map(|&(request, reply)| match kind {
        kind if kind == request => Some(reply),
        kind if kind == reply => Some(request),
        _ => None,
    })
}
