//! Which address and port a translated connection gets (reference: nat.md §4).
//!
//! An address out of a range is the very one the kernel picks. Where the kernel draws at random, the lab draws from a hash of
//! the connection: the same lab always gives the same port. Of what the kernel may draw it is what happens most often: a port
//! that no other connection has.

use std::net::Ipv4Addr;

use crate::rules::targets::act::{PortRange, Side};
use crate::state::clock::Instant;
use crate::state::conntrack::{Conntrack, Direction, EntryId, TcpState, Track, Tuple, TupleKind, Zone};
use crate::state::jenkins;

/// What a translation allows, its addresses resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// `None`: the address stays.
    pub addresses: Option<(Ipv4Addr, Ipv4Addr)>,
    pub ports: Option<PortRange>,
    pub random: bool,
    pub persistent: bool,
}

impl Wanted {
    pub fn address(address: Ipv4Addr) -> Wanted {
        Wanted { addresses: Some((address, address)), ports: None, random: false, persistent: false }
    }
}

/// Ports tried before the kernel gives up a round, and the last of them for which it throws out old connections.
const ATTEMPTS: u32 = 128;
const LAST_ATTEMPTS: u32 = ATTEMPTS / 4;

/// A new tuple, and the closed connection that had to make room for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chosen {
    pub tuple: Tuple,
    pub evicted: Option<EntryId>,
}

impl From<Tuple> for Chosen {
    fn from(tuple: Tuple) -> Chosen {
        Chosen { tuple, evicted: None }
    }
}

pub fn tuple(conntrack: &Conntrack, id: EntryId, current: Tuple, side: Side, wanted: &Wanted, now: Instant) -> Chosen {
    let Some(entry) = conntrack.get(id) else { return current.into() };
    let zone = entry.zone;
    let taken = |tuple: &Tuple| tuple.inverse().is_some_and(|reply| conntrack.taken(zone, &reply, id, now));
    if side == Side::Source && !wanted.random {
        if is_inside(&current, side, wanted) {
            if !taken(&current) || may_clash(conntrack, zone, &current, now) {
                return current.into();
            }
        } else if let Some(mapped) = existing_mapping(conntrack, id, &current, wanted)
            && !taken(&mapped)
        {
            return mapped.into();
        }
    }
    let chosen = with_address(current, side, pick_address(&current, zone, side, wanted));
    if !wanted.random {
        match wanted.ports {
            Some(ports) => {
                let part = part(&chosen, side).unwrap_or(0);
                let inside = (ports.first..=ports.last).contains(&part);
                if ports.base.is_none() && inside && (ports.first == ports.last || !taken(&chosen)) {
                    return chosen.into();
                }
            }
            None if !taken(&chosen) => return chosen.into(),
            None => {}
        }
    }
    free_port(conntrack, id, chosen, side, wanted, now).unwrap_or_else(|| chosen.into())
}

/// A datagram keeps its tuple although its answer's stands there already, if the tuple itself does not: such clashes are left to
/// the end of its way (`nf_nat_used_tuple_new`; recording: 15-zone-reply-udp-nat).
fn may_clash(conntrack: &Conntrack, zone: Zone, current: &Tuple, now: Instant) -> bool {
    match current.kind {
        TupleKind::Udp { .. } => conntrack.find(zone, current, now).is_none(),
        TupleKind::Tcp { .. } | TupleKind::Icmp { .. } | TupleKind::Other { .. } => false,
    }
}

/// The mapping that an earlier connection of the same sender has, if it fits here too.
fn existing_mapping(conntrack: &Conntrack, own: EntryId, current: &Tuple, wanted: &Wanted) -> Option<Tuple> {
    let zone = conntrack.get(own)?.zone;
    conntrack.same_source(zone, current).filter(|entry| entry.id != own).find_map(|entry| {
        let mapped = entry.reply.inverse()?;
        let candidate = Tuple {
            source: mapped.source,
            destination: current.destination,
            kind: current.kind.with_source_part(mapped.kind.source_part()?),
        };
        is_inside(&candidate, Side::Source, wanted).then_some(candidate)
    })
}

fn is_inside(tuple: &Tuple, side: Side, wanted: &Wanted) -> bool {
    let address = match side {
        Side::Source => tuple.source,
        Side::Destination => tuple.destination,
    };
    let address_fits = wanted.addresses.is_none_or(|(first, last)| (first..=last).contains(&address));
    let port_fits = match (wanted.ports, part(tuple, side)) {
        (Some(ports), Some(part)) => (ports.first..=ports.last).contains(&part),
        (None, _) | (Some(_), None) => true,
    };
    address_fits && port_fits
}

/// From a range the kernel picks by a hash without a secret, of the addresses as they lie in memory, so that a client keeps its
/// address over a reboot (`find_best_ips_proto`; recordings: snat-range, dnat-range, zone-nat-overlap).
fn pick_address(tuple: &Tuple, zone: Zone, side: Side, wanted: &Wanted) -> Ipv4Addr {
    let own = match side {
        Side::Source => tuple.source,
        Side::Destination => tuple.destination,
    };
    let Some((first, last)) = wanted.addresses else { return own };
    let (low, high) = (u32::from(first.min(last)), u32::from(first.max(last)));
    let size = u64::from(high - low) + 1;
    let initial = if wanted.persistent { 0 } else { in_memory(tuple.destination) ^ u32::from(zone.number) };
    let hash = jenkins::hash(&[in_memory(tuple.source), 0, 0, 0], initial);
    let offset = (u64::from(hash) * size) >> 32;
    Ipv4Addr::from(low + offset as u32)
}

/// As a little-endian machine reads the four bytes of the header.
fn in_memory(address: Ipv4Addr) -> u32 {
    u32::from_le_bytes(address.octets())
}

fn free_port(conntrack: &Conntrack, id: EntryId, tuple: Tuple, side: Side, wanted: &Wanted, now: Instant) -> Option<Chosen> {
    let zone = conntrack.get(id)?.zone;
    let taken = |tuple: &Tuple| tuple.inverse().is_some_and(|reply| conntrack.taken(zone, &reply, id, now));
    let own = part(&tuple, side)?;
    let (first, size) = port_space(&tuple, side, wanted, own)?;
    let at = |offset: u32| with_part(tuple, side, first.wrapping_add((offset % size) as u16));
    let mut offset = match wanted.ports.and_then(|ports| ports.base) {
        Some(base) => u32::from(own.wrapping_sub(base)),
        None if wanted.random || side == Side::Source => {
            // The kernel's own draw met a closed connection, and ended it, in 11 of 120 recordings with a range of 11 ports.
            let drawn = draw(&tuple, 0);
            (drawn..drawn + size.min(ATTEMPTS)).find(|offset| !taken(&at(*offset))).unwrap_or(drawn)
        }
        None => 0,
    };
    let mut attempts = size.min(ATTEMPTS);
    let mut round = 0;
    loop {
        for attempt in 0..attempts {
            let candidate = at(offset);
            if !taken(&candidate) {
                return Some(candidate.into());
            }
            if attempts - attempt <= LAST_ATTEMPTS
                && let Some(evicted) = evictable(conntrack, id, &candidate, now)
            {
                return Some(Chosen { tuple: candidate, evicted: Some(evicted) });
            }
            offset = offset.wrapping_add(1);
        }
        if attempts >= size || attempts < 16 {
            // Nothing is free: the tuple stays as it was tried last, and confirming it will fail.
            return Some(at(offset.wrapping_sub(1)).into());
        }
        attempts /= 2;
        round += 1;
        offset = draw(&tuple, round);
    }
}

/// `nf_nat_used_tuple_harder`: a closed TCP connection with source nat gives its port to a new one whose sequence numbers
/// are ahead of its own (recording: gen-707-0036).
fn evictable(conntrack: &Conntrack, own: EntryId, candidate: &Tuple, now: Instant) -> Option<EntryId> {
    let new = conntrack.get(own)?;
    let (id, direction) = conntrack.find(new.zone, &candidate.inverse()?, now)?;
    let old = conntrack.get(id)?;
    let (Track::Tcp(new), Track::Tcp(track)) = (new.track, old.track) else { return None };
    let closed = matches!(track.state, TcpState::TimeWait | TcpState::Close | TcpState::SynSent2);
    let may_go = closed && old.status.source_nat && !old.status.fixed_timeout && !old.status.dying;
    let ahead = (new.original.end.wrapping_sub(track.original.end) as i32) > 0;
    (new.state == TcpState::SynSent && direction == Direction::Reply && may_go && ahead).then_some(id)
}

/// First port and how many: a given range, or the class that the port belongs to.
fn port_space(tuple: &Tuple, side: Side, wanted: &Wanted, own: u16) -> Option<(u16, u32)> {
    if let Some(ports) = wanted.ports {
        let (first, last) = (ports.first.min(ports.last), ports.first.max(ports.last));
        return Some((first, u32::from(last - first) + 1));
    }
    match tuple.kind {
        TupleKind::Icmp { .. } => Some((0, 65_536)),
        TupleKind::Tcp { .. } | TupleKind::Udp { .. } => match (side, own) {
            (Side::Destination, _) => None,
            (Side::Source, 0..=511) => Some((1, 511)),
            (Side::Source, 512..=1023) => Some((600, 424)),
            (Side::Source, 1024..) => Some((1024, 64_512)),
        },
        TupleKind::Other { .. } => None,
    }
}

/// The port or identifier that the side's rewriting may change.
fn part(tuple: &Tuple, side: Side) -> Option<u16> {
    match (side, tuple.kind) {
        (Side::Destination, TupleKind::Tcp { destination_port, .. } | TupleKind::Udp { destination_port, .. }) => {
            Some(destination_port)
        }
        (Side::Source | Side::Destination, kind) => kind.source_part(),
    }
}

fn with_part(tuple: Tuple, side: Side, part: u16) -> Tuple {
    let kind = match (side, tuple.kind) {
        (Side::Destination, kind @ (TupleKind::Tcp { .. } | TupleKind::Udp { .. })) => kind.with_destination_port(part),
        (Side::Source | Side::Destination, kind) => kind.with_source_part(part),
    };
    Tuple { kind, ..tuple }
}

fn with_address(tuple: Tuple, side: Side, address: Ipv4Addr) -> Tuple {
    match side {
        Side::Source => Tuple { source: address, ..tuple },
        Side::Destination => Tuple { destination: address, ..tuple },
    }
}

/// A number that looks random and is the same for the same connection.
fn draw(tuple: &Tuple, round: u32) -> u32 {
    let part = u32::from(tuple.kind.source_part().unwrap_or(0));
    mix(&[u32::from(tuple.source), u32::from(tuple.destination), part, round]) as u32 & 0xffff
}

/// FNV-1a over the words, stirred once more so that near inputs part.
fn mix(words: &[u32]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in words.iter().flat_map(|word| word.to_be_bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash ^= hash >> 29;
    hash = hash.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash ^ (hash >> 32)
}
