//! A lab: hosts joined by links, a clock, programs, and what people do to it. All of it is a value.

pub mod action;
pub mod build;
pub mod client;
mod conversation;
mod links;
pub mod moment;
pub mod network;
pub mod outcome;
pub mod page;
pub mod programs;
pub mod scenario;
pub mod shell;
mod shown;

use std::collections::BTreeMap;
use std::time::Duration;

pub use action::perform;
pub use build::{BuildProblem, build};
pub use outcome::{Outcome, ServerEvent};
pub use scenario::{Action, Scenario};

use crate::kernel::event::{Bound, Culprit, Drop, Event, Gone, HostId, Listener, Silence, What};
use crate::kernel::host::Host;
use crate::kernel::stack::{Asked, Kernel, Outbox, PacketIds, Unanswered};
use crate::state::clock::Instant;
use crate::state::conntrack::Tracking;
use crate::state::packet::PacketId;
use network::Network;
use programs::Programs;

#[derive(Clone, Debug, PartialEq)]
pub struct Lab {
    pub clock: Instant,
    /// Who changes one also makes it known: `change_host`.
    hosts: Vec<Host>,
    network: Network,
    programs: Programs,
    clients: client::Clients,
    pub customs: Customs,
    next_free_port: u16,
    ids: PacketIds,
    /// How many actions were performed.
    pub actions: usize,
    effort: Effort,
    /// Packets whose next hop has not answered yet, with the moment at which their host gives up.
    silent: Vec<(Instant, HostId, crate::kernel::stack::Unanswered)>,
}

/// What the action under way has cost so far: each is bounded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Effort {
    /// Frames at stations, steps of programs, timers.
    moves: u32,
    rules: u64,
    relays: u32,
}

/// What differs between a lab that replays a recording and one that a person watches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Customs {
    /// Unanswered segments are sent again, until the program gives up.
    pub retransmit: bool,
    /// How long a host waits for an ARP answer.
    pub neighbour_wait: Duration,
    /// How long a host sends to a neighbour's address without asking for it again.
    pub neighbour_memory: Duration,
    /// How long a program waits before it gives up: `nc -w2`.
    pub patience: Duration,
}

impl Customs {
    /// As recordings are made: nothing is sent twice, ARP gives up early.
    pub const REPLAY: Customs = Customs {
        retransmit: false,
        neighbour_wait: Duration::from_millis(450),
        neighbour_memory: Duration::from_secs(3600),
        patience: Duration::from_secs(3600),
    };
    /// As a person expects it: a neighbour is reachable for 30 s, and found to be gone after 8 more.
    pub const WATCH: Customs = Customs {
        retransmit: true,
        neighbour_wait: Duration::from_secs(3),
        neighbour_memory: Duration::from_secs(38),
        patience: Duration::from_secs(10),
    };

    /// What a host itself has to know of them.
    fn hand_to(&self, host: &mut Host) {
        host.sockets.retransmit = self.retransmit;
        host.neighbours.memory = self.neighbour_memory;
    }
}

impl Lab {
    pub fn host_id(&self, name: &str) -> Option<HostId> {
        self.hosts.iter().position(|host| &*host.name == name).map(|place| HostId(place as u32))
    }

    pub fn host(&self, id: HostId) -> Option<&Host> {
        self.hosts.get(id.0 as usize)
    }

    pub fn hosts(&self) -> &[Host] {
        &self.hosts
    }

    /// A host without a wire, and what it brings along.
    pub fn add_host(&mut self, mut host: Host) -> HostId {
        self.customs.hand_to(&mut host);
        self.hosts.push(host);
        let id = HostId(self.hosts.len() as u32 - 1);
        self.settings_changed(id, &mut Silence);
        id
    }

    /// The one door to a host's rules, addresses and settings: what depends on them is brought up to date.
    pub fn change_host<L: Listener, T>(
        &mut self,
        id: HostId,
        listener: &mut L,
        change: impl FnOnce(&mut Host) -> T,
    ) -> Option<T> {
        let changed = change(self.hosts.get_mut(id.0 as usize)?);
        self.settings_changed(id, listener);
        Some(changed)
    }

    fn settings_changed<L: Listener>(&mut self, id: HostId, listener: &mut L) {
        self.on_host(id, listener, |kernel| kernel.settings_changed());
        self.network.learn(&self.hosts);
    }

    /// What servers saw so far.
    pub fn seen(&self) -> &[ServerEvent] {
        &self.programs.seen
    }

    /// One host at work; what it sends stands on its wires afterwards.
    pub fn on_host<L: Listener, T>(
        &mut self,
        id: HostId,
        listener: &mut L,
        work: impl FnOnce(&mut Kernel<'_, L>) -> T,
    ) -> Option<T> {
        let mut outbox = Outbox::default();
        outbox.rules_asked = self.effort.rules;
        let host = self.hosts.get_mut(id.0 as usize)?;
        let mut kernel = Kernel::new(host, id, self.clock, &mut self.ids, &self.network, &mut outbox, listener);
        let result = work(&mut kernel);
        kernel.run_backlog();
        self.effort.rules = outbox.rules_asked;
        while let Some(asked) = outbox.asked.pop_front() {
            self.hear_question(id, asked);
        }
        while let Some(frame) = outbox.frames.pop_front() {
            self.network.put(id, frame);
        }
        while let Some(unanswered) = outbox.unanswered.pop_front() {
            if self.is_missed(id, &unanswered) {
                self.forget_waiting(id, &unanswered, listener);
                continue;
            }
            self.silent.push((self.clock + self.customs.neighbour_wait, id, unanswered));
        }
        Some(result)
    }

    /// A recording waits for the answer to a request only if it saw one: a bridge without ports carries none
    /// (recordings: 21-port-without-master, port-all-down).
    fn is_missed(&self, id: HostId, unanswered: &Unanswered) -> bool {
        !self.customs.retransmit && self.host(id).is_some_and(|host| !host.networking.has_carrier(unanswered.interface))
    }

    fn forget_waiting<L: Listener>(&mut self, id: HostId, unanswered: &Unanswered, listener: &mut L) {
        let host = self.hosts.get_mut(id.0 as usize);
        if let (Some(host), Tracking::Entry { id, .. }) = (host, unanswered.packet.tracking) {
            host.conntrack.release(id);
        }
        if L::LISTENS {
            let by = Culprit::Neighbour { interface: unanswered.interface, address: unanswered.next_hop.into() };
            let what = What::Dropped { why: Drop::NoNeighbour, by };
            listener.hear(self.clock, id, Some(unanswered.packet.id), what);
        }
    }

    /// An ARP request is heard by all on the link, and by who answers it.
    fn hear_question(&mut self, by: HostId, asked: Asked) {
        let Some(mac) = self.host(by).and_then(|host| host.networking.interface(asked.interface)).map(|own| own.mac) else {
            return;
        };
        let answering = asked.answering.map(|station| (station.host, station.interface));
        for (host, device) in self.network.near(by, asked.interface) {
            let Some(hearing) = self.hosts.get_mut(host.0 as usize) else { continue };
            if hearing.networking.interface(device).is_some_and(|own| own.no_arp) {
                continue;
            }
            if answering == Some((host, device)) {
                hearing.neighbours.asked_for_us(device, asked.by, mac, self.clock);
            } else {
                hearing.neighbours.overheard(device, asked.by, mac, self.clock);
            }
        }
    }

    fn tell_bound<L: Listener>(&mut self, host: HostId, bound: Bound, listener: &mut L) {
        if L::LISTENS {
            listener.hear(self.clock, host, None, What::BoundReached { bound });
        }
    }

    pub(crate) fn set_clock<L: Listener>(&mut self, to: Instant, listener: &mut L) {
        if to <= self.clock {
            return;
        }
        self.clock = to;
        if L::LISTENS {
            listener.hear(to, HostId(0), None, What::ClockMoved { to });
        }
        for (number, host) in self.hosts.iter_mut().enumerate() {
            for id in host.conntrack.remove_expired(to) {
                if L::LISTENS {
                    let what = What::EntryGone { id, why: Gone::Expired };
                    listener.hear(to, HostId(number as u32), None, what);
                }
            }
        }
    }

    /// How many packets were ever made.
    pub fn packets(&self) -> u32 {
        self.ids.count()
    }
}

/// Which packets caused which, read off a trace: for lanes and arrows.
pub fn causes(events: &[Event]) -> BTreeMap<PacketId, crate::kernel::event::Cause> {
    events
        .iter()
        .filter_map(|event| match (&event.what, event.packet) {
            (What::Made { cause, .. }, Some(packet)) => Some((packet, *cause)),
            _ => None,
        })
        .collect()
}
