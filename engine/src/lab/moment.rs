//! A moment: the lab as it stood after an event. A fold of the trace, and nothing else.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Lab;
use crate::kernel::event::{Drop, Event, Gone, HostId, Receiver, StepPlace, View, What};
pub use crate::kernel::host::HostMoment;
use crate::state::clock::Instant;
use crate::state::hook::{Hook, Stage};
use crate::state::interface::InterfaceName;
use crate::state::packet::PacketId;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Moment {
    pub clock: Instant,
    pub hosts: Vec<HostMoment>,
    pub packets: BTreeMap<PacketId, PacketMoment>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PacketMoment {
    pub host: HostId,
    pub view: View,
    pub place: Place,
    /// A rule said how it is to be tracked, and the lookup is still to come.
    pub tracking_asked: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Place {
    /// Just made or arrived, or between two hooks.
    Stack,
    Hook {
        hook: Hook,
        stage: Option<Stage>,
    },
    Wire {
        interface: InterfaceName,
    },
    Delivered {
        to: Receiver,
    },
    Dropped {
        why: Drop,
    },
}

impl Moment {
    /// A lab before anything happened to it.
    pub fn of(lab: &Lab) -> Moment {
        Moment { clock: lab.clock, hosts: lab.hosts.iter().map(HostMoment::of).collect(), packets: BTreeMap::new() }
    }

    /// The moment after one more event.
    pub fn apply(&mut self, event: &Event) {
        self.apply_to_host(event);
        if let Some(packet) = event.packet {
            self.apply_to_packet(packet, event);
        }
    }

    fn apply_to_host(&mut self, event: &Event) {
        if let What::ClockMoved { to } = event.what {
            self.clock = to;
            return;
        }
        let Some(host) = self.hosts.get_mut(event.host.0) else { return };
        match &event.what {
            What::RuleMatched { place, bytes } => {
                if let Some(counter) = host.counter_mut(place) {
                    counter.add(*bytes);
                }
            }
            What::Step { place: StepPlace::Policy { table, chain_place, counted: true, bytes, .. }, .. } => {
                let chain = host.tables.get_mut(table).and_then(|table| table.chains.get_mut(*chain_place));
                if let Some(base) = chain.and_then(|chain| chain.base.as_mut()) {
                    base.counter.add(*bytes);
                }
            }
            What::EntryMade { entry } | What::EntryChanged { entry } | What::EntryConfirmed { entry } => {
                host.entries.insert(entry.id, (**entry).clone());
            }
            What::EntryGone { id, why } => match why {
                // Its packet still carries it.
                Gone::Reset => {
                    if let Some(entry) = host.entries.get_mut(id) {
                        entry.status.dying = true;
                    }
                }
                Gone::Expired
                | Gone::NeverConfirmed
                | Gone::EarlyDropped
                | Gone::Reopened
                | Gone::Deleted
                | Gone::Evicted
                | Gone::InterfaceChanged => {
                    host.entries.remove(id);
                }
            },
            What::Logged { logged } => host.log.push_back((**logged).clone()),
            #[cfg(feature = "extensions")]
            What::SetsChanged { changes } => changes.iter().for_each(|change| host.sets.apply(change)),
            #[cfg(not(feature = "extensions"))]
            What::SetsChanged { .. } => {}
            What::HostChanged { host: now, .. } => *host = (**now).clone(),
            What::Made { .. }
            | What::Copied { .. }
            | What::Sent { .. }
            | What::Arrived { .. }
            | What::Delivered { .. }
            | What::Dropped { .. }
            | What::HookEntered { .. }
            | What::HookLeft { .. }
            | What::StageEntered { .. }
            | What::StageLeft { .. }
            | What::TableEntered { .. }
            | What::TableSkipped { .. }
            | What::RuleMissed { .. }
            | What::Step { .. }
            | What::RuleNotModelled { .. }
            | What::LookedUp { .. }
            | What::Untracked
            | What::TrackingAsked { .. }
            | What::Rewritten { .. }
            | What::Altered { .. }
            | What::TtlDecremented { .. }
            | What::Routed { .. }
            | What::Rerouted { .. }
            | What::NeighbourAsked { .. }
            | What::NeighbourSilent { .. }
            | What::Bridged { .. }
            | What::Rejected { .. }
            | What::ProgramSaw { .. }
            | What::ClockMoved { .. }
            | What::BoundReached { .. }
            | What::Noted { .. } => {}
        }
    }

    fn apply_to_packet(&mut self, id: PacketId, event: &Event) {
        match &event.what {
            What::Made { view, .. } | What::Arrived { view, .. } => self.put_packet(id, event.host, view, Place::Stack),
            What::Sent { view, interface } => {
                self.put_packet(id, event.host, view, Place::Wire { interface: *interface });
            }
            What::HookEntered { hook, view } => {
                self.put_packet(id, event.host, view, Place::Hook { hook: *hook, stage: None });
            }
            _ => {
                if let Some(packet) = self.packets.get_mut(&id) {
                    packet.apply(&event.what);
                }
            }
        }
    }

    fn put_packet(&mut self, id: PacketId, host: HostId, view: &View, place: Place) {
        self.packets.insert(id, PacketMoment { host, view: view.clone(), place, tracking_asked: false });
    }
}

impl PacketMoment {
    fn apply(&mut self, what: &What) {
        match what {
            What::StageEntered { stage } => {
                if let Place::Hook { stage: current, .. } = &mut self.place {
                    *current = Some(*stage);
                }
            }
            What::HookLeft { .. } => self.place = Place::Stack,
            What::LookedUp { tracking, .. } => {
                self.view.tracking = *tracking;
                self.tracking_asked = false;
            }
            What::TrackingAsked { .. } => self.tracking_asked = true,
            What::Untracked => self.view.tracking = crate::state::conntrack::Tracking::Untracked,
            What::Rewritten { after, .. } => self.view.datagram = (**after).clone(),
            What::Altered { after, .. } => self.view = (**after).clone(),
            What::TtlDecremented { ttl } => self.view.datagram.ttl = *ttl,
            What::Delivered { to } => self.place = Place::Delivered { to: *to },
            What::Dropped { why } => self.place = Place::Dropped { why: *why },
            What::Made { .. }
            | What::Copied { .. }
            | What::Sent { .. }
            | What::Arrived { .. }
            | What::HookEntered { .. }
            | What::StageLeft { .. }
            | What::TableEntered { .. }
            | What::TableSkipped { .. }
            | What::RuleMissed { .. }
            | What::RuleMatched { .. }
            | What::Step { .. }
            | What::RuleNotModelled { .. }
            | What::EntryMade { .. }
            | What::EntryChanged { .. }
            | What::EntryConfirmed { .. }
            | What::EntryGone { .. }
            | What::Routed { .. }
            | What::Rerouted { .. }
            | What::NeighbourAsked { .. }
            | What::NeighbourSilent { .. }
            | What::Bridged { .. }
            | What::Logged { .. }
            | What::Rejected { .. }
            | What::ProgramSaw { .. }
            | What::SetsChanged { .. }
            | What::HostChanged { .. }
            | What::ClockMoved { .. }
            | What::BoundReached { .. }
            | What::Noted { .. } => {}
        }
    }
}
