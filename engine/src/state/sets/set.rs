//! One set: how it was made, what is in it, putting in and taking out (`ip_set_hash_gen.h`, `ip_set_bitmap_gen.h`).
//! What packets ask of it is `packets`', members of lists are `list`'s.

use std::sync::Arc;
use std::time::Duration;

use ipnet::Ipv4Net;

use super::change::Changes;
use super::element::{Element, Entry};
use super::error::SetError;
use super::kind::{Part, SetKind};
use super::store::Store;
use crate::state::clock::Instant;
use crate::state::interface::Mac;

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
    pub(super) store: Store,
    /// The members of a list, in their order.
    pub(super) list: Vec<Arc<str>>,
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
    pub(super) fn holds(self, count: u64) -> bool {
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

/// What `-j SET --add-set` adds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AddOptions {
    /// What is there already is renewed.
    pub exist: bool,
    /// Seconds, instead of those of the set.
    pub timeout: Option<u32>,
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
        Set { name: Arc::from(name), kind, create, store: Store::default(), list: Vec::new() }
    }

    /// Living elements in ascending order; members of a list in theirs. The kernel lists a hash in the order of its
    /// buckets, which a seed decides.
    pub fn entries(&self, now: Instant) -> impl Iterator<Item = (&Element, &Entry)> {
        let place = |element: &Element| self.list.iter().position(|member| Some(member) == element.set.as_ref());
        let mut entries: Vec<_> = self.store.iter().filter(|(_, entry)| entry.is_alive(now)).collect();
        entries.sort_by_key(|(element, _)| place(element));
        entries.into_iter()
    }

    pub fn len(&self, now: Instant) -> usize {
        self.store.iter().filter(|(_, entry)| entry.is_alive(now)).count()
    }

    pub fn is_empty(&self, now: Instant) -> bool {
        self.len(now) == 0
    }

    pub fn flush(&mut self) {
        self.store = Store::default();
        self.list.clear();
    }

    /// An element with what it carries. `exist`: if it is there already, it is renewed.
    pub fn add(&mut self, element: Element, entry: Entry, exist: bool, now: Instant) -> Result<(), SetError> {
        self.put(element, entry, exist, now, &mut Changes::unheard())
    }

    pub(super) fn put(
        &mut self,
        element: Element,
        mut entry: Entry,
        exist: bool,
        now: Instant,
        changes: &mut Changes<'_>,
    ) -> Result<(), SetError> {
        entry.mac = Some(element.mac).filter(|mac| self.kind == SetKind::BitmapIpMac && *mac != Mac::default());
        let element = self.cut(element);
        self.check_range(&element)?;
        let there = self.store.get(&element).is_some_and(|old| old.is_alive(now));
        if there && !exist {
            return Err(SetError::AlreadyThere);
        }
        if !there {
            self.make_room(now, changes)?;
        }
        self.insert(element, entry, changes);
        Ok(())
    }

    pub fn remove(&mut self, element: &Element, now: Instant) -> Result<(), SetError> {
        self.take_out(element, now, &mut Changes::unheard())
    }

    pub(super) fn take_out(&mut self, element: &Element, now: Instant, changes: &mut Changes<'_>) -> Result<(), SetError> {
        let element = self.cut(element.clone());
        self.check_range(&element)?;
        let alive = self.store.get(&element).is_some_and(|entry| entry.is_alive(now));
        self.forget(&element, changes);
        if alive { Ok(()) } else { Err(SetError::NotThere) }
    }

    /// What `ipset test` asks: a net is looked for as it is, an address in all nets.
    pub fn find(&self, element: &Element, now: Instant) -> Answer {
        let mac = element.mac;
        let element = self.cut(element.clone());
        match self.store.find(self.kind, &element, |entry| entry.is_alive(now) && entry.has_mac(mac)) {
            Some(entry) if entry.nomatch => Answer::Exception,
            Some(_) => Answer::In,
            None => Answer::Out,
        }
    }

    pub fn entry(&self, element: &Element) -> Option<&Entry> {
        self.store.get(element)
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

/// Before something is put in.
impl Set {
    /// As the set keeps it: cut to its netmask, nets without host bits. The hardware address of `bitmap:ip,mac` is no part
    /// of what it is found by.
    pub fn cut(&self, mut element: Element) -> Element {
        if self.kind == SetKind::BitmapIpMac {
            element.mac = Mac::default();
        }
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

    fn make_room(&mut self, now: Instant, changes: &mut Changes<'_>) -> Result<(), SetError> {
        let (maximum, full) = match self.kind {
            SetKind::ListSet => (self.create.size.unwrap_or(8).max(4), SetError::ListFull),
            kind if kind.is_bitmap() => return Ok(()),
            _ => (self.create.maximum.unwrap_or(65536), SetError::Full),
        };
        if self.store.len() < maximum as usize {
            return Ok(());
        }
        let dead: Vec<Element> =
            self.store.iter().filter(|(_, entry)| !entry.is_alive(now)).map(|(element, _)| element.clone()).collect();
        dead.iter().for_each(|element| self.forget(element, changes));
        if self.store.len() < maximum as usize {
            return Ok(());
        }
        // With `forceadd` the kernel throws out one of the bucket at random; here the first.
        let first = self.store.iter().next().map(|(element, _)| element.clone());
        match first {
            Some(victim) if self.create.force_add => {
                self.forget(&victim, changes);
                Ok(())
            }
            Some(_) | None => Err(full),
        }
    }

    pub(super) fn insert(&mut self, element: Element, entry: Entry, changes: &mut Changes<'_>) {
        changes.note(&self.name, &element, Some(&entry));
        if let Some(member) = &element.set
            && !self.list.contains(member)
        {
            self.list.push(member.clone());
        }
        self.store.insert(element, entry);
    }

    pub(super) fn forget(&mut self, element: &Element, changes: &mut Changes<'_>) {
        if self.store.remove(element).is_none() {
            return;
        }
        changes.note(&self.name, element, None);
        if let Some(member) = &element.set {
            self.list.retain(|other| other != member);
        }
    }
}
