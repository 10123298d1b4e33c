//! Performing an action: the program it stands for acts, and the lab runs until nothing moves any more.

use std::collections::VecDeque;
use std::time::Duration;

use trace::link::Link;

use super::outcome::{CommandOutcome, Outcome};
use super::scenario::Action;
use super::{Effort, Lab, links, shown};
use crate::kernel::event::{Bound, Culprit, Drop, HostId, Listener, Note, What};
use crate::kernel::host::Host;
use crate::kernel::stack::Unanswered;
use crate::state::clock::Instant;
use crate::state::packet::PacketId;
use crate::tools;

/// One action, and all that follows from it.
///
/// ```
/// use engine::lab::scenario::HostPlan;
/// use engine::lab::{Action, Customs, Outcome, Scenario, build, moment, perform};
/// use trace::Trace;
///
/// let server = HostPlan { name: "server".to_owned(), ..HostPlan::default() };
/// let (mut lab, _) = build(&Scenario { hosts: vec![server], ..Scenario::default() }, Customs::WATCH);
/// let mut folded = moment::of(&lab);
///
/// let words = ["iptables", "-A", "INPUT", "-p", "tcp", "--dport", "22", "-j", "ACCEPT"];
/// let action = Action::Command { host: "server".to_owned(), words: words.map(str::to_owned).to_vec() };
/// let mut trace = Trace::default();
/// let Outcome::Command(outcome) = perform(&mut lab, &action, &mut trace) else { unreachable!() };
/// assert_eq!(outcome.code, 0);
///
/// // The trace folds to the lab as it is now.
/// for event in &trace.events {
///     folded.apply(event);
/// }
/// assert_eq!(folded, moment::of(&lab));
/// ```
pub fn perform<L: Listener>(lab: &mut Lab, action: &Action, listener: &mut L) -> Outcome {
    lab.effort = Effort::default();
    listener.action_begins();
    let outcome = lab.act(action, listener);
    lab.wait_for(listener, |_| true);
    lab.actions += 1;
    outcome
}

/// Frames at stations, program steps and timers of one action, at most: loops between hosts end here.
const MOST_MOVES: u32 = 50_000;

impl Lab {
    fn act<L: Listener>(&mut self, action: &Action, listener: &mut L) -> Outcome {
        let host = match action.host() {
            Some(name) => match self.host_id(name) {
                Some(id) => id,
                None => return Outcome::NoSuchHost(name.to_owned()),
            },
            None => HostId::default(),
        };
        match action {
            Action::Connect(wanted) => self.connect(host, wanted, listener),
            Action::Send { connection, text } => match self.clients.connections.contains_key(connection) {
                true => Outcome::Send(self.send(connection, text, listener)),
                false => Outcome::NoSuchConnection,
            },
            Action::Close { connection, how } => match self.clients.connections.contains_key(connection) {
                true => Outcome::Closed(self.close_connection(connection, *how, listener)),
                false => Outcome::NoSuchConnection,
            },
            Action::SendDatagrams(wanted) => self.send_datagrams(host, wanted, listener),
            Action::Ping(wanted) => self.ping(host, wanted, listener),
            Action::SendSegment(wanted) => self.send_segment(host, wanted, listener),
            Action::Command { words, .. } => {
                let words: Vec<&str> = words.iter().map(String::as_str).collect();
                self.command(host, listener, |host, now| tools::run(host, &words, "", now))
            }
            Action::RestoreRules { text, keep, .. } => {
                self.command(host, listener, |host, _| tools::restore_rules(host, text, *keep))
            }
            Action::SetSysctls { values, .. } => self.command(host, listener, |host, _| tools::set_sysctls(host, values)),
            Action::ListCounters { .. } => {
                Outcome::Counters(self.host(host).map(|host| host.tables.values().cloned().collect()).unwrap_or_default())
            }
            Action::ListConnections { .. } => {
                let confirmed = self.host(host).map(|host| host.conntrack.confirmed().cloned().collect());
                Outcome::Connections(confirmed.unwrap_or_default())
            }
            Action::Wait { milliseconds } => {
                let until = self.clock + Duration::from_millis(*milliseconds);
                self.run_until(until, listener, |_| false);
                self.set_clock(until, listener);
                Outcome::Waited
            }
        }
    }

    /// A command on a host: rules, addresses and settings may be others afterwards, and listeners are told what there is now.
    pub fn command<L: Listener>(
        &mut self,
        id: HostId,
        listener: &mut L,
        work: impl FnOnce(&mut Host, Instant) -> tools::Output,
    ) -> Outcome {
        let now = self.clock;
        let before = self.host(id).filter(|_| L::LISTENS).cloned();
        let links = if L::LISTENS { links::of(self) } else { Vec::new() };
        let Some(output) = self.change_host(id, listener, |host| work(host, now)) else {
            return Outcome::NoSuchHost(String::new());
        };
        if let (Some(before), Some(host)) = (before, self.host(id)) {
            let what = What::HostChanged { changes: shown::changes(&before, host) };
            listener.hear(self.clock, id, None, what);
            self.tell_links(id, &links, listener);
            self.tell_kept(id, &before, listener);
        }
        Outcome::Command(CommandOutcome { out: output.out, err: output.err, code: output.code })
    }

    /// An interface that is a port of a bridge from now on, or no longer, joins others.
    fn tell_links<L: Listener>(&self, id: HostId, before: &[Link], listener: &mut L) {
        let links = links::of(self);
        if links != before {
            listener.hear(self.clock, id, None, What::LinksChanged { links });
        }
    }

    /// Settings that have another value now which nothing follows.
    fn tell_kept<L: Listener>(&self, id: HostId, before: &Host, listener: &mut L) {
        let before = before.networking.sysctls.not_acted_on();
        let now = self.host(id).map(|host| host.networking.sysctls.not_acted_on()).unwrap_or_default();
        for (name, value) in now.into_iter().filter(|(name, value)| before.get(name) != Some(value)) {
            listener.hear(self.clock, id, None, What::Noted { note: Note::SettingKept { name, value } });
        }
    }

    /// Runs until nothing moves and `is_over`, or until the program loses patience.
    pub(super) fn wait_for<L: Listener>(&mut self, listener: &mut L, is_over: impl Fn(&Lab) -> bool) {
        let until = self.clock + self.customs.patience;
        self.run_until(until, listener, is_over);
    }

    pub(super) fn run_until<L: Listener>(&mut self, until: Instant, listener: &mut L, is_over: impl Fn(&Lab) -> bool) {
        loop {
            self.run_until_quiet(listener);
            // A recording goes on until the last ARP request is given up.
            let nothing_pending = self.customs.retransmit || self.silent.is_empty();
            if is_over(self) && nothing_pending {
                return;
            }
            match self.next_deadline().filter(|deadline| *deadline <= until) {
                Some(deadline) if self.effort.moves < MOST_MOVES => {
                    self.effort.moves += 1;
                    self.set_clock(deadline, listener);
                    self.meet_deadlines(listener);
                }
                Some(_) => return,
                None => {
                    if self.customs.retransmit && !is_over(self) {
                        self.set_clock(until, listener);
                    }
                    return;
                }
            }
        }
    }

    fn run_until_quiet<L: Listener>(&mut self, listener: &mut L) {
        loop {
            if self.effort.moves >= MOST_MOVES {
                self.stop_everything(listener);
                return;
            }
            if self.move_frame(listener) || self.program_step(listener) {
                continue;
            }
            self.clients_read(listener);
            if !self.acknowledge_fins(listener) {
                return;
            }
        }
    }

    /// No acknowledgement is held back any longer once everything is quiet.
    fn acknowledge_fins<L: Listener>(&mut self, listener: &mut L) -> bool {
        let waiting: Vec<(HostId, crate::state::sockets::SocketId)> = self
            .hosts
            .iter()
            .enumerate()
            .flat_map(|(number, host)| host.sockets.unanswered().into_iter().map(move |id| (HostId(number as u32), id)))
            .collect();
        self.effort.moves = self.effort.moves.saturating_add(waiting.len() as u32);
        for (host, socket) in &waiting {
            self.on_host(*host, listener, |kernel| kernel.tcp_acknowledge_fin(*socket));
        }
        !waiting.is_empty()
    }

    /// What is on wires arrives, before any program acts.
    pub(super) fn move_frames<L: Listener>(&mut self, listener: &mut L) {
        while self.effort.moves < MOST_MOVES && self.move_frame(listener) {}
    }

    fn move_frame<L: Listener>(&mut self, listener: &mut L) -> bool {
        let Some((receivers, frame)) = self.network.take() else { return false };
        let several = receivers.len() > 1;
        self.effort.moves = self.effort.moves.saturating_add(1 + receivers.len() as u32);
        for (number, (host, interface)) in receivers.into_iter().enumerate() {
            let mut arriving = frame.clone();
            arriving.interface = interface;
            if several && number > 0 {
                arriving.packet.id = self.ids.take();
                self.tell_copy(host, &frame, arriving.packet.id, listener);
            }
            self.on_host(host, listener, |kernel| kernel.receive(arriving));
        }
        true
    }

    /// A frame for many is one packet on the wire, and one more for each further station.
    fn tell_copy<L: Listener>(
        &mut self,
        host: HostId,
        frame: &crate::kernel::stack::Frame,
        copy: crate::state::packet::PacketId,
        listener: &mut L,
    ) {
        if L::LISTENS {
            let what = What::Copied { of: frame.packet.id };
            listener.hear(self.clock, host, Some(copy), what);
        }
    }

    fn next_deadline(&self) -> Option<Instant> {
        let silent = self.silent.iter().map(|(at, ..)| *at);
        let sockets = self.hosts.iter().filter_map(|host| host.sockets.next_deadline());
        silent.chain(sockets).min()
    }

    fn meet_deadlines<L: Listener>(&mut self, listener: &mut L) {
        let now = self.clock;
        let (due, later): (Vec<_>, Vec<_>) = std::mem::take(&mut self.silent).into_iter().partition(|(at, ..)| *at <= now);
        self.silent = later;
        let mut due: VecDeque<(HostId, Unanswered)> = due.into_iter().map(|(_, host, unanswered)| (host, unanswered)).collect();
        while let Some((host, first)) = due.pop_front() {
            let same = |other: &(HostId, Unanswered)| {
                other.0 == host && other.1.interface == first.interface && other.1.next_hop == first.next_hop
            };
            let (together, rest): (VecDeque<_>, VecDeque<_>) = due.into_iter().partition(same);
            due = rest;
            let waiting = std::iter::once(first).chain(together.into_iter().map(|(_, unanswered)| unanswered)).collect();
            self.on_host(host, listener, |kernel| kernel.neighbour_failed(waiting));
        }
        for number in 0..self.hosts.len() {
            let is_due = self.hosts.get(number).and_then(|host| host.sockets.next_deadline()).is_some_and(|at| at <= now);
            if is_due {
                self.on_host(HostId(number as u32), listener, |kernel| kernel.tcp_timers());
            }
        }
    }

    /// More moved than any scenario of people moves: whatever still travels is thrown away, and the trace says so.
    fn stop_everything<L: Listener>(&mut self, listener: &mut L) {
        let bound = Bound::MovesPerAction;
        let ends = self.network.ends.iter_mut();
        let mut lost: Vec<(HostId, PacketId)> =
            ends.flat_map(|end| end.queue.drain(..).map(|frame| (end.host, frame.packet.id)).collect::<Vec<_>>()).collect();
        lost.extend(self.silent.drain(..).map(|(_, host, unanswered)| (host, unanswered.packet.id)));
        // A program that goes on and on is stopped again and again: that is told once.
        if self.effort.moves != u32::MAX {
            self.effort.moves = u32::MAX;
            self.tell_bound(HostId::default(), bound, listener);
        }
        if !L::LISTENS {
            return;
        }
        for (host, packet) in lost {
            let what = What::Dropped { why: Drop::Bound(bound), by: Culprit::Bound(bound) };
            listener.hear(self.clock, host, Some(packet), what);
        }
    }
}
