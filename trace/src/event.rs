//! What can happen: the typed events of a trace.
//!
//! Nobody who reads them recomputes anything: who decided, what was wanted and had, what changed and what caused it stands here.

use std::sync::Arc;

use net::{Address, Datagram, InterfaceName};
use serde::{Deserialize, Serialize};

use crate::clock::Instant;
use crate::connection::{Entry, Gone, Invalid, Tracking, Zone};
use crate::death::{Culprit, Drop};
use crate::hook::{Hook, Stage, TableName};
use crate::host::{Change, HostMoment};
use crate::ids::{EntryId, EventId, HostId, PacketId, RuleId};
use crate::link::Link;
use crate::log::{LinkHeader, Logged};
use crate::program::{Receiver, Saw};
use crate::route::RouteSeen;
use crate::row::Policy;
use crate::set::SetChange;
use crate::value::Miss;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Event {
    pub id: EventId,
    pub at: Instant,
    pub host: HostId,
    /// The packet it happened to, where it happened to one.
    pub packet: Option<PacketId>,
    /// The event that led to it. None: somebody did something, or time passed.
    pub cause: Option<EventId>,
    pub what: What,
}

/// A packet as it stands at one point.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct View {
    pub datagram: Datagram,
    pub mark: u32,
    pub input: InterfaceName,
    pub output: InterfaceName,
    pub tracking: Tracking,
}

/// Where a rule stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RulePlace {
    pub table: TableName,
    pub chain: Arc<str>,
    /// Place of the chain in its table, and of the rule in its chain, from zero.
    pub chain_place: usize,
    pub rule_place: usize,
    pub rule: RuleId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum What {
    // A packet's life
    Made {
        view: Box<View>,
        cause: Cause,
    },
    /// A frame for many reached one more station: from here on it is a packet of its own.
    Copied {
        of: PacketId,
    },
    Sent {
        interface: InterfaceName,
        view: Box<View>,
    },
    Arrived {
        interface: InterfaceName,
        view: Box<View>,
        header: Option<LinkHeader>,
    },
    Delivered {
        to: Receiver,
    },
    Dropped {
        why: Drop,
        by: Culprit,
    },

    // Its way through the hooks
    HookEntered {
        hook: Hook,
        view: Box<View>,
    },
    HookLeft {
        hook: Hook,
    },
    StageEntered {
        stage: Stage,
    },
    StageLeft {
        stage: Stage,
    },
    TableEntered {
        table: TableName,
    },
    TableSkipped {
        table: TableName,
        why: Skip,
    },
    RuleMissed {
        place: RulePlace,
        miss: Box<Miss>,
    },
    RuleMatched {
        place: RulePlace,
        bytes: u32,
    },
    Step {
        place: StepPlace,
        verdict: Verdict,
    },
    RuleNotModelled {
        place: RulePlace,
        extension: Arc<str>,
    },

    // Connection tracking
    /// `again` is false for a packet that brought its entry along (`lo`) or wants none.
    LookedUp {
        tracking: Tracking,
        invalid: Option<Invalid>,
        again: bool,
    },
    EntryMade {
        entry: Box<Entry>,
    },
    EntryChanged {
        entry: Box<Entry>,
    },
    EntryConfirmed {
        entry: Box<Entry>,
    },
    EntryGone {
        id: EntryId,
        why: Gone,
    },
    Untracked,
    /// A rule of raw says how it is to be tracked: in which zone, with which helper.
    TrackingAsked {
        zone: Zone,
        helper: Option<Arc<str>>,
    },

    // What changes on it
    Rewritten {
        side: Side,
        before: Box<Datagram>,
        after: Box<Datagram>,
        cause: RewriteCause,
    },
    Altered {
        before: Box<View>,
        after: Box<View>,
    },
    TtlDecremented {
        ttl: u8,
    },

    // Routing
    Routed {
        decision: RouteSeen,
    },
    Rerouted {
        decision: RouteSeen,
    },
    NeighbourAsked {
        interface: InterfaceName,
        next_hop: Address,
    },
    NeighbourSilent {
        interface: InterfaceName,
        next_hop: Address,
    },
    Bridged {
        how: Bridging,
    },

    // What is told to people
    Logged {
        logged: Box<Logged>,
    },
    Rejected {
        with: RejectWith,
    },
    ProgramSaw {
        socket: Option<crate::ids::SocketId>,
        saw: Saw,
    },

    // Changes from outside
    /// A command ran: all that is another now, in the order in which it is to be done again.
    HostChanged {
        changes: Vec<Change>,
    },
    HostAdded {
        host: Box<HostMoment>,
    },
    HostGone,
    /// What joins the hosts from now on.
    LinksChanged {
        links: Vec<Link>,
    },
    /// By a packet; what commands do to sets is among the changes of the host.
    SetsChanged {
        changes: Vec<SetChange>,
    },
    ClockMoved {
        to: Instant,
    },
    BoundReached {
        bound: Bound,
    },
    /// From here on a real kernel may do otherwise.
    Noted {
        note: Note,
    },
}

/// Where the engine is not surely the kernel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Note {
    /// A setting was given another value than its default, and nothing here follows it.
    SettingKept { name: String, value: String },
    /// A route has several ways at once. Which of them a kernel takes hangs on a number it draws when it boots.
    OneOfSeveralWays { ways: usize },
}

/// Why a packet exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    Program,
    AnswerTo(PacketId),
    RetransmissionOf(PacketId),
    ErrorAbout(PacketId),
    /// A broadcast's copy to the sender itself, or a bridge's copy to a further port.
    CopyOf(PacketId),
}

/// Why a table was not consulted, or rules in it could not matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Skip {
    /// nat asks its rules only for the first packet of a connection.
    NotNew,
    /// nat: this side of the connection was decided earlier, on `lo` for instance.
    Decided,
    Untracked,
    /// Nothing on this host needs tracking, so nat is off.
    NoTracking,
    /// The packet has no entry.
    Invalid,
    NoRules,
    /// nat leaves ICMP errors to the entry they are about.
    IcmpError,
}

/// A step of a walk, as the kernel's own trace numbers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum StepPlace {
    Rule(RulePlace),
    Policy {
        table: TableName,
        chain: Arc<str>,
        chain_place: usize,
        counted: bool,
        bytes: u32,
    },
    /// The end of a user chain: an implicit return.
    End {
        table: TableName,
        chain: Arc<str>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Accept,
    Drop,
    Continue,
    Return,
    Jump(Arc<str>),
    Goto(Arc<str>),
    Queue,
}

impl From<Policy> for Verdict {
    fn from(policy: Policy) -> Verdict {
        match policy {
            Policy::Accept => Verdict::Accept,
            Policy::Drop => Verdict::Drop,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RewriteCause {
    /// A rule of the nat table, now.
    Rule,
    /// What was decided for the connection's first packet.
    Entry(EntryId),
}

/// Which end of a packet is rewritten.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Side {
    Source,
    Destination,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RejectWith {
    NetUnreachable,
    HostUnreachable,
    ProtocolUnreachable,
    PortUnreachable,
    NetProhibited,
    HostProhibited,
    AdminProhibited,
    TcpReset,
}

/// How a bridge handled a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Bridging {
    /// To the host itself.
    Up { bridge: InterfaceName },
    /// From port to port; no route is asked for.
    Through { bridge: InterfaceName },
}

/// A limit that keeps the engine from running for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// Rules tested for all packets of one action.
    RulesPerAction,
    JumpDepth,
    /// Frames, steps of programs and timers of one action.
    MovesPerAction,
    NestedPackets,
    /// Packets of a host to itself, one answering the other.
    LoopedPackets,
    QueueLength,
    /// Connections that relays began in one action, each because of another.
    RelaysPerAction,
    /// UDP answers of one action: two servers that answer each other would never end.
    AnswersPerAction,
    /// Datagrams or echo requests that one action asks for.
    RepetitionsPerAction,
    /// What the servers of a lab saw, in all its actions.
    SeenByServers,
    /// Connections of one host, where its own maximum allows more.
    Entries,
}
