//! A packet of a translated connection leaves each host with the addresses of its own side: a reply with those the
//! connection's beginner dialled, a further packet with those the first one got.

use engine::kernel::event::{Event, What};
use engine::lab::Lab;
use engine::lab::moment::Moment;
use engine::state::conntrack::{Direction, State, Tracking, Tuple};
use engine::state::hook::{Hook, TableName};

pub fn are_undone(before: &Lab, events: &[Event], name: &str) {
    let mut moment = Moment::of(before);
    for (number, event) in events.iter().enumerate() {
        moment.apply(event);
        let What::HookLeft { hook: hook @ (Hook::Postrouting | Hook::Input) } = event.what else { continue };
        let Some(packet) = event.packet.and_then(|packet| moment.packets.get(&packet)) else { continue };
        let Tracking::Entry { id, direction, state: State::Established } = packet.view.tracking else { continue };
        let Some(host) = moment.hosts.get(event.host.0) else { continue };
        let Some(entry) = host.entries.get(&id) else { continue };
        if !host.tables.get(&TableName::Nat).is_some_and(|table| table.has_base_chain()) {
            continue;
        }
        let own_side = match direction {
            Direction::Original => entry.reply.inverse(),
            Direction::Reply => entry.original.inverse(),
        };
        let found = Tuple::of(&packet.view.datagram);
        assert_eq!(
            Some(found),
            own_side,
            "{name}: event {number}: {:?} leaving {hook:?} in direction {direction:?}",
            event.packet
        );
    }
}
