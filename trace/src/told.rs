//! A trace: the events of a lab in order, each with its id and its cause. Whoever tells an event says what happened; what caused
//! it is written down here, so that "why" is a walk back through ids.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::clock::Instant;
use crate::connection::Gone;
use crate::event::{Cause, Event, What};
use crate::ids::{EventId, HostId, PacketId};
use crate::program::Saw;

/// All events, in order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(from = "Vec<Event>", into = "Vec<Event>")]
pub struct Trace {
    pub events: Vec<Event>,
    /// How many came before the first of `events`.
    first: u32,
    last: Last,
}

/// The events that others may be caused by.
#[derive(Clone, Debug, Default, PartialEq)]
struct Last {
    of_packet: BTreeMap<PacketId, EventId>,
    /// What a program saw, in this action: it is what made the program send.
    of_program: BTreeMap<HostId, EventId>,
    clock: Option<EventId>,
    of_host: BTreeMap<HostId, EventId>,
}

impl Trace {
    /// A trace that goes on behind `earlier`, whose events somebody else keeps.
    pub fn after(earlier: &Trace) -> Trace {
        Trace { events: Vec::new(), first: earlier.next().0, last: earlier.last.clone() }
    }

    /// Somebody does something: what a program sends from here on is not caused by what it saw before.
    pub fn begin_action(&mut self) {
        self.last.of_program.clear();
        self.last.of_host.clear();
        self.last.clock = None;
    }

    pub fn tell(&mut self, at: Instant, host: HostId, packet: Option<PacketId>, what: What) {
        let id = self.next();
        let cause = self.last.cause(host, packet, &what);
        self.last.note(id, host, packet, &what);
        self.events.push(Event { id, at, host, packet, cause, what });
    }

    /// Why an event happened: its cause, the cause of that, and so on to the beginning.
    pub fn why(&self, event: EventId) -> impl Iterator<Item = &Event> {
        let mut next = self.event(event).and_then(|event| event.cause);
        std::iter::from_fn(move || {
            let event = self.event(next?)?;
            next = event.cause;
            Some(event)
        })
    }

    pub fn event(&self, id: EventId) -> Option<&Event> {
        self.events.get(id.0.checked_sub(self.first)? as usize)
    }

    fn next(&self) -> EventId {
        EventId(self.first.saturating_add(u32::try_from(self.events.len()).unwrap_or(u32::MAX)))
    }
}

impl Last {
    fn cause(&self, host: HostId, packet: Option<PacketId>, what: &What) -> Option<EventId> {
        if let Some(known) = packet.and_then(|packet| self.of_packet.get(&packet)) {
            return Some(*known);
        }
        match what {
            What::Made { cause, .. } => match cause {
                Cause::AnswerTo(packet) | Cause::RetransmissionOf(packet) | Cause::ErrorAbout(packet) | Cause::CopyOf(packet) => {
                    self.of_packet.get(packet).copied()
                }
                Cause::Program => self.of_program.get(&host).copied(),
            },
            What::Copied { of } => self.of_packet.get(of).copied(),
            What::EntryGone { why: Gone::Expired, .. } | What::ProgramSaw { saw: Saw::GaveUp, .. } => self.clock,
            What::ClockMoved { .. }
            | What::HostChanged { .. }
            | What::HostAdded { .. }
            | What::HostGone
            | What::LinksChanged { .. } => None,
            _ => self.of_host.get(&host).copied(),
        }
    }

    fn note(&mut self, id: EventId, host: HostId, packet: Option<PacketId>, what: &What) {
        self.of_host.insert(host, id);
        if let Some(packet) = packet {
            self.of_packet.insert(packet, id);
        }
        match what {
            What::ProgramSaw { .. } => {
                self.of_program.insert(host, id);
            }
            What::ClockMoved { .. } => self.clock = Some(id),
            _ => {}
        }
    }
}

impl From<Vec<Event>> for Trace {
    fn from(events: Vec<Event>) -> Trace {
        let first = events.first().map_or(0, |event| event.id.0);
        let mut last = Last::default();
        events.iter().for_each(|event| last.note(event.id, event.host, event.packet, &event.what));
        Trace { events, first, last }
    }
}

impl From<Trace> for Vec<Event> {
    fn from(trace: Trace) -> Vec<Event> {
        trace.events
    }
}
