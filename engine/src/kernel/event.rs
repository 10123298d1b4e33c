//! What can happen: the typed events of a trace, and who listens to them.
//!
//! Nobody downstream recomputes anything: the page, the narrator and the checks read these and nothing else.

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};
use std::sync::Arc;

use super::host::{HostMoment, LinkHeader, Logged, Part};
use crate::rules::Policy;
use crate::rules::conditions::Condition;
use crate::rules::rule::RuleId;
use crate::rules::targets::act::{RejectWith, Side};
use crate::state::clock::Instant;
use crate::state::conntrack::{Entry, EntryId, Tracking, Zone};
pub use crate::state::conntrack::{Gone, Invalid};
use crate::state::hook::{Hook, Stage, TableName};
use crate::state::interface::InterfaceName;
use crate::state::packet::{Datagram, PacketId};
use crate::state::route::{InputRoute, OutputRoute, Refusal};
use crate::state::sets::SetChange;
use crate::state::sockets::{Errno, SocketId};

/// A host's place in its lab.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct HostId(pub usize);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    pub at: Instant,
    pub host: HostId,
    /// The packet it happened to, where it happened to one.
    pub packet: Option<PacketId>,
    pub what: What,
}

/// A packet as it stands at one point.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct View {
    pub datagram: Datagram,
    pub mark: u32,
    pub input: InterfaceName,
    pub output: InterfaceName,
    pub tracking: Tracking,
}

/// Where a rule stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulePlace {
    pub table: TableName,
    pub chain: Arc<str>,
    /// Place of the chain in its table, and of the rule in its chain, from zero.
    pub chain_place: usize,
    pub rule_place: usize,
    pub rule: RuleId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
        /// No picture shows it: a recording for the page goes without.
        #[serde(skip)]
        header: Option<LinkHeader>,
    },
    Delivered {
        to: Receiver,
    },
    Dropped {
        why: Drop,
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
        condition: Condition,
        had: String,
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
        extension: String,
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
        helper: Option<String>,
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
        next_hop: Ipv4Addr,
    },
    NeighbourSilent {
        interface: InterfaceName,
        next_hop: Ipv4Addr,
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
        socket: Option<SocketId>,
        saw: Saw,
    },

    // Changes from outside
    HostChanged {
        host: Box<HostMoment>,
        changed: Vec<Part>,
    },
    /// By a packet; commands change the whole host.
    SetsChanged {
        /// No picture shows them: a recording for the page goes without.
        #[serde(skip)]
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
pub enum Note {
    /// A setting was given another value than its default, and nothing here follows it.
    SettingKept { name: String, value: String },
    /// A route has several ways at once. Which of them a kernel takes hangs on a number it draws when it boots.
    OneOfSeveralWays { ways: usize },
}

/// Why a packet exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cause {
    Program,
    AnswerTo(PacketId),
    RetransmissionOf(PacketId),
    ErrorAbout(PacketId),
    /// A broadcast's copy to the sender itself, or a bridge's copy to a further port.
    CopyOf(PacketId),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Receiver {
    Socket(SocketId),
    /// The kernel answers or notes it itself: ICMP, a reset to a closed port.
    Kernel,
    /// Nobody on this host: a broadcast without listener, a protocol without handler.
    Nobody,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Drop {
    Rule,
    Policy,
    Rejected,
    /// A match that cannot judge the packet drops it (`hotdrop`).
    Match,
    Route(RouteDrop),
    /// No way to the destination, and the sender is told.
    Unreachable,
    /// No way, and the sender was told so often just now that it is not told again.
    UnreachableUntold,
    TtlExpired,
    NatFailed,
    InsertFailed,
    TableFull,
    Rerouting,
    NotForUs,
    NoNeighbour,
    MasqueradedElsewhere,
    InterfaceDown,
    NoListenerInQueue,
    Bound(Bound),
    SameBridgePort,
    Malformed,
}

/// Why the route lookup dropped it.
pub type RouteDrop = crate::state::route::DropReason;

/// Why a table was not consulted, or rules in it could not matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
pub enum RewriteCause {
    /// A rule of the nat table, now.
    Rule,
    /// What was decided for the connection's first packet.
    Entry(EntryId),
}

/// How a bridge handled a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Bridging {
    /// To the host itself.
    Up { bridge: InterfaceName },
    /// From port to port; no route is asked for.
    Through { bridge: InterfaceName },
}

/// What routing said of a packet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum RouteSeen {
    Input(Box<InputRoute>),
    Output(Box<OutputRoute>),
    /// Known already: a packet on `lo` keeps the route it was sent by.
    Kept,
    Failed(Refusal),
}

impl RouteSeen {
    pub fn input(route: &InputRoute) -> RouteSeen {
        RouteSeen::Input(Box::new(route.clone()))
    }

    pub fn output(route: &OutputRoute) -> RouteSeen {
        RouteSeen::Output(Box::new(route.clone()))
    }
}

/// What a program on the host got to see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Saw {
    Connected {
        local: (Ipv4Addr, u16),
        peer: (Ipv4Addr, u16),
    },
    Accepted {
        local: (Ipv4Addr, u16),
        peer: (Ipv4Addr, u16),
        original_destination: Option<(Ipv4Addr, u16)>,
    },
    Data {
        from: (Ipv4Addr, u16),
        text: String,
    },
    ClosedByPeer,
    Failed(Errno),
    /// It waited long enough.
    GaveUp,
    Replied {
        from: Ipv4Addr,
        ttl: u8,
    },
    IcmpError {
        kind: u8,
        code: u8,
        from: Ipv4Addr,
    },
    Relay {
        to: (Ipv4Addr, u16),
        result: Result<(), Errno>,
    },
}

/// A limit that keeps the engine from running for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

/// Who hears the events. Nothing is built for one who does not listen.
pub trait Listener {
    const LISTENS: bool;

    fn hear(&mut self, event: Event);
}

/// Nobody.
pub struct Silence;

impl Listener for Silence {
    const LISTENS: bool = false;

    fn hear(&mut self, _event: Event) {}
}

/// All events, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trace {
    pub events: Vec<Event>,
}

impl Listener for Trace {
    const LISTENS: bool = true;

    fn hear(&mut self, event: Event) {
        self.events.push(event);
    }
}
