//! A `list:set`: sets in an order of their own.

use std::sync::Arc;

use super::change::Changes;
use super::element::{Element, PacketOptions};
use super::packets::count;
use super::probe::Probe;
use super::set::{Set, TestOptions};
use crate::state::clock::Instant;

impl Set {
    pub(super) fn members(&self, now: Instant) -> Vec<Arc<str>> {
        self.list.iter().filter(|member| self.is_member(member, now)).cloned().collect()
    }

    pub(super) fn has_member(&self, name: &str) -> bool {
        self.list.iter().any(|member| &**member == name)
    }

    /// The member counts the packet, and says what becomes of it if the list itself can say that, else `found` stands.
    pub(super) fn member_counts(
        &mut self,
        member: &Arc<str>,
        found: PacketOptions,
        probe: &Probe,
        options: &TestOptions,
        now: Instant,
        changes: &mut Changes<'_>,
    ) -> Option<PacketOptions> {
        let counters = self.create.counters;
        let element = Element { set: Some(member.clone()), ..Element::default() };
        let entry = self.store.get_mut(&element).filter(|entry| entry.is_alive(now))?;
        let suits = count(entry, counters, probe, options);
        if counters && !options.keep_counters {
            changes.note(&self.name, &element, Some(entry));
        }
        suits.then_some(if self.create.packet_options { entry.packet_options } else { found })
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
        self.store.get(&element).is_some_and(|entry| entry.is_alive(now))
    }
}
