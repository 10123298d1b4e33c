//! Where packets meet conntrack: the lookup at PREROUTING and OUTPUT, and the confirmation at the end.

use super::{Kernel, Stopped};
use crate::kernel::event::{Bound, Drop, Gone, Listener, What};
use crate::rules::{named_memory, needs_conntrack};
use crate::state::conntrack::{Direction, Entry, EntryId, MOST_ENTRIES, Settings, TemplateId, TrackRequest, Tracking, Zone};
use crate::state::packet::Packet;

impl<L: Listener> Kernel<'_, L> {
    /// A packet that has its entry (from `lo`), or wants none, is left alone.
    pub(super) fn track(&mut self, packet: &mut Packet) -> Result<(), Stopped> {
        if !self.host.conntrack.active {
            return Ok(());
        }
        match packet.tracking {
            Tracking::None => {}
            Tracking::Untracked | Tracking::Entry { .. } => {
                let tracking = packet.tracking;
                self.tell(packet.id, || What::LookedUp { tracking, invalid: None, again: false });
                return Ok(());
            }
        }
        packet.template = None;
        let (zone, helper) = match packet.track_request.take() {
            Some(TrackRequest::With { zone, helper }) => (zone, helper),
            Some(TrackRequest::Not) | None => (Zone::DEFAULT, None),
        };
        let found = self.host.conntrack.look_up(&packet.datagram, zone, self.now);
        if found.full {
            return Err(self.told_full(packet).into());
        }
        packet.tracking = found.tracking;
        if let (Some(id), Some(helper)) = (found.made, helper)
            && let Some(entry) = self.host.conntrack.get_mut(id)
        {
            entry.helper = Some(helper);
        }
        for (id, why) in &found.gone {
            if *why == Gone::Reset {
                self.host.conntrack.unlink(*id);
            }
        }
        if let Tracking::Entry { id, .. } = found.tracking {
            self.tell_entry(packet, id, found.made.is_some());
        }
        if let Some(id) = found.noted_by {
            self.tell_entry(packet, id, false);
        }
        self.tell(packet.id, || What::LookedUp { tracking: found.tracking, invalid: found.invalid, again: true });
        for (id, why) in found.gone {
            self.tell_gone(packet, id, why);
        }
        Ok(())
    }

    /// Why there is no room: the host allows no more connections, or the engine.
    fn told_full(&mut self, packet: &Packet) -> Drop {
        if self.host.conntrack.len() < MOST_ENTRIES {
            return Drop::TableFull;
        }
        self.tell(packet.id, || What::BoundReached { bound: Bound::Entries });
        Drop::Bound(Bound::Entries)
    }

    pub(crate) fn track_as_asked(&mut self, packet: &mut Packet, request: TrackRequest, template: TemplateId) {
        if packet.tracking != Tracking::None || packet.track_request.is_some() || packet.is_answer {
            return;
        }
        match request {
            TrackRequest::Not => {
                packet.tracking = Tracking::Untracked;
                self.tell(packet.id, || What::Untracked);
            }
            TrackRequest::With { zone, helper } => {
                self.tell(packet.id, || What::TrackingAsked { zone, helper: helper.as_deref().map(Into::into) });
                packet.track_request = Some(TrackRequest::With { zone, helper });
                packet.template = Some(template);
                self.host.memory.templates.entry(template).or_insert_with(|| Entry::template(zone));
            }
        }
    }

    /// The entry of a packet that came this far is real from now on.
    pub(super) fn confirm(&mut self, packet: &mut Packet) -> Result<(), Stopped> {
        let Tracking::Entry { id, direction: Direction::Original, .. } = packet.tracking else { return Ok(()) };
        match self.host.conntrack.get(id) {
            Some(entry) if !entry.status.confirmed && !entry.status.dying => {}
            Some(_) | None => return Ok(()),
        }
        if !self.host.conntrack.active {
            return Ok(());
        }
        let Some(replaced) = self.host.conntrack.confirm(id, self.now) else { return Err(Drop::InsertFailed.into()) };
        for old in replaced {
            self.tell_gone(packet, old, Gone::Expired);
        }
        if L::LISTENS
            && let Some(entry) = self.host.conntrack.get(id)
        {
            let entry = Box::new(entry.shown());
            self.tell(packet.id, || What::EntryConfirmed { entry });
        }
        Ok(())
    }

    /// Entries of packets that are nowhere any more.
    pub(super) fn forget_unconfirmed(&mut self) {
        if self.nested > 0 {
            return;
        }
        for id in self.host.conntrack.remove_unconfirmed() {
            if L::LISTENS {
                let what = What::EntryGone { id, why: Gone::NeverConfirmed };
                self.listener.hear(self.now, self.id, None, what);
            }
        }
    }

    /// Rules came or went: tracking is on while one of them needs it (reference: traversal.md §1), and so is what they remember.
    pub fn settings_changed(&mut self) {
        self.host.conntrack.settings = Settings::from(&self.host.networking.sysctls);
        let needed = needs_conntrack(&self.host.tables);
        if needed && !self.host.conntrack.active {
            self.host.conntrack.forget_windows();
        }
        self.host.conntrack.active = needed;
        named_memory::follow(&mut self.host.memory, &self.host.tables, self.now);
    }

    pub(crate) fn tell_entry(&mut self, packet: &Packet, id: EntryId, made: bool) {
        if L::LISTENS
            && let Some(entry) = self.host.conntrack.get(id)
        {
            let entry = Box::new(entry.shown());
            self.tell(packet.id, || if made { What::EntryMade { entry } } else { What::EntryChanged { entry } });
        }
    }

    pub(super) fn tell_gone(&mut self, packet: &Packet, id: EntryId, why: Gone) {
        self.tell(packet.id, || What::EntryGone { id, why });
    }
}
