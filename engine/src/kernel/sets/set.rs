//! One set: is something in it, and putting things in and out (`ip_set_hash_gen.h`, `ip_set_bitmap_gen.h`).

use std::collections::BTreeMap;

use std::sync::Arc;
use std::time::Duration;

use ipnet::Ipv4Net;

use super::element::{Element, Entry};
use super::error::SetError;
use super::kind::{Part, SetKind};
use super::probe::{Direction, Probe};
use crate::kernel::clock::Instant;
use crate::kernel::packet::Protocol;

/// How a set was made; what `ipset save` prints after the type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Create {
    /// Seconds an element stays if it says nothing itself; 0: for ever. `None`: elements cannot have one.
    pub timeout: Option<u32>,
    pub counters: bool,
    pub comment: bool,
    pub packet_options: bool,
    pub force_add: bool,
    pub is_ipv6: bool,
    pub hash_size: Option<u32>,
    pub maximum: Option<u32>,
    pub bucket_size: Option<u8>,
    pub initial: Option<u32>,
    /// Addresses are cut to this length first.
    pub netmask: Option<u8>,
    pub mark_mask: Option<u32>,
    /// Of a bitmap: addresses as numbers, or ports.
    pub range: Option<(u32, u32)>,
    /// Of a list.
    pub size: Option<u32>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Set {
    pub name: Arc<str>,
    pub kind: SetKind,
    pub create: Create,
    entries: BTreeMap<Element, Entry>,
    /// The members of a list, in their order.
    list: Vec<Arc<str>>,
    /// Prefix lengths in use with how often, longest first: what a lookup tries.
    lengths: [BTreeMap<u8, u32>; 2],
}

/// A condition on the counters of the element that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CounterTest {
    Equal(u64),
    Not(u64),
    Less(u64),
    Greater(u64),
}

impl CounterTest {
    fn holds(self, count: u64) -> bool {
        match self {
            CounterTest::Equal(wanted) => count == wanted,
            CounterTest::Not(wanted) => count != wanted,
            CounterTest::Less(limit) => count < limit,
            CounterTest::Greater(limit) => count > limit,
        }
    }
}

/// What `-m set` adds to the plain question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TestOptions {
    /// `! --update-counters`
    pub keep_counters: bool,
    /// `--return-nomatch`: the exceptions are what is asked for.
    pub return_nomatch: bool,
    pub packets: Option<CounterTest>,
    pub bytes: Option<CounterTest>,
}

/// What a search found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    In,
    /// Covered by an element marked `nomatch`.
    Exception,
    Out,
}

impl Set {
    pub fn new(name: &str, kind: SetKind, create: Create) -> Set {
        let lengths = [BTreeMap::new(), BTreeMap::new()];
        Set { name: Arc::from(name), kind, create, entries: BTreeMap::new(), list: Vec::new(), lengths }
    }

    /// Living elements in ascending order; members of a list in theirs. The kernel lists a hash in the order of its
    /// buckets, which a seed decides.
    pub fn entries(&self, now: Instant) -> impl Iterator<Item = (&Element, &Entry)> {
        let place = |element: &Element| self.list.iter().position(|member| Some(member) == element.set.as_ref());
        let mut entries: Vec<_> = self.entries.iter().filter(|(_, entry)| entry.is_alive(now)).collect();
        entries.sort_by_key(|(element, _)| place(element));
        entries.into_iter()
    }

    pub fn len(&self, now: Instant) -> usize {
        self.entries.values().filter(|entry| entry.is_alive(now)).count()
    }

    pub fn is_empty(&self, now: Instant) -> bool {
        self.len(now) == 0
    }

    pub fn flush(&mut self) {
        self.entries.clear();
        self.list.clear();
        self.lengths = [BTreeMap::new(), BTreeMap::new()];
    }

    /// An element with what it carries. `exist`: if it is there already, it is renewed.
    pub fn add(&mut self, element: Element, entry: Entry, exist: bool, now: Instant) -> Result<(), SetError> {
        let element = self.cut(element);
        self.check_range(&element)?;
        let there = self.entries.get(&element).is_some_and(|old| old.is_alive(now));
        if there && !exist {
            return Err(SetError::AlreadyThere);
        }
        if !there {
            self.make_room(now)?;
        }
        self.insert(element, entry);
        Ok(())
    }

    pub fn remove(&mut self, element: &Element, now: Instant) -> Result<(), SetError> {
        let element = self.cut(element.clone());
        let alive = self.entries.get(&element).is_some_and(|entry| entry.is_alive(now));
        self.forget(&element);
        if alive { Ok(()) } else { Err(SetError::NotThere) }
    }

    /// What `ipset test` asks: a net is looked for as it is, an address in all nets.
    pub fn find(&self, element: &Element, now: Instant) -> Answer {
        let element = self.cut(element.clone());
        match self.search(&element, now) {
            Some(found) => self.answer(&found),
            None => Answer::Out,
        }
    }

    pub fn entry(&self, element: &Element) -> Option<&Entry> {
        self.entries.get(element)
    }

    /// When an element added now, with or without a timeout of its own, ends.
    pub fn expiry(&self, own: Option<u32>, now: Instant) -> Option<Instant> {
        let seconds = own.or(self.create.timeout)?;
        if self.create.timeout.is_none() || seconds == 0 {
            return None;
        }
        Some(now + Duration::from_secs(u64::from(seconds)))
    }
}

/// Packets.
impl Set {
    pub(super) fn test(&mut self, probe: &Probe, directions: &[Direction], options: &TestOptions, now: Instant) -> bool {
        let Some(wanted) = self.element_of(probe, directions, 32) else {
            return false;
        };
        let wanted = self.cut(wanted);
        let Some(found) = self.search_and_count(&wanted, probe, options, now) else {
            return false;
        };
        match self.answer(&found) {
            Answer::In => !(options.return_nomatch && self.kind.has_exceptions()),
            Answer::Exception => options.return_nomatch,
            Answer::Out => false,
        }
    }

    pub(super) fn add_packet(
        &mut self,
        probe: &Probe,
        directions: &[Direction],
        exist: bool,
        timeout: Option<u32>,
        now: Instant,
    ) -> Result<(), SetError> {
        let element = self.element_of(probe, directions, self.length_for_packets()).ok_or(SetError::TypeMismatch)?;
        let (packets, bytes) = if self.create.counters { (1, u64::from(probe.length)) } else { (0, 0) };
        let entry = Entry { expires: self.expiry(timeout, now), packets, bytes, ..Entry::default() };
        self.add(element, entry, exist, now)
    }

    pub(super) fn remove_packet(&mut self, probe: &Probe, directions: &[Direction], now: Instant) -> Result<(), SetError> {
        let element = self.element_of(probe, directions, self.length_for_packets()).ok_or(SetError::TypeMismatch)?;
        self.remove(&element, now)
    }

    /// Nets that packets bring are as long as the longest that is there (`INIT_CIDR`).
    fn length_for_packets(&self) -> u8 {
        self.lengths[0].keys().next_back().copied().unwrap_or(32)
    }

    /// `None`: the packet has not all the parts, or the rule names too few directions.
    fn element_of(&self, probe: &Probe, directions: &[Direction], length: u8) -> Option<Element> {
        let mut element = Element::default();
        let mut first = true;
        if directions.len() < self.kind.dimensions() {
            return None;
        }
        for (part, direction) in self.kind.parts().iter().zip(directions) {
            match part {
                Part::Address | Part::Net => {
                    let length = if *part == Part::Net { length } else { 32 };
                    let net = Ipv4Net::new(probe.address(*direction), length).ok()?.trunc();
                    let slot = if first { &mut element.net } else { &mut element.second };
                    *slot = net;
                    first = false;
                }
                Part::Port => self.put_port(&mut element, probe, *direction)?,
                // A frame's destination is not kept with a packet; bridges and sets ask for the source.
                Part::Mac if *direction == Direction::Source => element.mac = probe.link_source,
                Part::Mac => return None,
                Part::Mark => element.mark = probe.mark & self.create.mark_mask.unwrap_or(u32::MAX),
                Part::Interface => {
                    element.interface = probe.interface(*direction, false);
                    if element.interface.is_none() {
                        return None;
                    }
                }
                Part::Set => return None,
            }
        }
        Some(element)
    }

    fn put_port(&self, element: &mut Element, probe: &Probe, direction: Direction) -> Option<()> {
        if self.kind.keeps_protocol() {
            element.protocol = probe.protocol.0;
        } else if probe.protocol != Protocol::TCP && probe.protocol != Protocol::UDP {
            return None;
        }
        element.port = probe.port(direction);
        Some(())
    }

    /// The first element that covers what is wanted, lives, and whose counters are as asked; they count first
    /// (`ip_set_match_extensions`).
    fn search_and_count(&mut self, wanted: &Element, probe: &Probe, options: &TestOptions, now: Instant) -> Option<Element> {
        let candidates = self.candidates(wanted);
        candidates.into_iter().find(|candidate| {
            let Some(entry) = self.entries.get_mut(candidate).filter(|entry| entry.is_alive(now)) else {
                return false;
            };
            count(entry, self.create.counters, probe, options)
        })
    }
}

/// Lists.
impl Set {
    pub(super) fn members(&self, now: Instant) -> Vec<Arc<str>> {
        self.list.iter().filter(|member| self.is_member(member, now)).cloned().collect()
    }

    pub(super) fn has_member(&self, name: &str) -> bool {
        self.list.iter().any(|member| &**member == name)
    }

    pub(super) fn member_counts(&mut self, member: &Arc<str>, probe: &Probe, options: &TestOptions, now: Instant) -> bool {
        let counters = self.create.counters;
        match self.entries.get_mut(&Element { set: Some(member.clone()), ..Element::default() }) {
            Some(entry) if entry.is_alive(now) => count(entry, counters, probe, options),
            Some(_) | None => false,
        }
    }

    /// Puts a member at a place of the list; the end if it names none.
    pub fn place_member(&mut self, member: &Arc<str>, place: Option<usize>) {
        self.list.retain(|other| other != member);
        let place = place.unwrap_or(self.list.len()).min(self.list.len());
        self.list.insert(place, member.clone());
    }

    pub fn member_place(&self, name: &str) -> Option<usize> {
        self.list.iter().position(|member| &**member == name)
    }

    fn is_member(&self, member: &Arc<str>, now: Instant) -> bool {
        let element = Element { set: Some(member.clone()), ..Element::default() };
        self.entries.get(&element).is_some_and(|entry| entry.is_alive(now))
    }
}

fn count(entry: &mut Entry, counters: bool, probe: &Probe, options: &TestOptions) -> bool {
    if !counters {
        return true;
    }
    if !options.keep_counters {
        entry.packets = entry.packets.saturating_add(1);
        entry.bytes = entry.bytes.saturating_add(u64::from(probe.length));
    }
    options.packets.is_none_or(|test| test.holds(entry.packets)) && options.bytes.is_none_or(|test| test.holds(entry.bytes))
}

/// The store.
impl Set {
    fn answer(&self, found: &Element) -> Answer {
        match self.entries.get(found) {
            Some(entry) if entry.nomatch => Answer::Exception,
            Some(_) => Answer::In,
            None => Answer::Out,
        }
    }

    fn search(&self, wanted: &Element, now: Instant) -> Option<Element> {
        let alive = |candidate: &Element| self.entries.get(candidate).is_some_and(|entry| entry.is_alive(now));
        self.candidates(wanted).into_iter().find(alive)
    }

    /// Elements that would cover it and are there, the narrowest first. A net that is asked for stands for itself.
    fn candidates(&self, wanted: &Element) -> Vec<Element> {
        let is_net = |place: usize| self.net_parts()[place];
        let host = |net: Ipv4Net| net.prefix_len() == 32;
        let asks_address = (!is_net(0) || host(wanted.net)) && (!is_net(1) || host(wanted.second));
        if !self.kind.has_exceptions() || !asks_address {
            return self.entries.contains_key(wanted).then(|| wanted.clone()).into_iter().collect();
        }
        let mut found = Vec::new();
        for first in self.nets_around(wanted.net, 0) {
            for second in self.nets_around(wanted.second, 1) {
                let candidate = Element { net: first, second, ..wanted.clone() };
                if self.entries.contains_key(&candidate) {
                    found.push(candidate);
                }
            }
        }
        found
    }

    /// Is the first, the second address part a net?
    fn net_parts(&self) -> [bool; 2] {
        let mut parts = self.kind.parts().iter().filter(|part| matches!(part, Part::Address | Part::Net));
        [parts.next() == Some(&Part::Net), parts.next() == Some(&Part::Net)]
    }

    fn nets_around(&self, net: Ipv4Net, place: usize) -> Vec<Ipv4Net> {
        if !self.net_parts()[place] {
            return vec![net];
        }
        let lengths = self.lengths[place].keys().rev();
        lengths.filter_map(|length| Ipv4Net::new(net.addr(), *length).ok()).map(|net| net.trunc()).collect()
    }

    /// As the set keeps it: cut to its netmask, nets without host bits.
    fn cut(&self, element: Element) -> Element {
        let length = self.create.netmask.unwrap_or(32);
        let net = match (self.kind.parts().first(), element.net.prefix_len()) {
            (Some(Part::Address), 32) if length < 32 => {
                Ipv4Net::new(element.net.addr(), length).map(|net| Ipv4Net::from(net.network())).unwrap_or(element.net)
            }
            _ => element.net.trunc(),
        };
        Element { net, second: element.second.trunc(), ..element }
    }

    fn check_range(&self, element: &Element) -> Result<(), SetError> {
        let Some((first, last)) = self.create.range.filter(|_| self.kind.is_bitmap()) else {
            return Ok(());
        };
        let value = if self.kind == SetKind::BitmapPort { u32::from(element.port) } else { u32::from(element.net.addr()) };
        if (first..=last).contains(&value) { Ok(()) } else { Err(SetError::OutOfRange) }
    }

    fn make_room(&mut self, now: Instant) -> Result<(), SetError> {
        let (maximum, full) = match self.kind {
            SetKind::ListSet => (self.create.size.unwrap_or(8), SetError::ListFull),
            kind if kind.is_bitmap() => return Ok(()),
            _ => (self.create.maximum.unwrap_or(65536), SetError::Full),
        };
        if self.entries.len() < maximum as usize {
            return Ok(());
        }
        let dead: Vec<Element> =
            self.entries.iter().filter(|(_, entry)| !entry.is_alive(now)).map(|(element, _)| element.clone()).collect();
        dead.iter().for_each(|element| self.forget(element));
        if self.entries.len() < maximum as usize {
            return Ok(());
        }
        // With `forceadd` the kernel throws out one of the bucket at random; here the first.
        match self.entries.keys().next().cloned() {
            Some(victim) if self.create.force_add => {
                self.forget(&victim);
                Ok(())
            }
            Some(_) | None => Err(full),
        }
    }

    fn insert(&mut self, element: Element, entry: Entry) {
        if let Some(member) = &element.set
            && !self.list.contains(member)
        {
            self.list.push(member.clone());
        }
        let lengths = [element.net.prefix_len(), element.second.prefix_len()];
        if self.entries.insert(element, entry).is_none() {
            for (known, length) in self.lengths.iter_mut().zip(lengths) {
                *known.entry(length).or_default() += 1;
            }
        }
    }

    fn forget(&mut self, element: &Element) {
        if self.entries.remove(element).is_none() {
            return;
        }
        if let Some(member) = &element.set {
            self.list.retain(|other| other != member);
        }
        for (known, length) in self.lengths.iter_mut().zip([element.net.prefix_len(), element.second.prefix_len()]) {
            if let Some(count) = known.get_mut(&length) {
                *count = count.saturating_sub(1);
            }
            known.retain(|_, count| *count > 0);
        }
    }
}
