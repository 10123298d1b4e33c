//! The words of a line map: its places, the lines between them, and what stages say. The fold that uses them is `visit`.

use std::sync::Arc;

use engine::kernel::event::{Drop, Skip};
use engine::rules::targets::act::RejectWith;
use engine::state::conntrack::State;
use engine::state::hook::{Hook, Stage};
use engine::state::interface::InterfaceName;
use engine::state::packet::Datagram;

/// A place on the line map of a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spot {
    DeviceIn,
    /// Between ports of a bridge.
    Bridge,
    Enter(Hook),
    /// At a stage, by its place in `Hook::stages`.
    At(Hook, usize),
    Leave(Hook),
    /// The routing decision after PREROUTING.
    InputRoute,
    /// The routing decision before OUTPUT.
    OutputRoute,
    Process,
    DeviceOut,
    /// On `lo`, on its way back in.
    Loop,
}

/// A piece of line between two places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Track {
    DeviceToPrerouting,
    PreroutingToRoute,
    RouteToInput,
    InputToProcess,
    ProcessToRoute,
    RouteToOutput,
    OutputToPostrouting,
    RouteToForward,
    ForwardToPostrouting,
    PostroutingToDevice,
    /// From POSTROUTING over `lo` to PREROUTING.
    Loop,
    /// From PREROUTING to FORWARD, past the routing decision.
    AroundRoute,
    /// From port to port, past all hooks.
    PastHooks,
}

/// What a stage did with the packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    Nothing,
    Skipped(Skip),
    /// A rule of the base chain is, or was the last to be, tested; counted from one.
    Rule(usize),
    Policy,
    Tracked(State),
    Untracked,
    Invalid,
    Confirmed,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageVisit {
    pub stage: Stage,
    pub reached: Reached,
    pub said: Said,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reached {
    Ahead,
    Now,
    Done,
}

/// A user chain that was jumped to and has not returned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenChain {
    pub name: Arc<str>,
    /// The rule that is being tested, counted from one; none before the first.
    pub rule: Option<usize>,
    /// Reached by `goto`: it does not return to the chain it was reached from.
    pub by_goto: bool,
}

/// Where the packet's way ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    Rule { chain: Arc<str>, rule: usize },
    Rejected { chain: Arc<str>, rule: usize, with: RejectWith },
    Policy { chain: Arc<str> },
    Other(Drop),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Rewrite {
    pub before: Datagram,
    pub after: Datagram,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Devices {
    pub input: Option<InterfaceName>,
    /// The bridge's port, where the input is a bridge.
    pub input_port: Option<InterfaceName>,
    pub output: Option<InterfaceName>,
    pub output_port: Option<InterfaceName>,
}

impl StageVisit {
    pub fn ahead(stage: Stage) -> StageVisit {
        StageVisit { stage, reached: Reached::Ahead, said: Said::Nothing }
    }
}

/// The line between two places that follow each other. Within a station there is none.
pub fn track_between(from: Spot, to: Spot) -> Option<Track> {
    Some(match (from, to) {
        (Spot::DeviceIn, Spot::Enter(Hook::Prerouting)) => Track::DeviceToPrerouting,
        (Spot::Leave(Hook::Prerouting), Spot::InputRoute) => Track::PreroutingToRoute,
        (Spot::InputRoute, Spot::Enter(Hook::Input)) => Track::RouteToInput,
        (Spot::InputRoute, Spot::Enter(Hook::Forward)) => Track::RouteToForward,
        (Spot::Leave(Hook::Input), Spot::Process) => Track::InputToProcess,
        (Spot::Process, Spot::OutputRoute) => Track::ProcessToRoute,
        (Spot::OutputRoute, Spot::Enter(Hook::Output)) => Track::RouteToOutput,
        (Spot::Leave(Hook::Output), Spot::Enter(Hook::Postrouting)) => Track::OutputToPostrouting,
        (Spot::Leave(Hook::Forward), Spot::Enter(Hook::Postrouting)) => Track::ForwardToPostrouting,
        (Spot::Leave(Hook::Postrouting), Spot::DeviceOut) => Track::PostroutingToDevice,
        (Spot::Leave(Hook::Postrouting), Spot::Loop) => Track::Loop,
        (Spot::Leave(Hook::Prerouting), Spot::Bridge) => Track::AroundRoute,
        (Spot::DeviceIn, Spot::Bridge) => Track::PastHooks,
        _ => return None,
    })
}
