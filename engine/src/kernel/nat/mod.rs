//! Translation: decided once for each side of a connection, carried out on every packet of it.
//! Which packet asks the rules is the stack's; how a new tuple is chosen is `choose`'s; how headers change is `rewrite`'s.

pub mod choose;
pub mod rewrite;

use std::net::Ipv4Addr;

use crate::rules::targets::act::Side;
use crate::state::clock::Instant;
use crate::state::conntrack::{Conntrack, Direction, Entry, EntryId};
use crate::state::hook::Hook;
use choose::Wanted;

/// Which side of a connection is decided at a hook; none at FORWARD.
pub fn side_at(hook: Hook) -> Option<Side> {
    match hook {
        Hook::Prerouting | Hook::Output => Some(Side::Destination),
        Hook::Input | Hook::Postrouting => Some(Side::Source),
        Hook::Forward => None,
    }
}

/// Has this side of the connection been decided, even if only to leave it alone?
pub fn is_decided(entry: &Entry, side: Side) -> bool {
    match side {
        Side::Source => entry.status.source_nat_done,
        Side::Destination => entry.status.destination_nat_done,
    }
}

/// Does a packet in this direction change at a hook of this side? The reply undoes, on the other side, what the original got.
pub fn changes(entry: &Entry, direction: Direction, side: Side) -> bool {
    match (side, direction) {
        (Side::Source, Direction::Original) | (Side::Destination, Direction::Reply) => entry.status.source_nat,
        (Side::Destination, Direction::Original) | (Side::Source, Direction::Reply) => entry.status.destination_nat,
    }
}

/// Decides one side of a connection. An entry that is confirmed already is left as it is. An old connection that had to go for
/// it is removed and returned.
pub fn decide(conntrack: &mut Conntrack, id: EntryId, side: Side, wanted: &Wanted, now: Instant) -> Option<EntryId> {
    let entry = conntrack.get(id)?;
    if entry.status.confirmed {
        return None;
    }
    let current = entry.reply.inverse()?;
    let chosen = choose::tuple(conntrack, id, current, side, wanted, now);
    if let Some(evicted) = chosen.evicted {
        conntrack.remove(evicted);
    }
    let entry = conntrack.get_mut(id)?;
    if chosen.tuple != current
        && let Some(reply) = chosen.tuple.inverse()
    {
        entry.reply = reply;
        match side {
            Side::Source => entry.status.source_nat = true,
            Side::Destination => entry.status.destination_nat = true,
        }
    }
    match side {
        Side::Source => {
            entry.status.source_nat_done = true;
            conntrack.remember_source(id);
        }
        Side::Destination => entry.status.destination_nat_done = true,
    }
    chosen.evicted
}

/// No rule wanted a translation: the address stays. The port may still change if the tuple is taken.
pub fn decide_nothing(conntrack: &mut Conntrack, id: EntryId, side: Side, now: Instant) -> Option<EntryId> {
    let entry = conntrack.get(id)?;
    let address = match side {
        Side::Source => entry.reply.destination,
        Side::Destination => entry.reply.source,
    };
    decide(conntrack, id, side, &Wanted::address(address), now)
}

/// The device whose address MASQUERADE took: a later packet must not leave by another.
pub fn may_leave_by(entry: &Entry, direction: Direction, device: crate::state::interface::InterfaceName) -> bool {
    direction == Direction::Reply || entry.masqueraded_by.is_none() || entry.masqueraded_by == device
}

/// The address a connection's original destination had, where it differs from what the server sees.
pub fn original_destination(entry: &Entry) -> (Ipv4Addr, Option<u16>) {
    (entry.original.destination, entry.original.kind.destination_port())
}
