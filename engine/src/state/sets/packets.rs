//! What packets do with a set: `-m set` asks it, `-j SET` adds to it and takes from it.

use ipnet::Ipv4Net;

use super::change::Changes;
use super::element::{Element, Entry, PacketOptions};
use super::error::SetError;
use super::kind::{Part, SetKind};
use super::probe::{Direction, Probe};
use super::set::{AddOptions, Set, TestOptions};
use crate::state::clock::Instant;
use crate::state::packet::Protocol;

impl Set {
    pub(super) fn test(
        &mut self,
        probe: &Probe,
        directions: &[Direction],
        options: &TestOptions,
        now: Instant,
        changes: &mut Changes<'_>,
    ) -> Option<PacketOptions> {
        let wanted = self.element_of(probe, directions, 32)?;
        let mac = wanted.mac;
        let wanted = self.cut(wanted);
        let fills = self.kind == SetKind::BitmapIpMac;
        // They count first, then the counters are looked at (`ip_set_match_extensions`).
        let counters = self.create.counters;
        let suits = |element: &Element, entry: &mut Entry| {
            let before = changes.are_heard().then(|| entry.clone());
            let found = entry.is_alive(now) && entry.has_mac(mac) && count(entry, counters, probe, options);
            if found && fills {
                // The first packet tells the hardware address that was left out (`-EAGAIN` of `bitmap_ipmac_do_test`).
                entry.mac = Some(mac);
            }
            if before.is_some_and(|before| before != *entry) {
                changes.note(&self.name, element, Some(entry));
            }
            found
        };
        let entry = self.store.find_mut(self.kind, &wanted, suits)?;
        let matches =
            if entry.nomatch { options.return_nomatch } else { !(options.return_nomatch && self.kind.has_exceptions()) };
        matches.then_some(entry.packet_options)
    }

    pub(super) fn add_packet(
        &mut self,
        probe: &Probe,
        directions: &[Direction],
        options: AddOptions,
        now: Instant,
        changes: &mut Changes<'_>,
    ) -> Result<(), SetError> {
        let element = self.element_of(probe, directions, self.length_for_packets()).ok_or(SetError::TypeMismatch)?;
        let (packets, bytes) = if self.create.counters { (1, u64::from(probe.length)) } else { (0, 0) };
        let entry = Entry { expires: self.expiry(options.timeout, now), packets, bytes, ..Entry::default() };
        self.put(element, entry, options.exist, now, changes)
    }

    pub(super) fn remove_packet(
        &mut self,
        probe: &Probe,
        directions: &[Direction],
        now: Instant,
        changes: &mut Changes<'_>,
    ) -> Result<(), SetError> {
        let element = self.element_of(probe, directions, self.length_for_packets()).ok_or(SetError::TypeMismatch)?;
        self.take_out(&element, now, changes)
    }

    /// Nets that packets bring are as long as the longest that is there.
    fn length_for_packets(&self) -> u8 {
        self.store.longest().unwrap_or(32)
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
}

/// Counts the packet, and says whether the counters are as asked.
pub(super) fn count(entry: &mut Entry, counters: bool, probe: &Probe, options: &TestOptions) -> bool {
    if !counters {
        return true;
    }
    if !options.keep_counters {
        entry.packets = entry.packets.saturating_add(1);
        entry.bytes = entry.bytes.saturating_add(u64::from(probe.length));
    }
    options.packets.is_none_or(|test| test.holds(entry.packets)) && options.bytes.is_none_or(|test| test.holds(entry.bytes))
}
