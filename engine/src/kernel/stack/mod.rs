//! A host at work: what it does with packets that arrive, that it sends, and that it makes itself.
//!
//! One `Kernel` is one host during one step of its lab. Its methods are spread over the files of this folder, over `walk`
//! and over `sockets`, each with its own subject.

mod bridge;
mod errors;
mod forward;
mod hooks;
mod receive;
mod send;
mod tracking;
mod translation;

use std::collections::VecDeque;
use std::net::Ipv4Addr;

use super::event::{Bound, Drop, Event, HostId, Listener, Note, Saw, View, What};
use super::host::Host;
use super::walk::Scene;
use crate::state::clock::Instant;
use crate::state::interface::{InterfaceName, Mac};
use crate::state::packet::{Datagram, Packet, PacketId, SentBy};
use crate::state::route::{OutputRoute, Winner};
use crate::state::sockets::SocketId;

pub use hooks::Stopped;

/// One host, while something happens on it.
pub struct Kernel<'step, L: Listener> {
    pub host: &'step mut Host,
    pub id: HostId,
    pub now: Instant,
    pub ids: &'step mut PacketIds,
    /// Who would answer an ARP request.
    pub neighbours: &'step dyn Neighbours,
    pub outbox: &'step mut Outbox,
    pub listener: &'step mut L,
    /// Packets that were made while another was on its way: answers of rules.
    nested: u8,
    /// The kernel is sending an ICMP message: until that is done it makes no other (`icmp_xmit_lock`; recording: gen-303-0068).
    sending_icmp: bool,
    /// Nothing else of this host runs until this is over: what is put on `lo` meanwhile waits.
    in_interrupt: bool,
    /// How far the packet that is being translated has to go: MASQUERADE asks.
    next_hop: Option<Ipv4Addr>,
}

/// Numbers for packets, unique in their lab.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PacketIds {
    next: u32,
}

impl PacketIds {
    pub fn take(&mut self) -> PacketId {
        let id = PacketId(self.next);
        self.next = self.next.wrapping_add(1);
        id
    }

    /// How many were given out.
    pub fn count(&self) -> u32 {
        self.next
    }
}

/// The link layer beyond this host, as far as ARP tells.
pub trait Neighbours {
    /// `asker` is the address the request comes from: who would not accept it as a source does not answer.
    fn find(&self, host: HostId, interface: InterfaceName, address: Ipv4Addr, asker: Ipv4Addr) -> Option<Answering>;
}

/// Who answers an ARP request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answering {
    pub host: HostId,
    pub interface: InterfaceName,
    pub mac: Mac,
}

/// What a step of a host leaves to its lab.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outbox {
    /// Frames put on wires.
    pub frames: VecDeque<Frame>,
    /// Packets whose next hop does not answer.
    pub unanswered: VecDeque<Unanswered>,
    /// ARP requests: who answers knows the asker from then on.
    pub asked: VecDeque<Asked>,
    /// Rules that packets of the action under way were asked for, on all hosts.
    pub rules_asked: u64,
    /// Packets on `lo` and copies of own broadcasts, to be received by this host itself.
    backlog: VecDeque<Looped>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    pub interface: InterfaceName,
    pub by: Ipv4Addr,
    pub answering: Option<Answering>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    pub interface: InterfaceName,
    pub source: Mac,
    pub destination: Mac,
    pub packet: Packet,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Unanswered {
    pub interface: InterfaceName,
    pub next_hop: Ipv4Addr,
    pub packet: Packet,
    /// The way it was going: its ICMP error depends on it.
    pub route: Way,
}

/// How a packet inside the stack is routed.
#[derive(Clone, Debug, PartialEq)]
pub enum Way {
    /// For this host, as itself or as one of many.
    Local { group: bool },
    /// On its way out; `forwarded` packets are not ours.
    Out { route: Box<OutputRoute>, forwarded: bool },
    /// Inside a bridge: no route was asked for.
    Bridged,
}

#[derive(Clone, Debug, PartialEq)]
struct Looped {
    packet: Packet,
    device: InterfaceName,
    group: bool,
}

/// REJECT in OUTPUT of an answer to a REJECT ...: no rule set that a person writes comes near.
const MOST_NESTED: u8 = 8;
const MOST_LOOPED: usize = 10_000;

impl<'step, L: Listener> Kernel<'step, L> {
    pub fn new(
        host: &'step mut Host,
        id: HostId,
        now: Instant,
        ids: &'step mut PacketIds,
        neighbours: &'step dyn Neighbours,
        outbox: &'step mut Outbox,
        listener: &'step mut L,
    ) -> Self {
        Kernel {
            host,
            id,
            now,
            ids,
            neighbours,
            outbox,
            listener,
            nested: 0,
            sending_icmp: false,
            in_interrupt: false,
            next_hop: None,
        }
    }

    /// The event is only made if somebody listens.
    #[inline]
    pub(crate) fn tell(&mut self, packet: PacketId, what: impl FnOnce() -> What) {
        if L::LISTENS {
            self.listener.hear(Event { at: self.now, host: self.id, packet: Some(packet), what: what() });
        }
    }

    /// Of several ways one was taken (recording: 27-multipath-choice).
    pub(crate) fn tell_several_ways(&mut self, packet: PacketId, winner: Option<&Winner>) {
        let Some(winner) = winner.filter(|_| L::LISTENS) else { return };
        let ways = winner.route.next_hops.iter().filter(|hop| !hop.dead).count();
        if ways > 1 {
            self.tell(packet, || What::Noted { note: Note::OneOfSeveralWays { ways } });
        }
    }

    pub(crate) fn tell_program(&mut self, socket: SocketId, saw: impl FnOnce() -> Saw) {
        if L::LISTENS {
            let what = What::ProgramSaw { socket: Some(socket), saw: saw() };
            self.listener.hear(Event { at: self.now, host: self.id, packet: None, what });
        }
    }

    pub(crate) fn view(&self, packet: &Packet, input: InterfaceName, output: InterfaceName) -> View {
        View { datagram: packet.datagram.clone(), mark: packet.mark, input, output, tracking: packet.tracking }
    }

    pub(crate) fn tell_altered(&mut self, packet: &Packet, scene: Scene, before: View) {
        let after = self.view(packet, scene.input, scene.output);
        if after != before {
            self.tell(packet.id, || What::Altered { before: Box::new(before), after: Box::new(after) });
        }
    }

    pub(crate) fn make_packet(&mut self, datagram: Datagram, mark: u32, sent_by: SentBy) -> Packet {
        Packet { mark, sent_by, ..Packet::new(self.ids.take(), datagram) }
    }

    /// What was put on `lo` meanwhile arrives, in order.
    pub fn run_backlog(&mut self) {
        for _ in 0..MOST_LOOPED {
            let Some(looped) = self.outbox.backlog.pop_front() else {
                self.forget_unconfirmed();
                return;
            };
            self.in_interrupt = true;
            self.receive_looped(looped);
            self.in_interrupt = false;
        }
        for looped in std::mem::take(&mut self.outbox.backlog) {
            self.tell_bound(looped.packet.id, Bound::LoopedPackets);
        }
        self.forget_unconfirmed();
    }

    fn loop_back(&mut self, packet: Packet, device: InterfaceName, group: bool) {
        if self.outbox.backlog.len() >= MOST_LOOPED {
            self.tell_bound(packet.id, Bound::QueueLength);
            return;
        }
        self.outbox.backlog.push_back(Looped { packet, device, group });
    }

    /// The packet ends here because a bound of the engine is reached.
    fn tell_bound(&mut self, packet: PacketId, bound: Bound) {
        self.tell(packet, || What::BoundReached { bound });
        self.tell(packet, || What::Dropped { why: Drop::Bound(bound) });
    }
}
