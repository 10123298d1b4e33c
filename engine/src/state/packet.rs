//! A packet: the datagram that is on the wire, and what the kernel knows of it while it is inside a host.
//! How it is tracked is `conntrack`'s; what happens to it is `walk`'s and `stack`'s.

use std::net::Ipv4Addr;

use super::conntrack::{TemplateId, TrackRequest, Tracking};
use super::interface::{InterfaceName, Mac};

pub use net::packet::{IP_HEADER_LENGTH, Protocol, SackBlocks, TcpFlags, TcpOptions, TcpSegment, UdpHeader, icmp_type};
pub use trace::PacketId;
pub use trace::log::Owner;

/// The kernel at hand speaks IPv4.
pub type Datagram = net::packet::Datagram<Ipv4Addr>;
pub type Transport = net::packet::Transport<Ipv4Addr>;
pub type IcmpMessage = net::packet::IcmpMessage<Ipv4Addr>;
pub type IcmpBody = net::packet::IcmpBody<Ipv4Addr>;

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

/// How the frame was addressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
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

/// A datagram as a trace shows it: with addresses of any family.
pub fn shown(datagram: &Datagram) -> net::Datagram {
    datagram.clone().map(&net::Address::V4)
}
