//! Where a host's connections are kept, and found by the tuple of a packet.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use super::entry::{Entry, Track};
use super::settings::Settings;
use super::tuple::Tuple;
use super::{Direction, EntryId, Status};
use super::{Zone, ZoneDirection};
use crate::state::clock::Instant;
use crate::state::interface::InterfaceName;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Conntrack {
    /// Registered in the kernel's hooks: some rule of this host needs it.
    pub active: bool,
    pub settings: Settings,
    entries: BTreeMap<EntryId, Entry>,
    /// Confirmed entries, by both their tuples, each in the zone of its direction.
    tuples: BTreeMap<(u16, Tuple, Direction), EntryId>,
    /// Entries whose source nat is decided, by who sent the first packet: newest last.
    by_source: BTreeMap<SourceKey, Vec<EntryId>>,
    /// Entries of packets that are still on their way.
    unconfirmed: Vec<EntryId>,
    next: u32,
}

/// The zone of the first packet and, where it is for both directions, the zone.
type SourceKey = (u16, Option<u16>, u8, Ipv4Addr, Option<u16>);

/// Where a tuple of one direction could stand in the hash: beside others of its zone.
fn places(zone: Zone, beside: Direction, tuple: &Tuple) -> impl Iterator<Item = (u16, Tuple, Direction)> {
    let (number, tuple) = (zone.of(beside), *tuple);
    let near = DIRECTIONS.into_iter().filter(move |direction| zone.of(*direction) == number);
    near.map(move |direction| (number, tuple, direction))
}

/// In the hash, the answer's tuple stands before the original one: a connection of a socket with itself, of which both are the
/// same, has only answers (recording: self-connect-data).
const DIRECTIONS: [Direction; 2] = [Direction::Reply, Direction::Original];

impl Conntrack {
    pub fn get(&self, id: EntryId) -> Option<&Entry> {
        self.entries.get(&id)
    }

    pub fn get_mut(&mut self, id: EntryId) -> Option<&mut Entry> {
        self.entries.get_mut(&id)
    }

    /// In the order they were made; unconfirmed ones too.
    pub fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values()
    }

    /// What `conntrack -L` shows.
    pub fn confirmed(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values().filter(|entry| entry.status.confirmed && !entry.status.dying)
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The live entry this tuple belongs to, and in which direction. An expired one is never found.
    pub fn find(&self, zone: Zone, tuple: &Tuple, now: Instant) -> Option<(EntryId, Direction)> {
        self.find_beside(zone, Direction::Original, tuple, now).or_else(|| {
            let differ = zone.of(Direction::Original) != zone.of(Direction::Reply);
            differ.then(|| self.find_beside(zone, Direction::Reply, tuple, now)).flatten()
        })
    }

    /// Only among those in the zone of one direction. Either direction of an entry is found there if it is in the zone that the
    /// same direction of the wanted one is in (`nf_ct_key_equal`).
    fn find_beside(&self, zone: Zone, beside: Direction, tuple: &Tuple, now: Instant) -> Option<(EntryId, Direction)> {
        places(zone, beside, tuple).find_map(|place @ (.., direction)| {
            let id = *self.tuples.get(&place)?;
            let entry = self.entries.get(&id)?;
            (entry.expires > now).then_some((id, direction))
        })
    }

    /// A new connection, not yet confirmed. `None` for a packet that cannot have an answer.
    pub fn begin(&mut self, zone: Zone, original: Tuple, now: Instant) -> Option<EntryId> {
        let reply = original.inverse()?;
        let id = EntryId(self.next);
        self.next = self.next.wrapping_add(1);
        let entry = Entry {
            id,
            zone,
            original,
            reply,
            status: Status::default(),
            track: Track::Generic,
            mark: 0,
            expires: now,
            created: now,
            counted: self.settings.accounting,
            original_count: Default::default(),
            reply_count: Default::default(),
            masqueraded_by: InterfaceName::NONE,
            helper: None,
        };
        self.entries.insert(id, entry);
        self.unconfirmed.push(id);
        Some(id)
    }

    /// Is this tuple that of a confirmed entry other than `own`, or than one of the same flow?
    pub fn taken(&self, zone: Zone, tuple: &Tuple, own: EntryId, now: Instant) -> bool {
        let Some((id, _)) = self.find_beside(zone, Direction::Reply, tuple, now) else { return false };
        if id == own {
            return false;
        }
        match (self.entries.get(&id), self.entries.get(&own)) {
            (Some(other), Some(own)) => {
                other.original != own.original || other.zone.of(Direction::Original) != own.zone.of(Direction::Original)
            }
            (Some(_), None) => true,
            (None, _) => false,
        }
    }

    /// Puts an entry into the hash, in place of expired ones, which are given back. `None` if one of its tuples stands there.
    pub fn confirm(&mut self, id: EntryId, now: Instant) -> Option<Vec<EntryId>> {
        let entry = self.entries.get(&id)?;
        let (zone, ways) = (entry.zone, [(entry.original, Direction::Original), (entry.reply, Direction::Reply)]);
        if ways.iter().any(|(tuple, direction)| self.find_beside(zone, *direction, tuple, now).is_some()) {
            return None;
        }
        let mut replaced = Vec::new();
        for (tuple, beside) in ways {
            for place in places(zone, beside, &tuple) {
                if let Some(old) = self.tuples.get(&place).copied()
                    && self.entries.get(&old).is_none_or(|entry| entry.expires <= now)
                {
                    replaced.extend(self.remove(old).map(|entry| entry.id));
                }
            }
        }
        for (tuple, direction) in ways {
            self.tuples.insert((zone.of(direction), tuple, direction), id);
        }
        self.unconfirmed.retain(|other| *other != id);
        if let Some(entry) = self.entries.get_mut(&id) {
            entry.status.confirmed = true;
        }
        Some(replaced)
    }

    /// Puts in a connection that no packet made: one of `conntrack -I`, or one that was read. `None` if one of its tuples
    /// stands there already.
    pub fn insert(&mut self, entry: Entry, now: Instant) -> Option<EntryId> {
        let id = EntryId(self.next);
        self.next = self.next.wrapping_add(1);
        self.entries.insert(id, Entry { id, ..entry });
        if self.confirm(id, now).is_none() {
            self.entries.remove(&id);
            return None;
        }
        self.remember_source(id);
        Some(id)
    }

    /// Out of the hash, but the packet that ended it still carries it to the end of its way.
    pub fn unlink(&mut self, id: EntryId) {
        let Some(mut entry) = self.remove(id) else { return };
        entry.status.dying = true;
        self.entries.insert(id, entry);
        self.unconfirmed.push(id);
    }

    pub fn remove(&mut self, id: EntryId) -> Option<Entry> {
        let entry = self.entries.remove(&id)?;
        self.unconfirmed.retain(|other| *other != id);
        for direction in DIRECTIONS {
            let key = (entry.zone.of(direction), entry.tuple(direction), direction);
            if self.tuples.get(&key) == Some(&id) {
                self.tuples.remove(&key);
            }
        }
        let key = source_key(entry.zone, &entry.original);
        if let Some(ids) = self.by_source.get_mut(&key) {
            ids.retain(|other| *other != id);
            if ids.is_empty() {
                self.by_source.remove(&key);
            }
        }
        Some(entry)
    }

    /// The entry of a packet that waits (for ARP): it lives as long as the packet does.
    pub fn hold(&mut self, id: EntryId) {
        self.unconfirmed.retain(|other| *other != id);
    }

    /// The packet goes on, or is gone.
    pub fn release(&mut self, id: EntryId) {
        if self.entries.get(&id).is_some_and(|entry| !entry.status.confirmed || entry.status.dying) {
            self.unconfirmed.push(id);
        }
    }

    /// Entries whose packets went nowhere, and dying ones: removed once nothing refers to them any more. Those of which
    /// nobody heard yet are returned.
    pub fn remove_unconfirmed(&mut self) -> Vec<EntryId> {
        let ids = std::mem::take(&mut self.unconfirmed);
        let removed: Vec<Option<Entry>> = ids.into_iter().map(|id| self.remove(id)).collect();
        removed.into_iter().flatten().filter(|entry| !entry.status.dying).map(|entry| entry.id).collect()
    }

    /// Entries that ran out of time.
    pub fn remove_expired(&mut self, now: Instant) -> Vec<EntryId> {
        let gone: Vec<EntryId> = self.confirmed().filter(|entry| entry.expires <= now).map(|entry| entry.id).collect();
        for id in &gone {
            self.remove(*id);
        }
        gone
    }

    /// What MASQUERADE gave an address of this device ends when the device goes down, and where only an address of it goes, what
    /// has that address (`nf_nat_masquerade`; recording: masquerade-address-gone).
    pub fn forget_masqueraded(&mut self, device: InterfaceName, address: Option<Ipv4Addr>) {
        let ends =
            |entry: &&Entry| entry.masqueraded_by == device && address.is_none_or(|address| entry.reply.destination == address);
        let gone: Vec<EntryId> = self.confirmed().filter(ends).map(|entry| entry.id).collect();
        for id in gone {
            self.remove(id);
        }
    }

    /// Remembers an entry under its sender, for source nat to reuse the mapping.
    pub fn remember_source(&mut self, id: EntryId) {
        if let Some(entry) = self.entries.get(&id) {
            let ids = self.by_source.entry(source_key(entry.zone, &entry.original)).or_default();
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
    }

    /// Entries with the same sender as `tuple`, newest first.
    pub fn same_source(&self, zone: Zone, tuple: &Tuple) -> impl Iterator<Item = &Entry> {
        self.by_source.get(&source_key(zone, tuple)).into_iter().flatten().rev().filter_map(|id| self.entries.get(id))
    }

    /// Tracking starts again after nobody needed it: windows are learned anew
    /// (evidence: the kernel forgets them, so that running connections are not INVALID).
    pub fn forget_windows(&mut self) {
        for entry in self.entries.values_mut() {
            match &mut entry.track {
                Track::Tcp(track) => {
                    track.original.greatest_window = 0;
                    track.reply.greatest_window = 0;
                }
                Track::Udp | Track::Icmp | Track::Generic => {}
            }
        }
    }
}

fn source_key(zone: Zone, tuple: &Tuple) -> SourceKey {
    (
        zone.of(Direction::Original),
        zone.only_for(ZoneDirection::Both),
        tuple.kind.protocol(),
        tuple.source,
        tuple.kind.source_part(),
    )
}
