//! One tracked connection. How packets change it: `tcp`, `udp`, `icmp`; where entries are kept: `table`.

use std::net::Ipv4Addr;

use super::tuple::Tuple;
use super::{Count, Direction, EntryId, Status, TcpState, TupleKind, Zone};
use crate::state::clock::Instant;
use crate::state::interface::InterfaceName;

/// What a CT rule of raw hands to its packets, by the rule's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TemplateId(pub u32);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub id: EntryId,
    pub zone: Zone,
    /// As first seen, before any translation.
    pub original: Tuple,
    /// What the answer will carry when it arrives: the inverse of the packet after all translation.
    pub reply: Tuple,
    pub status: Status,
    pub track: Track,
    pub mark: u32,
    /// When it is forgotten. Counts from confirmation.
    pub expires: Instant,
    pub created: Instant,
    /// `nf_conntrack_acct` was on when it began: its packets are counted, whatever the setting is now.
    pub counted: bool,
    pub original_count: Count,
    pub reply_count: Count,
    /// The device MASQUERADE chose the address of: the connection dies if it leaves by another.
    pub masqueraded_by: InterfaceName,
    pub helper: Option<String>,
}

impl Entry {
    /// What a CT rule hands to the lookup that follows: a connection of nobody, which counts as confirmed.
    pub fn template(zone: Zone) -> Entry {
        let nobody =
            Tuple { source: Ipv4Addr::UNSPECIFIED, destination: Ipv4Addr::UNSPECIFIED, kind: TupleKind::Other { protocol: 0 } };
        Entry {
            id: EntryId(u32::MAX),
            zone,
            original: nobody,
            reply: nobody,
            status: Status { confirmed: true, ..Status::default() },
            track: Track::Generic,
            mark: 0,
            expires: Instant::default(),
            created: Instant::default(),
            counted: false,
            original_count: Count::default(),
            reply_count: Count::default(),
            masqueraded_by: InterfaceName::NONE,
            helper: None,
        }
    }

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

    pub fn count_mut(&mut self, direction: Direction) -> &mut Count {
        match direction {
            Direction::Original => &mut self.original_count,
            Direction::Reply => &mut self.reply_count,
        }
    }
}

/// What is remembered for each protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Track {
    Tcp(TcpTrack),
    Udp,
    Icmp,
    Generic,
}

/// Both ends' windows, as far as the kernel follows them, and the state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TcpTrack {
    pub state: TcpState,
    pub original: TcpSide,
    pub reply: TcpSide,
    pub last_direction: Option<Direction>,
    pub last_class: Option<TcpClass>,
    pub last_sequence: u32,
    pub last_acknowledgement: u32,
    pub last_end: u32,
    pub last_window: u16,
    pub retransmissions: u8,
    pub last_flags: TcpSideFlags,
    pub last_scale: u8,
}

/// What is known of one end's stream (`struct ip_ct_tcp_state`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TcpSide {
    pub end: u32,
    pub greatest_end: u32,
    pub greatest_window: u32,
    pub greatest_acknowledgement: u32,
    pub scale: u8,
    pub flags: TcpSideFlags,
}

/// The kernel's `IP_CT_TCP_FLAG_*` of one side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TcpSideFlags {
    pub window_scale: bool,
    pub sack_permitted: bool,
    pub close_initiated: bool,
    pub be_liberal: bool,
    pub data_unacknowledged: bool,
    pub greatest_acknowledgement_set: bool,
    pub expect_challenge_ack: bool,
    pub simultaneous_open: bool,
}

/// How a segment counts for the state table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TcpClass {
    Syn,
    SynAck,
    Fin,
    Ack,
    Rst,
    None,
}
