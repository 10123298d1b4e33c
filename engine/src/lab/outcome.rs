//! What came of an action: what the program that did it saw, and what servers saw meanwhile.

use std::net::Ipv4Addr;

use crate::kernel::event::HostId;
use crate::rules::Table;
use crate::state::conntrack::Entry;
use crate::state::sockets::{Endpoint, Errno};

#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    Connect(ConnectOutcome),
    Send(SendOutcome),
    Closed(CloseOutcome),
    NoSuchConnection,
    Datagrams(DatagramOutcome),
    Ping(PingOutcome),
    Segment(Result<(), Errno>),
    Command(CommandOutcome),
    Counters(Vec<Table>),
    Connections(Vec<Entry>),
    Waited,
    /// The action names a host that is not there.
    NoSuchHost(String),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommandOutcome {
    pub out: String,
    pub err: String,
    pub code: u8,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectOutcome {
    pub status: ConnectStatus,
    /// Of an established connection.
    pub ends: Option<(Endpoint, Endpoint)>,
    pub sent: Option<SendOutcome>,
    /// The peer was gone before anything could be sent.
    pub gone_at_once: Option<Gone>,
    pub asked_to_send: bool,
    pub closed: Option<CloseOutcome>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConnectStatus {
    Connected,
    Failed(Errno),
    TimedOut { soft: Option<Errno> },
    CouldNotBind(Errno),
}

/// How a connection ended under its program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gone {
    Closed,
    Failed(Errno),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SendOutcome {
    pub could_not_send: Option<Errno>,
    pub reply: Option<String>,
    pub closed_by_peer: bool,
    pub error: Option<Errno>,
    pub soft_error: Option<Errno>,
    /// No answer, no end, no error.
    pub stalled: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseOutcome {
    Clean,
    Reset,
    NoFinFromPeer,
    Failed(Errno),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DatagramOutcome {
    /// The socket could not even be made: its address, or its connection.
    pub could_not_open: Option<Errno>,
    pub local: Option<Endpoint>,
    pub replies: Vec<(Endpoint, String)>,
    pub errors: Vec<Errno>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PingOutcome {
    pub answers: Vec<PingAnswer>,
    pub failed: Option<Errno>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PingAnswer {
    Reply { sequence: u16, from: Ipv4Addr, ttl: u8 },
    Error { sequence: u16, kind: u8, code: u8, from: Ipv4Addr },
    CouldNotSend { sequence: u16, error: Errno },
}

/// What a server saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerEvent {
    pub action: usize,
    pub host: HostId,
    pub what: Seen,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    Accepted {
        local: Endpoint,
        peer: Endpoint,
        original_destination: Option<Endpoint>,
    },
    Data {
        port: u16,
        data: String,
    },
    Datagram {
        port: u16,
        peer: Endpoint,
        data: String,
    },
    ClosedByPeer {
        port: u16,
    },
    Failed {
        port: u16,
        error: Errno,
    },
    CouldNotSend {
        port: u16,
        error: Errno,
    },
    CouldNotAnswer {
        port: u16,
        error: Errno,
    },
    /// A UDP server answers eight times an action, then no more.
    FellSilent {
        port: u16,
    },
    Relayed {
        to: Endpoint,
        result: RelayResult,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelayResult {
    Connected,
    Failed(Errno),
    DataLost,
}
