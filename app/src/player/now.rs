//! What is the case at the position where a person stands: the moments around the event, and whom it is about.

use std::rc::Rc;

use trace::fold::{Focus, tested_rule};
use trace::{Event, HostId, HostMoment, Moment, PacketMoment, RulePlace, What};

use super::playback::Playback;

#[derive(Clone)]
pub struct Now {
    pub playback: Rc<Playback>,
    pub position: usize,
    /// Before the event.
    pub before: Rc<Moment>,
    /// After it.
    pub moment: Rc<Moment>,
    pub focus: Focus,
}

impl Now {
    pub fn at(playback: &Rc<Playback>, position: usize) -> Now {
        let before = playback.moment(position.saturating_sub(1));
        let moment = playback.moment(position);
        Now { playback: playback.clone(), position, before, moment, focus: playback.index.focus(position) }
    }

    /// The same moment, looked at from another host.
    pub fn on(&self, host: HostId) -> Now {
        let table = self.focus.table.clone().filter(|_| host == self.focus.host);
        Now { focus: Focus { host, table, packet: self.focus.packet }, ..self.clone() }
    }

    /// The event that has just happened. None before the first.
    pub fn event(&self) -> Option<&Event> {
        self.playback.event(self.position)
    }

    pub fn host(&self) -> Option<&HostMoment> {
        self.moment.hosts.get(&self.focus.host)
    }

    /// The host as it was before the event.
    pub fn host_before(&self) -> Option<&HostMoment> {
        self.before.hosts.get(&self.focus.host)
    }

    pub fn host_name(&self) -> &str {
        self.playback.ground.name(&self.moment, self.focus.host)
    }

    pub fn packet(&self) -> Option<&PacketMoment> {
        self.focus.packet.and_then(|packet| self.moment.packets.get(&packet))
    }

    /// The packet as it was before the event.
    pub fn packet_before(&self) -> Option<&PacketMoment> {
        self.focus.packet.and_then(|packet| self.before.packets.get(&packet))
    }

    /// The rule that the event tells of.
    pub fn rule(&self) -> Option<&RulePlace> {
        self.event().and_then(|event| tested_rule(&event.what))
    }

    /// What happened to the packet in focus since it entered the table it is in, up to now; empty outside of tables.
    pub fn events_in_table(&self) -> Vec<&Event> {
        let mut events = Vec::new();
        for event in self.playback.events.iter().take(self.position).rev().filter(|event| event.packet == self.focus.packet) {
            if event.host != self.focus.host || matches!(event.what, What::StageLeft { .. } | What::HookLeft { .. }) {
                return Vec::new();
            }
            if let What::TableEntered { .. } = event.what {
                events.reverse();
                return events;
            }
            events.push(event);
        }
        Vec::new()
    }
}

impl PartialEq for Now {
    /// The rest follows from these.
    fn eq(&self, other: &Now) -> bool {
        self.position == other.position && self.focus == other.focus && self.playback == other.playback
    }
}
