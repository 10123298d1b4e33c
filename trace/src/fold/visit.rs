//! One packet's visit to one host: a fold of what happened to it there, from its arrival (or birth) on.
//!
//! It repeats what the events say, in the order of the line map: where the packet is, which stages are behind it and
//! what they said, which chains are open, where it was stopped. It knows no coordinates and no words.

use std::sync::Arc;

use net::{Datagram, InterfaceName};

use super::way::track_between;
pub use super::way::{Devices, OpenChain, Reached, Rewrite, Said, Spot, StageVisit, Stop, Track};
use crate::connection::Tracking;
use crate::death::{Culprit, Drop};
use crate::event::{Bridging, Cause, Event, RejectWith, StepPlace, Verdict, View, What};
use crate::hook::{Hook, Hooks, Stage, TableName};
use crate::ids::{HostId, PacketId};
use crate::moment::Moment;
use crate::route::RouteSeen;

#[derive(Clone, Debug, PartialEq)]
pub struct Visit {
    pub packet: PacketId,
    pub host: HostId,
    pub spot: Spot,
    hooks: Hooks,
    stages: [Vec<StageVisit>; Hook::ALL.len()],
    pub tracks: Vec<Track>,
    pub devices: Devices,
    pub chains: Vec<OpenChain>,
    pub stop: Option<Stop>,
    /// What was changed on it since it entered the station it is in, or left last.
    pub rewrite: Option<Rewrite>,
    /// It came back over `lo`, or as the copy of an own broadcast.
    pub second_pass: bool,
    /// Why it exists, if it was made here.
    pub cause: Option<Cause>,
    /// The bridge it is in, or went through.
    pub bridge: Option<InterfaceName>,
    last_rule: Option<(Arc<str>, usize)>,
    rejected_with: Option<RejectWith>,
    here: Option<(Hook, usize)>,
}

/// The visit that the packet's last event belongs to; none if nothing happened to it yet. `moment` knows what stands at the
/// hooks of its host.
pub fn visit(events: &[Event], packet: PacketId, moment: &Moment) -> Option<Visit> {
    let own = events_of_visit(events, packet);
    let (first, rest) = own.split_last()?;
    let mut visit = Visit::starting(packet, first, moment);
    visit.hear(&first.what);
    for event in rest.iter().rev() {
        visit.hear(&event.what);
    }
    Some(visit)
}

/// The packet's events on the host it is on, the last one first.
fn events_of_visit(events: &[Event], packet: PacketId) -> Vec<&Event> {
    let mut own = Vec::new();
    let mut host = None;
    for event in events.iter().rev().filter(|event| event.packet == Some(packet)) {
        if *host.get_or_insert(event.host) != event.host {
            break;
        }
        own.push(event);
        if matches!(event.what, What::Made { .. }) {
            break;
        }
    }
    own
}

impl Visit {
    fn starting(packet: PacketId, first: &Event, moment: &Moment) -> Visit {
        let hooks = moment.hosts.get(&first.host).map(|host| host.hooks.clone()).unwrap_or_default();
        let stages = Hook::ALL.map(|hook| stages_ahead(&hooks, hook));
        Visit {
            packet,
            host: first.host,
            spot: Spot::DeviceIn,
            hooks,
            stages,
            tracks: Vec::new(),
            devices: Devices::default(),
            chains: Vec::new(),
            stop: None,
            rewrite: None,
            second_pass: false,
            cause: None,
            bridge: None,
            last_rule: None,
            rejected_with: None,
            here: None,
        }
    }

    pub fn stages_at(&self, hook: Hook) -> &[StageVisit] {
        self.stages.get(hook as usize).map_or(&[], Vec::as_slice)
    }

    /// The table whose rules are being asked.
    pub fn table(&self) -> Option<&TableName> {
        let (hook, place) = self.here?;
        self.stages_at(hook).get(place)?.stage.table()
    }

    fn hear(&mut self, what: &What) {
        match what {
            What::Made { view, cause } => self.made(view, *cause),
            What::Arrived { interface, view, .. } => self.arrived(*interface, view),
            What::Sent { interface, .. } => self.sent(*interface),
            What::Delivered { .. } => self.go(Spot::Process),
            What::Dropped { why, by } => self.dropped(*why, by),
            What::HookEntered { hook, view } => self.hook_entered(*hook, view),
            What::HookLeft { hook } => self.go(Spot::Leave(*hook)),
            What::StageEntered { stage } => self.stage_entered(stage),
            What::StageLeft { .. } => self.stage_left(),
            What::TableSkipped { why, .. } => self.say(Said::Skipped(*why)),
            What::RuleMissed { place, .. } | What::RuleMatched { place, .. } | What::RuleNotModelled { place, .. } => {
                self.at_rule(&place.chain, place.rule_place.saturating_add(1));
            }
            What::Step { place, verdict } => self.step(place, verdict),
            What::LookedUp { tracking, .. } => self.say(match tracking {
                Tracking::None => Said::Invalid,
                Tracking::Untracked => Said::Untracked,
                Tracking::Entry { state, .. } => Said::Tracked(*state),
            }),
            What::EntryConfirmed { .. } => self.say(Said::Confirmed),
            What::Rewritten { before, after, .. } => self.rewritten(before, after),
            What::Altered { before, after } => self.rewritten(&before.datagram, &after.datagram),
            What::Routed { decision } => self.routed(decision),
            What::Rerouted { decision } => self.devices.output = decision.output().or(self.devices.output),
            What::Bridged { how } => self.bridged(*how),
            What::Rejected { with } => self.rejected(*with),
            What::NeighbourAsked { interface, .. } | What::NeighbourSilent { interface, .. } => {
                self.devices.output = Some(*interface);
                self.go(Spot::DeviceOut);
            }
            What::Copied { .. }
            | What::TableEntered { .. }
            | What::EntryMade { .. }
            | What::EntryChanged { .. }
            | What::EntryGone { .. }
            | What::Untracked
            | What::TrackingAsked { .. }
            | What::TtlDecremented { .. }
            | What::Logged { .. }
            | What::ProgramSaw { .. }
            | What::HostChanged { .. }
            | What::HostAdded { .. }
            | What::HostGone
            | What::LinksChanged { .. }
            | What::SetsChanged { .. }
            | What::ClockMoved { .. }
            | What::BoundReached { .. }
            | What::Noted { .. } => {}
        }
    }

    fn go(&mut self, to: Spot) {
        if let Some(track) = track_between(self.spot, to)
            && !self.tracks.contains(&track)
        {
            self.tracks.push(track);
        }
        self.spot = to;
    }

    fn made(&mut self, view: &View, cause: Cause) {
        self.cause = Some(cause);
        self.devices.output = named(view.output);
        self.devices.input = named(view.input);
        self.spot = match cause {
            Cause::CopyOf(_) if !view.input.is_none() => Spot::Bridge,
            Cause::CopyOf(_) | Cause::Program | Cause::AnswerTo(_) | Cause::RetransmissionOf(_) | Cause::ErrorAbout(_) => {
                Spot::Process
            }
        };
    }

    fn arrived(&mut self, interface: InterfaceName, view: &View) {
        match self.spot {
            Spot::Leave(Hook::Postrouting) => self.come_back(interface),
            // Up from a bridge that had PREROUTING asked already.
            Spot::Leave(_) => {}
            Spot::DeviceIn
            | Spot::Bridge
            | Spot::Enter(_)
            | Spot::At(..)
            | Spot::InputRoute
            | Spot::OutputRoute
            | Spot::Process
            | Spot::DeviceOut
            | Spot::Loop => self.spot = Spot::DeviceIn,
        }
        self.set_input(interface);
        self.set_input(view.input);
    }

    fn come_back(&mut self, interface: InterfaceName) {
        self.go(Spot::Loop);
        self.second_pass = true;
        self.devices.input = Some(interface);
    }

    /// A second device for the same frame: the first one was a port of it.
    fn set_input(&mut self, interface: InterfaceName) {
        let Some(interface) = named(interface) else { return };
        match self.devices.input {
            Some(known) if known != interface => {
                self.devices.input_port = Some(known);
                self.devices.input = Some(interface);
            }
            Some(_) => {}
            None => self.devices.input = Some(interface),
        }
    }

    fn sent(&mut self, interface: InterfaceName) {
        if self.spot == Spot::DeviceOut && self.devices.output.is_some_and(|output| output != interface) {
            self.devices.output_port = Some(interface);
        } else if self.bridge.is_some() && self.spot == Spot::Bridge {
            self.devices.output_port = Some(interface);
            self.devices.output = self.bridge;
        } else {
            match self.devices.output {
                Some(output) if output != interface => self.devices.output_port = Some(interface),
                Some(_) | None => self.devices.output = Some(interface),
            }
        }
        self.go(Spot::DeviceOut);
    }

    fn hook_entered(&mut self, hook: Hook, view: &View) {
        if hook == Hook::Prerouting {
            if self.spot == Spot::Leave(Hook::Postrouting) {
                self.second_pass = true;
                self.go(Spot::Loop);
                self.devices.input = named(view.input);
            }
            self.set_input(view.input);
        }
        if let Some(output) = named(view.output) {
            self.devices.output = Some(output);
        }
        self.rewrite = None;
        if let Some(stages) = self.stages.get_mut(hook as usize) {
            *stages = stages_ahead(&self.hooks, hook);
        }
        self.go(Spot::Enter(hook));
    }

    fn stage_entered(&mut self, stage: &Stage) {
        let Some(hook) = self.hook() else { return };
        let Some(place) = self.hooks.stages(hook).position(|other| other == stage) else { return };
        self.here = Some((hook, place));
        self.set_reached(Reached::Now);
        self.chains.clear();
        self.go(Spot::At(hook, place));
    }

    fn stage_left(&mut self) {
        self.set_reached(Reached::Done);
        self.chains.clear();
    }

    fn hook(&self) -> Option<Hook> {
        match self.spot {
            Spot::Enter(hook) | Spot::At(hook, _) => Some(hook),
            Spot::DeviceIn
            | Spot::Bridge
            | Spot::Leave(_)
            | Spot::InputRoute
            | Spot::OutputRoute
            | Spot::Process
            | Spot::DeviceOut
            | Spot::Loop => None,
        }
    }

    fn stage_here(&mut self) -> Option<&mut StageVisit> {
        let (hook, place) = self.here?;
        self.stages.get_mut(hook as usize)?.get_mut(place)
    }

    fn set_reached(&mut self, reached: Reached) {
        if let Some(stage) = self.stage_here() {
            stage.reached = reached;
        }
    }

    fn say(&mut self, said: Said) {
        if let Some(stage) = self.stage_here() {
            stage.said = said;
        }
    }

    fn at_rule(&mut self, chain: &Arc<str>, rule: usize) {
        self.last_rule = Some((chain.clone(), rule));
        match self.chains.last_mut() {
            Some(open) => open.rule = Some(rule),
            None => self.say(Said::Rule(rule)),
        }
    }

    fn step(&mut self, place: &StepPlace, verdict: &Verdict) {
        match place {
            StepPlace::Rule(_) => self.verdict(verdict),
            StepPlace::Policy { .. } => {
                self.chains.clear();
                self.say(Said::Policy);
            }
            StepPlace::End { .. } => {
                self.chains.pop();
            }
        }
    }

    fn verdict(&mut self, verdict: &Verdict) {
        match verdict {
            Verdict::Jump(chain) => {
                self.chains.push(OpenChain { name: chain.clone(), rule: None, by_goto: false });
            }
            Verdict::Goto(chain) => {
                self.chains.pop();
                self.chains.push(OpenChain { name: chain.clone(), rule: None, by_goto: true });
            }
            Verdict::Return => {
                self.chains.pop();
            }
            Verdict::Accept | Verdict::Drop | Verdict::Continue | Verdict::Queue => {}
        }
    }

    fn rewritten(&mut self, before: &Datagram, after: &Datagram) {
        let first = self.rewrite.take().map_or_else(|| before.clone(), |rewrite| rewrite.before);
        self.rewrite = Some(Rewrite { before: first, after: after.clone() });
    }

    fn routed(&mut self, decision: &RouteSeen) {
        if let Some(output) = decision.output() {
            self.devices.output = Some(output);
        }
        let is_output = self.spot == Spot::Process;
        self.go(if is_output { Spot::OutputRoute } else { Spot::InputRoute });
    }

    fn bridged(&mut self, how: Bridging) {
        match how {
            Bridging::Up { bridge } => self.bridge = Some(bridge),
            Bridging::Through { bridge } => {
                self.bridge = Some(bridge);
                self.set_input(bridge);
                self.devices.output = Some(bridge);
                self.go(Spot::Bridge);
            }
        }
    }

    fn rejected(&mut self, with: RejectWith) {
        self.rejected_with = Some(with);
        if let Some((chain, rule)) = self.last_rule.clone() {
            self.stop = Some(Stop::Rejected { chain, rule, with });
        }
    }

    fn dropped(&mut self, why: Drop, by: &Culprit) {
        self.stop = Some(match (by, why, self.rejected_with) {
            (Culprit::Rule(place), Drop::Rejected, Some(with)) => {
                Stop::Rejected { chain: place.chain.clone(), rule: place.rule_place.saturating_add(1), with }
            }
            (Culprit::Rule(place), Drop::Rule, _) => {
                Stop::Rule { chain: place.chain.clone(), rule: place.rule_place.saturating_add(1) }
            }
            (Culprit::Policy { chain, .. }, ..) => Stop::Policy { chain: chain.clone() },
            _ => Stop::Other(why),
        });
    }
}

fn stages_ahead(hooks: &Hooks, hook: Hook) -> Vec<StageVisit> {
    hooks.stages(hook).cloned().map(StageVisit::ahead).collect()
}

fn named(interface: InterfaceName) -> Option<InterfaceName> {
    (!interface.is_none()).then_some(interface)
}
