//! How a translated connection's packets change, and the packets quoted in ICMP errors about them.

use crate::rules::targets::act::Side;
use crate::state::conntrack::{Direction, Entry, Tuple, TupleKind};
use crate::state::packet::{Datagram, IcmpBody, Transport};

/// A packet of the connection: its side becomes what the other end expects.
pub fn packet(datagram: &mut Datagram, entry: &Entry, direction: Direction, side: Side) {
    if let Some(target) = entry.tuple(direction.opposite()).inverse() {
        put(datagram, &target, side);
    }
}

/// An ICMP error about the connection: the quoted packet is shown as its sender sent it, and the error comes from where
/// the sender thinks the other end is (reference: nat.md §6).
pub fn error(datagram: &mut Datagram, entry: &Entry, direction: Direction, side: Side) {
    let other = entry.tuple(direction.opposite());
    let opposite = match side {
        Side::Source => Side::Destination,
        Side::Destination => Side::Source,
    };
    if let Transport::Icmp(message) = &mut datagram.transport
        && let IcmpBody::Error { quote, .. } = &mut message.body
    {
        put(quote, &other, opposite);
    }
    if let Some(target) = other.inverse() {
        match side {
            Side::Source => datagram.source = target.source,
            Side::Destination => datagram.destination = target.destination,
        }
    }
}

/// Sets one side of a packet to that of the tuple: address, and port or identifier.
fn put(datagram: &mut Datagram, target: &Tuple, side: Side) {
    match side {
        Side::Source => datagram.source = target.source,
        Side::Destination => datagram.destination = target.destination,
    }
    match (&mut datagram.transport, target.kind, side) {
        (Transport::Tcp(segment), TupleKind::Tcp { source_port, .. }, Side::Source) => segment.source_port = source_port,
        (Transport::Tcp(segment), TupleKind::Tcp { destination_port, .. }, Side::Destination) => {
            segment.destination_port = destination_port;
        }
        (Transport::Udp(header), TupleKind::Udp { source_port, .. }, Side::Source) => header.source_port = source_port,
        (Transport::Udp(header), TupleKind::Udp { destination_port, .. }, Side::Destination) => {
            header.destination_port = destination_port;
        }
        (Transport::Icmp(message), TupleKind::Icmp { identifier, .. }, _) => {
            if let IcmpBody::Query { identifier: own, .. } = &mut message.body {
                *own = identifier;
            }
        }
        (Transport::Tcp(_) | Transport::Udp(_) | Transport::Icmp(_) | Transport::Other { .. }, _, _) => {}
    }
}
