//! A packet of a translated connection leaves each host with the addresses of its own side: a reply with those the
//! connection's beginner dialled, a further packet with those the first one got.

use engine::lab::{Lab, moment};
use net::packet::{IcmpBody, Transport};
use net::{Address, Datagram};
use trace::connection::{Direction, State, Tracking, Tuple, TupleKind};
use trace::{Event, Hook, What};

pub fn are_undone(before: &Lab, events: &[Event], name: &str) {
    let mut moment = moment::of(before);
    for (number, event) in events.iter().enumerate() {
        moment.apply(event);
        let What::HookLeft { hook: hook @ (Hook::Postrouting | Hook::Input) } = event.what else { continue };
        let Some(packet) = event.packet.and_then(|packet| moment.packets.get(&packet)) else { continue };
        let Tracking::Entry { id, direction, state: State::Established } = packet.view.tracking else { continue };
        let Some(host) = moment.hosts.get(&event.host) else { continue };
        let Some(entry) = host.entries.get(&id) else { continue };
        let nat = host.table(&"nat".into());
        if !nat.is_some_and(|table| table.chains.iter().any(|chain| chain.base.is_some())) {
            continue;
        }
        let own_side = match direction {
            Direction::Original => answer_to(&entry.reply),
            Direction::Reply => answer_to(&entry.original),
        };
        assert_eq!(
            ends(&packet.view.datagram),
            own_side,
            "{name}: event {number}: {:?} leaving {hook:?} in direction {direction:?}",
            event.packet
        );
    }
}

/// Addresses, and what of the transport belongs to each of them.
type Ends = ((Address, u16), (Address, u16));

fn answer_to(tuple: &Tuple) -> Ends {
    // An echo's identifier belongs to both.
    let parts = match tuple.kind {
        TupleKind::Icmp { identifier, .. } => (identifier, identifier),
        kind => (kind.source_part().unwrap_or(0), kind.destination_port().unwrap_or(0)),
    };
    ((tuple.destination, parts.1), (tuple.source, parts.0))
}

fn ends(datagram: &Datagram) -> Ends {
    let parts = match &datagram.transport {
        Transport::Icmp(message) => match message.body {
            IcmpBody::Query { identifier, .. } => (identifier, identifier),
            IcmpBody::Error { .. } | IcmpBody::Plain => (0, 0),
        },
        transport => transport.ports().unwrap_or((0, 0)),
    };
    ((datagram.source, parts.0), (datagram.destination, parts.1))
}
