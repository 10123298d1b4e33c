//! What the kernel keeps of a TCP connection, of a listener, and of what is half open.

use std::collections::VecDeque;

use super::early::{Early, Held};
use super::tcp_ecn::Ecn;
use super::{Endpoint, Errno, SocketId};
use crate::state::clock::Instant;
use crate::state::packet::{Owner, PacketId, SentBy, TcpFlags};

#[derive(Clone, Debug, PartialEq)]
pub struct TcpListener {
    pub local: Endpoint,
    pub owner: Owner,
    /// A SYN came, the third packet not yet.
    pub half_open: Vec<HalfOpen>,
    /// Connections nobody has accepted yet.
    pub ready: VecDeque<SocketId>,
}

impl TcpListener {
    pub fn accepts(&self, local: Endpoint) -> bool {
        self.local.1 == local.1 && (self.local.0.is_unspecified() || self.local.0 == local.0)
    }
}

/// A connection of which only the SYN came.
#[derive(Clone, Debug, PartialEq)]
pub struct HalfOpen {
    pub local: Endpoint,
    pub remote: Endpoint,
    pub their_sequence: u32,
    pub our_sequence: u32,
    pub peer: PeerOptions,
    /// What its segments are marked with, and the TOS they have.
    pub mark: u32,
    pub tos: u8,
    /// Congestion notification is asked for, and agreed to.
    pub wants_ecn: bool,
    pub timer: Option<Timer>,
    /// The SYN-ACK, which a retransmission repeats.
    pub answered_by: PacketId,
}

/// What the other end's SYN offered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PeerOptions {
    pub maximum_segment_size: Option<u16>,
    pub timestamps: bool,
    pub sack_permitted: bool,
    pub window_scale: Option<u8>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct TcpSocket {
    pub local: Endpoint,
    pub remote: Endpoint,
    pub state: TcpSocketState,
    pub mark: u32,
    pub tos: u8,
    pub owner: Owner,
    pub peer: PeerOptions,
    pub ecn: Ecn,
    /// Acknowledged by the other end up to here.
    pub unacknowledged: u32,
    /// The next number to send.
    pub next_send: u32,
    /// The next number that is expected.
    pub next_receive: u32,
    pub received: VecDeque<u8>,
    /// The other end closed its direction.
    pub peer_closed: bool,
    pub error: Option<Errno>,
    /// An error that is only told if asked for; the connection goes on.
    pub soft_error: Option<Errno>,
    /// No program holds it any more.
    pub orphaned: bool,
    /// Sent and not acknowledged, for retransmission.
    pub in_flight: VecDeque<Sent>,
    pub timer: Option<Timer>,
    /// Data came before: only the first is acknowledged at once in any case (`tcp_event_data_recv`).
    pub has_heard: bool,
    /// What came before its turn, the newest first.
    pub early: VecDeque<Early>,
    pub held: Held,
    /// When something outside of the window was last answered, and whether the connection was over by then: that counts anew.
    pub corrected: Option<(bool, Instant)>,
}

impl TcpSocket {
    /// Before anything was sent, or heard but the SYN.
    pub fn new((local, remote): (Endpoint, Endpoint), state: TcpSocketState, owner: Owner, sequence: u32) -> TcpSocket {
        TcpSocket {
            local,
            remote,
            state,
            mark: 0,
            tos: 0,
            owner,
            peer: PeerOptions::default(),
            ecn: Ecn::default(),
            unacknowledged: sequence,
            next_send: sequence,
            next_receive: 0,
            received: VecDeque::new(),
            peer_closed: false,
            error: None,
            soft_error: None,
            orphaned: false,
            in_flight: VecDeque::new(),
            early: VecDeque::new(),
            held: Held::default(),
            corrected: None,
            has_heard: false,
            timer: None,
        }
    }

    /// Whose its segments are that no call of the program sends.
    pub fn sent_by(&self) -> SentBy {
        if self.orphaned { SentBy::Orphan } else { SentBy::Program(self.owner) }
    }
}

/// One segment that may have to be sent again.
#[derive(Clone, Debug, PartialEq)]
pub struct Sent {
    pub packet: PacketId,
    pub sequence: u32,
    pub flags: TcpFlags,
    pub data: Vec<u8>,
    pub fate: Fate,
}

/// What the other end told of a segment that is not acknowledged yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fate {
    #[default]
    Unknown,
    Arrived,
    /// Lost, and sent again.
    Repeated,
}

/// When to do something again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timer {
    pub at: Instant,
    pub tries: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TcpSocketState {
    SynSent,
    /// Both ends sent a SYN.
    SynReceived,
    Established,
    FinWait1,
    FinWait2,
    CloseWait,
    Closing,
    LastAck,
    TimeWait,
    Closed,
}

impl TcpSocketState {
    /// The handshake is under way.
    pub fn is_connecting(self) -> bool {
        matches!(self, TcpSocketState::SynSent | TcpSocketState::SynReceived)
    }

    /// As `ss` names it.
    pub fn name(self) -> &'static str {
        match self {
            TcpSocketState::SynSent => "SYN-SENT",
            TcpSocketState::SynReceived => "SYN-RECV",
            TcpSocketState::Established => "ESTAB",
            TcpSocketState::FinWait1 => "FIN-WAIT-1",
            TcpSocketState::FinWait2 => "FIN-WAIT-2",
            TcpSocketState::CloseWait => "CLOSE-WAIT",
            TcpSocketState::Closing => "CLOSING",
            TcpSocketState::LastAck => "LAST-ACK",
            TcpSocketState::TimeWait => "TIME-WAIT",
            TcpSocketState::Closed => "UNCONN",
        }
    }
}

/// The number after it.
pub fn end_of_sent(sent: &Sent) -> u32 {
    let syn = u32::from(sent.flags.has(TcpFlags::SYN));
    let fin = u32::from(sent.flags.has(TcpFlags::FIN));
    sent.sequence.wrapping_add(sent.data.len() as u32).wrapping_add(syn).wrapping_add(fin)
}
