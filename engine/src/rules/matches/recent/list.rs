//! One list of `recent`: addresses, each with the times it was seen; the oldest makes room for the newest.

use std::net::Ipv4Addr;
use std::time::Duration;

use crate::state::clock::Instant;

/// The most addresses a list keeps (`ip_list_tot`).
const ADDRESSES: usize = 100;

/// Times kept for each address, unless a rule asks for more.
const USUAL_STAMPS: usize = 32;

#[derive(Clone, Debug, PartialEq)]
pub struct List {
    /// Of the rule that made the list. Those that name it later look and keep by this mask, whatever theirs is
    /// (recording: extra-recent-4242-0007).
    mask: Ipv4Addr,
    /// Least recently stamped first.
    seen: Vec<Seen>,
    stamps: usize,
    /// How many were ever added.
    added: u64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// The how many-th of its list.
    number: u64,
    pub address: Ipv4Addr,
    pub ttl: u8,
    /// Oldest first.
    pub times: Vec<Instant>,
}

impl List {
    pub fn new(mask: Ipv4Addr) -> List {
        List { mask, seen: Vec::new(), stamps: USUAL_STAMPS, added: 0 }
    }

    pub fn masked(&self, address: Ipv4Addr) -> Ipv4Addr {
        address & self.mask
    }

    pub fn seen(&self) -> &[Seen] {
        &self.seen
    }

    /// A rule that counts to more than is kept makes the list keep more.
    pub fn make_room(&mut self, hit_count: u32) {
        let wanted = usize::try_from(hit_count).unwrap_or(usize::MAX).min(1 << 16).next_power_of_two();
        self.stamps = self.stamps.max(wanted);
    }

    /// The place of an address; a TTL of zero fits every TTL. Of several the one that was added first.
    pub fn find(&self, address: Ipv4Addr, ttl: u8) -> Option<usize> {
        let fits = |seen: &Seen| seen.address == address && (seen.ttl == ttl || ttl == 0 || seen.ttl == 0);
        let found = self.seen.iter().enumerate().filter(|(_, seen)| fits(seen));
        found.min_by_key(|(_, seen)| seen.number).map(|(place, _)| place)
    }

    pub fn add(&mut self, address: Ipv4Addr, ttl: u8, now: Instant) {
        if self.seen.len() >= ADDRESSES {
            self.seen.remove(0);
        }
        self.added = self.added.wrapping_add(1);
        self.seen.push(Seen { number: self.added, address, ttl, times: vec![now] });
    }

    pub fn remove(&mut self, place: usize) {
        if place < self.seen.len() {
            self.seen.remove(place);
        }
    }

    pub fn stamp(&mut self, place: usize, ttl: u8, now: Instant) {
        if place >= self.seen.len() {
            return;
        }
        let mut seen = self.seen.remove(place);
        if seen.times.len() >= self.stamps {
            seen.times.remove(0);
        }
        seen.times.push(now);
        seen.ttl = ttl;
        self.seen.push(seen);
    }

    /// Seen as often as asked, within the seconds asked; zero asks nothing.
    pub fn was_seen(&self, place: usize, seconds: u32, hit_count: u32, now: Instant) -> bool {
        let Some(seen) = self.seen.get(place) else { return false };
        let since = now - Duration::from_secs(u64::from(seconds));
        let hits = seen.times.iter().filter(|time| seconds == 0 || **time >= since).count();
        hits > 0 && hits >= usize::try_from(hit_count).unwrap_or(usize::MAX)
    }

    /// Drops the longest-unseen address if it was not seen within the seconds.
    pub fn reap(&mut self, seconds: u32, now: Instant) {
        let since = now - Duration::from_secs(u64::from(seconds));
        let stale = self.seen.first().and_then(|seen| seen.times.last()).is_some_and(|last| *last < since);
        if stale {
            self.seen.remove(0);
        }
    }
}
