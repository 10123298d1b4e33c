//! Connection tracking as it shows: what a packet was found to belong to, and the entries of the table.

use std::fmt;
use std::sync::Arc;

use net::{Address, InterfaceName};
use serde::{Deserialize, Serialize};

use crate::clock::Instant;
use crate::ids::EntryId;

/// What conntrack says of one packet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Tracking {
    /// No entry could be attached: not looked up yet, or invalid. `ctstate INVALID`.
    #[default]
    None,
    /// `CT --notrack`.
    Untracked,
    Entry {
        id: EntryId,
        direction: Direction,
        state: State,
    },
}

/// The state of a packet that has an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum State {
    New,
    Established,
    Related,
}

impl State {
    /// As rules write it.
    pub fn name(self) -> &'static str {
        match self {
            State::New => "NEW",
            State::Established => "ESTABLISHED",
            State::Related => "RELATED",
        }
    }
}

/// Original is whoever sent the first packet that was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    Original,
    Reply,
}

impl Direction {
    pub fn opposite(self) -> Direction {
        match self {
            Direction::Original => Direction::Reply,
            Direction::Reply => Direction::Original,
        }
    }
}

/// One direction of a connection: what a packet must carry to belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Tuple {
    pub source: Address,
    pub destination: Address,
    pub kind: TupleKind,
}

/// What tells two connections between the same addresses apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TupleKind {
    Tcp { source_port: u16, destination_port: u16 },
    Udp { source_port: u16, destination_port: u16 },
    Icmp { kind: u8, code: u8, identifier: u16 },
    Other { protocol: u8 },
}

impl TupleKind {
    pub fn protocol(self) -> u8 {
        match self {
            TupleKind::Tcp { .. } => 6,
            TupleKind::Udp { .. } => 17,
            TupleKind::Icmp { .. } => 1,
            TupleKind::Other { protocol } => protocol,
        }
    }

    /// The port (ICMP: identifier) that belongs to the sender.
    pub fn source_part(self) -> Option<u16> {
        match self {
            TupleKind::Tcp { source_port, .. } | TupleKind::Udp { source_port, .. } => Some(source_port),
            TupleKind::Icmp { identifier, .. } => Some(identifier),
            TupleKind::Other { .. } => None,
        }
    }

    pub fn destination_port(self) -> Option<u16> {
        match self {
            TupleKind::Tcp { destination_port, .. } | TupleKind::Udp { destination_port, .. } => Some(destination_port),
            TupleKind::Icmp { .. } | TupleKind::Other { .. } => None,
        }
    }

    pub fn with_source_part(self, part: u16) -> TupleKind {
        match self {
            TupleKind::Tcp { destination_port, .. } => TupleKind::Tcp { source_port: part, destination_port },
            TupleKind::Udp { destination_port, .. } => TupleKind::Udp { source_port: part, destination_port },
            TupleKind::Icmp { kind, code, .. } => TupleKind::Icmp { kind, code, identifier: part },
            TupleKind::Other { protocol } => TupleKind::Other { protocol },
        }
    }

    pub fn with_destination_port(self, port: u16) -> TupleKind {
        match self {
            TupleKind::Tcp { source_port, .. } => TupleKind::Tcp { source_port, destination_port: port },
            TupleKind::Udp { source_port, .. } => TupleKind::Udp { source_port, destination_port: port },
            TupleKind::Icmp { .. } | TupleKind::Other { .. } => self,
        }
    }
}

/// The same tuple in two zones is two connections. A zone that is for a single direction keeps only that direction apart,
/// and leaves the other in zone 0 with all the rest (`nf_ct_zone_id`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Zone {
    pub number: u16,
    pub direction: ZoneDirection,
}

/// Which direction of a connection the zone is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ZoneDirection {
    #[default]
    Both,
    Original,
    Reply,
}

impl ZoneDirection {
    pub const ALL: [ZoneDirection; 3] = [ZoneDirection::Both, ZoneDirection::Original, ZoneDirection::Reply];

    /// As options and listings call it.
    pub fn name(self) -> &'static str {
        match self {
            ZoneDirection::Both => "zone",
            ZoneDirection::Original => "zone-orig",
            ZoneDirection::Reply => "zone-reply",
        }
    }
}

impl Zone {
    /// Where connections are that nobody put elsewhere.
    pub const DEFAULT: Zone = Zone::both(0);

    pub const fn both(number: u16) -> Zone {
        Zone { number, direction: ZoneDirection::Both }
    }

    /// The zone that packets of this direction are looked for in.
    pub fn of(self, direction: Direction) -> u16 {
        match (self.direction, direction) {
            (ZoneDirection::Both, _)
            | (ZoneDirection::Original, Direction::Original)
            | (ZoneDirection::Reply, Direction::Reply) => self.number,
            (ZoneDirection::Original, Direction::Reply) | (ZoneDirection::Reply, Direction::Original) => 0,
        }
    }

    /// The number, if the zone is for exactly this.
    pub fn only_for(self, direction: ZoneDirection) -> Option<u16> {
        (self.direction == direction && self.number != 0).then_some(self.number)
    }
}

/// One tracked connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Entry {
    pub id: EntryId,
    pub zone: Zone,
    /// As first seen, before any translation.
    pub original: Tuple,
    /// What the answer will carry when it arrives: the inverse of the packet after all translation.
    pub reply: Tuple,
    pub status: Status,
    /// Of a TCP connection.
    pub tcp: Option<TcpState>,
    pub mark: u32,
    /// When it is forgotten. Counts from confirmation.
    pub expires: Instant,
    pub created: Instant,
    /// Its packets are counted, whatever the setting is now.
    pub counted: bool,
    pub original_count: Count,
    pub reply_count: Count,
    /// The device MASQUERADE chose the address of: the connection dies if it leaves by another.
    pub masqueraded_by: InterfaceName,
    pub helper: Option<Arc<str>>,
}

impl Entry {
    pub fn tuple(&self, direction: Direction) -> Tuple {
        match direction {
            Direction::Original => self.original,
            Direction::Reply => self.reply,
        }
    }

    pub fn count(&self, direction: Direction) -> Count {
        match direction {
            Direction::Original => self.original_count,
            Direction::Reply => self.reply_count,
        }
    }
}

/// Packets and bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Count {
    pub packets: u64,
    pub bytes: u64,
}

impl Count {
    pub fn add(&mut self, bytes: u32) {
        self.packets = self.packets.wrapping_add(1);
        self.bytes = self.bytes.wrapping_add(u64::from(bytes));
    }
}

/// The kernel's `IPS_*` bits that rules and tools can see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Status {
    pub expected: bool,
    pub seen_reply: bool,
    pub assured: bool,
    pub confirmed: bool,
    pub source_nat: bool,
    pub destination_nat: bool,
    /// The decision is made, even if it was "leave it as it is".
    pub source_nat_done: bool,
    pub destination_nat_done: bool,
    pub dying: bool,
    pub fixed_timeout: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TcpState {
    #[default]
    None,
    SynSent,
    SynRecv,
    Established,
    FinWait,
    CloseWait,
    LastAck,
    TimeWait,
    Close,
    SynSent2,
}

impl TcpState {
    pub const ALL: [TcpState; 10] = [
        TcpState::None,
        TcpState::SynSent,
        TcpState::SynRecv,
        TcpState::Established,
        TcpState::FinWait,
        TcpState::CloseWait,
        TcpState::LastAck,
        TcpState::TimeWait,
        TcpState::Close,
        TcpState::SynSent2,
    ];

    /// As `conntrack -L` prints it.
    pub fn name(self) -> &'static str {
        match self {
            TcpState::None => "NONE",
            TcpState::SynSent => "SYN_SENT",
            TcpState::SynRecv => "SYN_RECV",
            TcpState::Established => "ESTABLISHED",
            TcpState::FinWait => "FIN_WAIT",
            TcpState::CloseWait => "CLOSE_WAIT",
            TcpState::LastAck => "LAST_ACK",
            TcpState::TimeWait => "TIME_WAIT",
            TcpState::Close => "CLOSE",
            TcpState::SynSent2 => "SYN_SENT2",
        }
    }

    pub fn from_name(name: &str) -> Option<TcpState> {
        TcpState::ALL.into_iter().find(|state| state.name() == name)
    }
}

impl fmt::Display for TcpState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// Why conntrack could not attach an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Invalid {
    TcpFlags,
    TcpState,
    TcpWindow,
    /// A packet that cannot begin a connection: SYN-ACK, RST, an echo reply nobody asked for.
    CannotBegin,
    ErrorAboutNothing,
    IcmpType,
}

/// Why an entry went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Gone {
    Expired,
    /// The table was full, and the entry was one that nobody would miss.
    EarlyDropped,
    /// Its packet never came to the end of POSTROUTING or INPUT.
    NeverConfirmed,
    Reset,
    Reopened,
    Deleted,
    /// A new connection needed its port.
    Evicted,
    InterfaceChanged,
}
