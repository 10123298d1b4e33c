//! A moment: the lab as it stood after an event. A fold of the trace, and nothing else.

use std::collections::BTreeMap;

use net::InterfaceName;
use serde::{Deserialize, Serialize};

use crate::clock::Instant;
use crate::connection::{Gone, Tracking};
use crate::death::Drop;
use crate::event::{Event, StepPlace, View, What};
use crate::hook::{Hook, Stage};
use crate::host::HostMoment;
use crate::ids::{HostId, PacketId};
use crate::link::Link;
use crate::program::Receiver;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Moment {
    pub clock: Instant,
    pub hosts: BTreeMap<HostId, HostMoment>,
    pub links: Vec<Link>,
    pub packets: BTreeMap<PacketId, PacketMoment>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PacketMoment {
    pub host: HostId,
    pub view: View,
    pub place: Place,
    /// A rule said how it is to be tracked, and the lookup is still to come.
    pub tracking_asked: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
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
    pub fn host_name(&self, host: HostId) -> Option<&str> {
        self.hosts.get(&host).map(|host| &*host.name)
    }

    pub fn host_named(&self, name: &str) -> Option<HostId> {
        self.hosts.iter().find(|(_, host)| &*host.name == name).map(|(id, _)| *id)
    }

    /// The moment after one more event.
    pub fn apply(&mut self, event: &Event) {
        match &event.what {
            What::ClockMoved { to } => self.clock = *to,
            What::HostAdded { host } => {
                self.hosts.insert(event.host, (**host).clone());
            }
            What::HostGone => {
                self.hosts.remove(&event.host);
            }
            What::LinksChanged { links } => self.links = links.clone(),
            what => {
                if let Some(host) = self.hosts.get_mut(&event.host) {
                    host.hear(what);
                }
            }
        }
        if let Some(packet) = event.packet {
            self.apply_to_packet(packet, event);
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
                    packet.hear(&event.what);
                }
            }
        }
    }

    fn put_packet(&mut self, id: PacketId, host: HostId, view: &View, place: Place) {
        self.packets.insert(id, PacketMoment { host, view: view.clone(), place, tracking_asked: false });
    }
}

impl HostMoment {
    fn hear(&mut self, what: &What) {
        match what {
            What::RuleMatched { place, bytes } => {
                if let Some(counter) = self.counter_mut(place) {
                    counter.add(*bytes);
                }
            }
            What::Step { place: StepPlace::Policy { table, chain_place, counted: true, bytes, .. }, .. } => {
                let chain = self.table_mut(table).and_then(|table| table.chains.get_mut(*chain_place));
                if let Some(base) = chain.and_then(|chain| chain.base.as_mut()) {
                    base.counter.add(*bytes);
                }
            }
            What::EntryMade { entry } | What::EntryChanged { entry } | What::EntryConfirmed { entry } => {
                self.entries.insert(entry.id, (**entry).clone());
            }
            What::EntryGone { id, why } => match why {
                // Its packet still carries it.
                Gone::Reset => {
                    if let Some(entry) = self.entries.get_mut(id) {
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
                    self.entries.remove(id);
                }
            },
            What::Logged { logged } => self.log.push_back((**logged).clone()),
            What::SetsChanged { changes } => {
                for change in changes {
                    if let Some(set) = self.sets.get_mut(&change.set) {
                        set.apply(&change.member, change.kept.as_ref());
                    }
                }
            }
            What::HostChanged { changes } => changes.iter().for_each(|change| self.apply(change)),
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
            | What::HostAdded { .. }
            | What::HostGone
            | What::LinksChanged { .. }
            | What::ClockMoved { .. }
            | What::BoundReached { .. }
            | What::Noted { .. } => {}
        }
    }
}

impl PacketMoment {
    fn hear(&mut self, what: &What) {
        match what {
            What::StageEntered { stage } => {
                if let Place::Hook { stage: current, .. } = &mut self.place {
                    *current = Some(stage.clone());
                }
            }
            What::HookLeft { .. } => self.place = Place::Stack,
            What::LookedUp { tracking, .. } => {
                self.view.tracking = *tracking;
                self.tracking_asked = false;
            }
            What::TrackingAsked { .. } => self.tracking_asked = true,
            What::Untracked => self.view.tracking = Tracking::Untracked,
            What::Rewritten { after, .. } => self.view.datagram = (**after).clone(),
            What::Altered { after, .. } => self.view = (**after).clone(),
            What::TtlDecremented { ttl } => self.view.datagram.ttl = *ttl,
            What::Delivered { to } => self.place = Place::Delivered { to: *to },
            What::Dropped { why, .. } => self.place = Place::Dropped { why: *why },
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
            | What::HostAdded { .. }
            | What::HostGone
            | What::LinksChanged { .. }
            | What::ClockMoved { .. }
            | What::BoundReached { .. }
            | What::Noted { .. } => {}
        }
    }
}
