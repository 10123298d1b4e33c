//! A packet: the datagram that is on the wire, and what the kernel knows of it while it is inside a host.
//! How it is tracked is `conntrack`'s; what happens to it is `walk`'s and `stack`'s.

use std::fmt;
use std::net::Ipv4Addr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::conntrack::{TemplateId, TrackRequest, Tracking};
use super::interface::{InterfaceName, Mac};

/// A packet's identity through its whole way over all hosts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PacketId(pub u32);

/// A packet inside a host: the kernel's `sk_buff`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packet {
    pub id: PacketId,
    pub datagram: Datagram,
    pub mark: u32,
    pub tracking: Tracking,
    /// What a CT rule in raw asked of the lookup that follows.
    pub track_request: Option<TrackRequest>,
    /// The device it arrived by; none for what this host sends.
    pub input: InterfaceName,
    pub link_source: Mac,
    pub link_destination: Mac,
    pub link_type: LinkType,
    /// The bridge port it arrived by, for `physdev`.
    pub bridge_port_in: InterfaceName,
    pub bridge_port_out: InterfaceName,
    /// A bridge led it through iptables: PREROUTING is not run again by IP.
    pub through_bridge: bool,
    pub sent_by: SentBy,
    /// A TRACE rule saw it: every rule after that is reported.
    pub traced: bool,
    /// An error or reset that the kernel made about a packet it had tracked or left untracked: CT rules leave it alone
    /// (recording: gen-5-0084).
    pub is_answer: bool,
    /// Routed as a broadcast or multicast.
    pub to_group: bool,
    /// Routed to this host itself, by whichever table (`RTCF_LOCAL`).
    pub to_us: bool,
    /// What its route says to `-m realm`.
    pub realms: u32,
    /// Of the CT rule in raw that will have its say: until the lookup, rules see it instead of a connection.
    pub template: Option<TemplateId>,
}

impl Packet {
    /// As a host makes it: not marked, not tracked, from no device.
    pub fn new(id: PacketId, datagram: Datagram) -> Packet {
        Packet {
            id,
            datagram,
            mark: 0,
            tracking: Tracking::None,
            track_request: None,
            input: InterfaceName::NONE,
            link_source: Mac::default(),
            link_destination: Mac::default(),
            link_type: LinkType::ToUs,
            bridge_port_in: InterfaceName::NONE,
            bridge_port_out: InterfaceName::NONE,
            through_bridge: false,
            sent_by: SentBy::Nobody,
            traced: false,
            is_answer: false,
            to_group: false,
            to_us: false,
            realms: 0,
            template: None,
        }
    }
}

impl Packet {
    /// A copy of an own broadcast or multicast, on its way in: it never was in a frame (`PACKET_LOOPBACK`).
    pub fn is_own_copy(&self) -> bool {
        self.link_type != LinkType::ToUs && self.link_destination == Mac::default()
    }
}

/// The socket of this host that a packet was sent by; what `owner` asks (counted by rules on a real kernel).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SentBy {
    /// No socket: it came from elsewhere, or is the reset of a REJECT.
    #[default]
    Nobody,
    /// The kernel's own, which no program holds: ICMP messages, and resets of connections nobody knows.
    Kernel,
    /// One that its program has closed already.
    Orphan,
    Program(Owner),
}

impl SentBy {
    pub fn program(self) -> Option<Owner> {
        match self {
            SentBy::Program(owner) => Some(owner),
            SentBy::Nobody | SentBy::Kernel | SentBy::Orphan => None,
        }
    }
}

/// Who made a locally generated packet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    pub user: u32,
    pub group: u32,
}

/// How the frame was addressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum LinkType {
    #[default]
    ToUs,
    Broadcast,
    Multicast,
    ToOthers,
}

impl LinkType {
    /// Of a frame to `destination`, for the device with address `own`.
    pub fn of(destination: Mac, own: Mac) -> LinkType {
        if destination == own {
            LinkType::ToUs
        } else if destination == Mac::BROADCAST {
            LinkType::Broadcast
        } else if destination.is_group() {
            LinkType::Multicast
        } else {
            LinkType::ToOthers
        }
    }

    pub fn is_group(self) -> bool {
        match self {
            LinkType::Broadcast | LinkType::Multicast => true,
            LinkType::ToUs | LinkType::ToOthers => false,
        }
    }

    /// Of the copy of an own broadcast or multicast, which never was in a frame: by its address.
    pub fn of_looped(destination: Ipv4Addr) -> LinkType {
        if destination.is_multicast() { LinkType::Multicast } else { LinkType::Broadcast }
    }
}

/// An IPv4 datagram.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Datagram {
    pub source: Ipv4Addr,
    pub destination: Ipv4Addr,
    pub ttl: u8,
    pub tos: u8,
    pub identification: u16,
    pub dont_fragment: bool,
    pub transport: Transport,
    pub payload: Arc<[u8]>,
}

pub const IP_HEADER_LENGTH: u32 = 20;

impl Datagram {
    /// What counters count: header and payload of the IP datagram, no Ethernet header.
    pub fn total_length(&self) -> u32 {
        IP_HEADER_LENGTH + self.transport.header_length() + self.payload.len() as u32 + self.quote_length()
    }

    fn quote_length(&self) -> u32 {
        match &self.transport {
            Transport::Icmp(IcmpMessage { body: IcmpBody::Error { quoted_length, .. }, .. }) => *quoted_length,
            Transport::Icmp(_) | Transport::Tcp(_) | Transport::Udp(_) | Transport::Other { .. } => 0,
        }
    }

    pub fn protocol(&self) -> Protocol {
        self.transport.protocol()
    }
}

/// An IP protocol by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Protocol(pub u8);

impl Protocol {
    pub const ICMP: Protocol = Protocol(1);
    pub const TCP: Protocol = Protocol(6);
    pub const UDP: Protocol = Protocol(17);
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Transport {
    Tcp(TcpSegment),
    Udp(UdpHeader),
    Icmp(IcmpMessage),
    Other { protocol: u8 },
}

impl Transport {
    pub fn protocol(&self) -> Protocol {
        match self {
            Transport::Tcp(_) => Protocol::TCP,
            Transport::Udp(_) => Protocol::UDP,
            Transport::Icmp(_) => Protocol::ICMP,
            Transport::Other { protocol } => Protocol(*protocol),
        }
    }

    pub fn header_length(&self) -> u32 {
        match self {
            Transport::Tcp(segment) => segment.header_length(),
            Transport::Udp(_) | Transport::Icmp(_) => 8,
            Transport::Other { .. } => 0,
        }
    }

    /// Source and destination port, for the protocols that have them.
    pub fn ports(&self) -> Option<(u16, u16)> {
        match self {
            Transport::Tcp(segment) => Some((segment.source_port, segment.destination_port)),
            Transport::Udp(header) => Some((header.source_port, header.destination_port)),
            Transport::Icmp(_) | Transport::Other { .. } => None,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TcpSegment {
    pub source_port: u16,
    pub destination_port: u16,
    pub sequence: u32,
    pub acknowledgement: u32,
    pub flags: TcpFlags,
    pub window: u16,
    pub options: TcpOptions,
}

impl TcpSegment {
    pub fn header_length(&self) -> u32 {
        20 + self.options.length()
    }
}

/// The options of a segment, as far as they show in its length or a rule can ask for them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TcpOptions {
    pub maximum_segment_size: Option<u16>,
    pub sack_permitted: bool,
    pub timestamps: bool,
    pub window_scale: Option<u8>,
    /// What arrived beyond a gap.
    pub sack: SackBlocks,
}

/// Ranges of sequence numbers, as many as fit beside time stamps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SackBlocks([Option<(u32, u32)>; SackBlocks::MOST]);

impl SackBlocks {
    pub const MOST: usize = 3;

    /// One more, if there is room.
    pub fn push(&mut self, block: (u32, u32)) {
        if let Some(slot) = self.0.iter_mut().find(|slot| slot.is_none()) {
            *slot = Some(block);
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = (u32, u32)> {
        self.0.into_iter().flatten()
    }

    /// Two fillers, kind, length, and the blocks.
    fn length(&self) -> u32 {
        match self.iter().count() {
            0 => 0,
            count => 4 + 8 * count as u32,
        }
    }
}

impl TcpOptions {
    /// Bytes, filled up to a multiple of four the way Linux lays them out.
    pub fn length(&self) -> u32 {
        let mss = if self.maximum_segment_size.is_some() { 4 } else { 0 };
        let stamps = match (self.timestamps, self.sack_permitted) {
            (true, _) => 12, // SACK-permitted takes the place of the two fillers
            (false, true) => 4,
            (false, false) => 0,
        };
        let scale = if self.window_scale.is_some() { 4 } else { 0 };
        mss + stamps + scale + self.sack.length()
    }
}

/// The flags byte of a TCP header.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TcpFlags(pub u8);

impl TcpFlags {
    pub const FIN: TcpFlags = TcpFlags(0x01);
    pub const SYN: TcpFlags = TcpFlags(0x02);
    pub const RST: TcpFlags = TcpFlags(0x04);
    pub const PSH: TcpFlags = TcpFlags(0x08);
    pub const ACK: TcpFlags = TcpFlags(0x10);
    pub const URG: TcpFlags = TcpFlags(0x20);
    pub const ECE: TcpFlags = TcpFlags(0x40);
    pub const CWR: TcpFlags = TcpFlags(0x80);

    /// In the order people write them down: `SYN,ACK`, `PSH,ACK`.
    pub const NAMES: [(TcpFlags, &'static str); 8] = [
        (TcpFlags::SYN, "SYN"),
        (TcpFlags::FIN, "FIN"),
        (TcpFlags::RST, "RST"),
        (TcpFlags::PSH, "PSH"),
        (TcpFlags::ACK, "ACK"),
        (TcpFlags::URG, "URG"),
        (TcpFlags::ECE, "ECE"),
        (TcpFlags::CWR, "CWR"),
    ];

    pub fn has(self, flag: TcpFlags) -> bool {
        self.0 & flag.0 == flag.0
    }

    pub fn with(self, flag: TcpFlags) -> TcpFlags {
        TcpFlags(self.0 | flag.0)
    }

    pub fn without(self, flag: TcpFlags) -> TcpFlags {
        TcpFlags(self.0 & !flag.0)
    }
}

impl fmt::Display for TcpFlags {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = TcpFlags::NAMES.iter().filter(|(flag, _)| self.has(*flag)).map(|(_, name)| *name).collect();
        formatter.write_str(&names.join(","))
    }
}

impl fmt::Debug for TcpFlags {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{self}")
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UdpHeader {
    pub source_port: u16,
    pub destination_port: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IcmpMessage {
    pub kind: u8,
    pub code: u8,
    pub body: IcmpBody,
}

impl IcmpMessage {
    pub const ECHO_REPLY: u8 = 0;
    pub const DESTINATION_UNREACHABLE: u8 = 3;
    pub const SOURCE_QUENCH: u8 = 4;
    pub const REDIRECT: u8 = 5;
    pub const ECHO_REQUEST: u8 = 8;
    pub const TIME_EXCEEDED: u8 = 11;
    pub const PARAMETER_PROBLEM: u8 = 12;

    pub fn is_error(&self) -> bool {
        matches!(self.body, IcmpBody::Error { .. })
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum IcmpBody {
    /// Echo, timestamp and the like: questions and answers with an identifier.
    Query {
        identifier: u16,
        sequence: u16,
    },
    /// An error about the packet that is quoted, of which `quoted_length` bytes travel.
    Error {
        quote: Box<Datagram>,
        quoted_length: u32,
        mtu: u16,
        gateway: Option<Ipv4Addr>,
    },
    Plain,
}
