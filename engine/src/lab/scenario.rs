//! A scenario: a lab as it is written down, and what people do to it. How it is read from JSON or TOML is not this room's.

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use crate::state::packet::TcpFlags;
use crate::state::sockets::Endpoint;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scenario {
    pub name: String,
    pub about: String,
    pub hosts: Vec<HostPlan>,
    pub actions: Vec<Action>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostPlan {
    pub name: String,
    pub interfaces: Vec<InterfacePlan>,
    /// What follows `ip route add`.
    pub routes: Vec<String>,
    /// What follows `ip rule add`.
    pub routing_rules: Vec<String>,
    pub sysctls: Vec<(String, String)>,
    /// Text of `ipset restore`.
    pub sets: String,
    /// Text of `iptables-restore`.
    pub rules: String,
    pub servers: Vec<ServerPlan>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InterfacePlan {
    pub name: String,
    pub is_bridge: bool,
    /// With prefix lengths: `10.0.0.1/24`.
    pub addresses: Vec<String>,
    /// Interfaces of the same link are joined: by the bridge if one of them is one, else as one LAN.
    pub link: Option<String>,
    pub is_up: bool,
    pub mtu: u32,
    /// The name of the bridge's port that leads here, if it is not `veth` and the host's name.
    pub port: Option<String>,
}

/// A program that waits for others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerPlan {
    pub protocol: ServerProtocol,
    pub port: u16,
    /// 0.0.0.0 for any.
    pub address: Ipv4Addr,
    pub work: Work,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ServerProtocol {
    Tcp,
    Udp,
}

/// What a server does with what it gets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Work {
    /// Answers everything with this. `by_route`: a UDP server that leaves its answer's source address to the route.
    Answer { text: String, by_route: bool },
    /// The same to whoever does not ask in HTTP; to a request of HTTP a page with this text.
    Page { text: String },
    /// Listens and says nothing.
    Silence,
    /// docker-proxy: connects to there and passes everything on.
    Relay { to: Endpoint },
}

impl Work {
    /// What recordings answer when nothing else is said.
    pub fn pong() -> Work {
        Work::Answer { text: "pong".to_owned(), by_route: false }
    }
}

/// What a person does to a lab.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Action {
    Connect(ConnectAction),
    Send {
        connection: String,
        text: String,
    },
    Close {
        connection: String,
        how: Closing,
    },
    SendDatagrams(DatagramAction),
    Ping(PingAction),
    SendSegment(SegmentAction),
    Command {
        host: String,
        words: Vec<String>,
    },
    RestoreRules {
        host: String,
        text: String,
        keep: bool,
    },
    SetSysctls {
        host: String,
        values: Vec<(String, String)>,
    },
    ListCounters {
        host: String,
    },
    ListConnections {
        host: String,
    },
    /// Nothing but the clock.
    Wait {
        milliseconds: u64,
    },
}

impl Action {
    /// The host it is done on; none for what belongs to a connection or to nobody.
    pub fn host(&self) -> Option<&str> {
        match self {
            Action::Connect(ConnectAction { host, .. })
            | Action::SendDatagrams(DatagramAction { host, .. })
            | Action::Ping(PingAction { host, .. })
            | Action::SendSegment(SegmentAction { host, .. })
            | Action::Command { host, .. }
            | Action::RestoreRules { host, .. }
            | Action::SetSysctls { host, .. }
            | Action::ListCounters { host }
            | Action::ListConnections { host } => Some(host),
            Action::Send { .. } | Action::Close { .. } | Action::Wait { .. } => None,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectAction {
    pub host: String,
    pub to: Endpoint,
    /// 0.0.0.0 and 0 leave the choice to the host.
    pub from: Endpoint,
    /// Under which later actions know the connection; `c` and the action's number if none is given.
    pub name: Option<String>,
    pub send: Option<String>,
    pub close: Option<Closing>,
    pub mark: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Closing {
    Fin,
    Reset,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatagramAction {
    pub host: String,
    pub to: Endpoint,
    pub from: Endpoint,
    pub text: String,
    pub count: u32,
    /// A connected socket hears errors, and no other peer.
    pub is_connected: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PingAction {
    pub host: String,
    pub to: Ipv4Addr,
    pub from: Option<Ipv4Addr>,
    /// 1000 and the action's number if none is given.
    pub identifier: Option<u16>,
    pub count: u32,
    pub ttl: Option<u8>,
    pub data: String,
}

/// What recordings put into an echo request.
pub const PING_DATA: &str = "abcdefghijklmnopqrstuvwabcdefghijklmnopqrstuvwabcdefghij";

/// A lone TCP segment, for INVALID, spoofed sources, stray ACKs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SegmentAction {
    pub host: String,
    pub from: Endpoint,
    pub to: Endpoint,
    pub flags: TcpFlags,
    pub ttl: u8,
    pub sequence: u32,
    pub acknowledgement: u32,
    pub text: String,
}
