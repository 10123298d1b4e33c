//! What a host knows of its neighbours by ARP, or by `ip neigh`.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::time::Duration;

use super::clock::Instant;
use super::interface::{InterfaceName, Mac};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NeighbourTable {
    known: BTreeMap<(InterfaceName, Ipv4Addr), Neighbour>,
    /// How long it sends to an address without asking again.
    pub memory: Duration,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Neighbour {
    pub mac: Mac,
    pub knowledge: Knowledge,
    pub since: Instant,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Knowledge {
    /// It asked for us: its address is known, but not whether it still answers.
    Stale,
    /// It answered us.
    Reachable,
    /// `ip neigh add`: nobody is asked.
    Permanent,
}

/// `neigh/*/locktime`.
const LOCK_TIME: Duration = Duration::from_secs(1);

impl Default for NeighbourTable {
    fn default() -> NeighbourTable {
        NeighbourTable { known: BTreeMap::new(), memory: Duration::from_secs(3600) }
    }
}

impl NeighbourTable {
    /// Where frames for this address go, as long as that is remembered: even if meanwhile somebody else has the address
    /// (recordings: stale-arp, stale-arp-takeover).
    pub fn get(&self, device: InterfaceName, address: Ipv4Addr, now: Instant) -> Option<Neighbour> {
        let found = self.known.get(&(device, address)).copied()?;
        (!self.is_old(found, now)).then_some(found)
    }

    /// Remembered no more: whoever sends there asks again.
    fn is_old(&self, neighbour: Neighbour, now: Instant) -> bool {
        neighbour.knowledge != Knowledge::Permanent && neighbour.since + self.memory <= now
    }

    pub fn answered(&mut self, device: InterfaceName, address: Ipv4Addr, mac: Mac, now: Instant) {
        self.learn(device, address, Neighbour { mac, knowledge: Knowledge::Reachable, since: now });
    }

    /// One that is known well already is not doubted because it asks, unless by another station.
    pub fn asked_for_us(&mut self, device: InterfaceName, address: Ipv4Addr, mac: Mac, now: Instant) {
        if self.get(device, address, now).is_none_or(|known| known.mac != mac) {
            self.learn(device, address, Neighbour { mac, knowledge: Knowledge::Stale, since: now });
        }
    }

    /// It asked for somebody else: whoever knows its address hears by which station it has it now, unless that was told
    /// a moment ago (recordings: arp-overheard, arp-overheard-late).
    pub fn overheard(&mut self, device: InterfaceName, address: Ipv4Addr, mac: Mac, now: Instant) {
        if self.known.get(&(device, address)).is_some_and(|known| known.since + LOCK_TIME < now) {
            self.asked_for_us(device, address, mac, now);
        }
    }

    fn learn(&mut self, device: InterfaceName, address: Ipv4Addr, neighbour: Neighbour) {
        match self.known.get(&(device, address)).map(|known| known.knowledge) {
            Some(Knowledge::Permanent) => {}
            Some(Knowledge::Stale | Knowledge::Reachable) | None => self.put(device, address, neighbour),
        }
    }

    /// As a person says it, whatever was known.
    pub fn put(&mut self, device: InterfaceName, address: Ipv4Addr, neighbour: Neighbour) {
        self.known.insert((device, address), neighbour);
    }

    pub fn contains(&self, device: InterfaceName, address: Ipv4Addr) -> bool {
        self.known.contains_key(&(device, address))
    }

    pub fn remove(&mut self, device: InterfaceName, address: Ipv4Addr) -> bool {
        self.known.remove(&(device, address)).is_some()
    }

    /// A device that goes down forgets all of its neighbours.
    pub fn forget(&mut self, device: InterfaceName) {
        self.known.retain(|(known, _), _| *known != device);
    }

    /// What is old is still there, and stale.
    pub fn iter(&self, now: Instant) -> impl Iterator<Item = (InterfaceName, Ipv4Addr, Neighbour)> {
        self.known.iter().map(move |((device, address), neighbour)| {
            let knowledge = if self.is_old(*neighbour, now) { Knowledge::Stale } else { neighbour.knowledge };
            (*device, *address, Neighbour { knowledge, ..*neighbour })
        })
    }
}
