//! A TCP socket: its state and the calls a program makes. Segments that arrive are `tcp_input`'s, those that leave `tcp_output`'s.

use std::collections::VecDeque;

use super::tcp_ecn::Ecn;
use super::tcp_gaps::{Early, Held};
use super::{Endpoint, Errno, Socket, SocketId};
use crate::kernel::clock::Instant;
use crate::kernel::event::Listener;
use crate::kernel::host::Host;
use crate::kernel::packet::{Owner, PacketId, SentBy, TcpFlags};
use crate::kernel::route::{OutputKind, OutputQuery, OutputRoute, output};
use crate::kernel::stack::Kernel;

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
}

impl TcpSocket {
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

/// What a program asks for when it connects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Connect {
    /// 0.0.0.0 leaves the address to the route.
    pub local: Endpoint,
    pub remote: Endpoint,
    pub mark: u32,
    pub owner: Owner,
}

/// The system calls.
impl<L: Listener> Kernel<'_, L> {
    pub fn tcp_listen(&mut self, local: Endpoint, owner: Owner) -> SocketId {
        let listener = TcpListener { local, owner, half_open: Vec::new(), ready: VecDeque::new() };
        self.host.sockets.add(Socket::Listener(listener))
    }

    /// `connect`, not waiting for the answer.
    pub fn tcp_connect(&mut self, wanted: Connect) -> Result<SocketId, Errno> {
        let query = OutputQuery {
            source: (!wanted.local.0.is_unspecified()).then_some(wanted.local.0),
            mark: wanted.mark,
            protocol: Some(crate::kernel::packet::Protocol::TCP),
            ports: Some((wanted.local.1, wanted.remote.1)),
            user: wanted.owner.user,
            ..OutputQuery::to(wanted.remote.0)
        };
        let route = connecting_route(self.host, &query)?;
        match route.kind {
            OutputKind::Unicast | OutputKind::Local => {}
            OutputKind::Broadcast | OutputKind::Multicast { .. } => return Err(Errno::NetworkUnreachable),
        }
        let local = (route.source, wanted.local.1);
        let remote = (route.destination, wanted.remote.1);
        let sequence = match self.host.sockets.connection(local, remote) {
            None => self.first_sequence(),
            Some(old) => self.tcp_reuse(old).ok_or(Errno::AddressNotAvailable)?,
        };
        let id = self.host.sockets.add(Socket::Tcp(Box::new(TcpSocket {
            local,
            remote,
            state: TcpSocketState::SynSent,
            mark: wanted.mark,
            tos: 0,
            owner: wanted.owner,
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
            has_heard: false,
            timer: None,
        })));
        self.in_system_call(id, |kernel| kernel.tcp_send_syn(id));
        Ok(id)
    }

    /// A closed connection that is only remembered makes way for a new one of the same ends, if timestamps tell their
    /// segments apart (`tcp_twsk_unique`; recording: extra-closing-2-0000). The number the new one begins with.
    fn tcp_reuse(&mut self, old: SocketId) -> Option<u32> {
        const FAR_ENOUGH: u32 = 65_535 + 2;
        let socket = self.host.sockets.tcp(old)?;
        if socket.state != TcpSocketState::TimeWait || !socket.peer.timestamps {
            return None;
        }
        let sequence = socket.next_send.wrapping_add(FAR_ENOUGH);
        self.host.sockets.remove(old);
        Some(sequence)
    }

    pub fn tcp_accept(&mut self, listener: SocketId) -> Option<SocketId> {
        self.host.sockets.listener_mut(listener)?.ready.pop_front()
    }

    pub fn tcp_write(&mut self, id: SocketId, data: &[u8]) -> Result<(), Errno> {
        let socket = self.host.sockets.tcp_mut(id).ok_or(Errno::NotConnected)?;
        if let Some(error) = socket.error.take() {
            return Err(error);
        }
        match socket.state {
            TcpSocketState::Established | TcpSocketState::CloseWait => {}
            TcpSocketState::SynSent | TcpSocketState::SynReceived => return Err(Errno::NotConnected),
            TcpSocketState::FinWait1
            | TcpSocketState::FinWait2
            | TcpSocketState::Closing
            | TcpSocketState::LastAck
            | TcpSocketState::TimeWait
            | TcpSocketState::Closed => return Err(Errno::BrokenPipe),
        }
        self.in_system_call(id, |kernel| kernel.tcp_send_data(id, data));
        Ok(())
    }

    /// `shutdown(SHUT_WR)`.
    pub fn tcp_shutdown(&mut self, id: SocketId) -> Result<(), Errno> {
        let socket = self.host.sockets.tcp_mut(id).ok_or(Errno::NotConnected)?;
        let next = match socket.state {
            TcpSocketState::Established | TcpSocketState::SynReceived => TcpSocketState::FinWait1,
            TcpSocketState::CloseWait => TcpSocketState::LastAck,
            TcpSocketState::SynSent | TcpSocketState::Closed | TcpSocketState::TimeWait => return Err(Errno::NotConnected),
            TcpSocketState::FinWait1 | TcpSocketState::FinWait2 | TcpSocketState::Closing | TcpSocketState::LastAck => {
                return Ok(());
            }
        };
        socket.state = next;
        self.in_system_call(id, |kernel| kernel.tcp_send_fin(id));
        Ok(())
    }

    /// `close`: what was not read is answered by a reset, else a FIN is sent if none was.
    pub fn tcp_close(&mut self, id: SocketId) {
        let Some(socket) = self.host.sockets.tcp_mut(id) else { return };
        socket.orphaned = true;
        let unread = !socket.received.is_empty();
        match socket.state {
            TcpSocketState::Closed | TcpSocketState::SynSent => {
                self.host.sockets.remove(id);
            }
            TcpSocketState::Established | TcpSocketState::CloseWait | TcpSocketState::SynReceived if unread => {
                self.tcp_abort(id);
            }
            TcpSocketState::Established | TcpSocketState::CloseWait | TcpSocketState::SynReceived => {
                // The state is one of those that can be shut down.
                let _ = self.tcp_shutdown(id);
            }
            TcpSocketState::FinWait1
            | TcpSocketState::FinWait2
            | TcpSocketState::Closing
            | TcpSocketState::LastAck
            | TcpSocketState::TimeWait => {}
        }
    }

    /// `close` with `SO_LINGER` 0: a reset, and nothing is left.
    pub fn tcp_abort(&mut self, id: SocketId) {
        let sends = self.host.sockets.tcp(id).is_some_and(|socket| match socket.state {
            TcpSocketState::Established
            | TcpSocketState::FinWait1
            | TcpSocketState::FinWait2
            | TcpSocketState::CloseWait
            | TcpSocketState::SynReceived => true,
            TcpSocketState::SynSent
            | TcpSocketState::Closing
            | TcpSocketState::LastAck
            | TcpSocketState::TimeWait
            | TcpSocketState::Closed => false,
        });
        if sends {
            self.tcp_send_reset(id);
        }
        self.host.sockets.remove(id);
    }

    /// Segments and errors for a socket wait while its program is inside a system call, and are handled at the end of it.
    fn in_system_call(&mut self, id: SocketId, call: impl FnOnce(&mut Self)) {
        self.host.sockets.in_call = Some(id);
        call(self);
        self.run_backlog();
        self.host.sockets.in_call = None;
        while let Some(packet) = self.host.sockets.waiting.pop_front() {
            self.hand_to_transport(packet);
        }
    }
}

/// `ip_route_connect`: once the first route has chosen the source, the way is looked for again with it
/// (recording: extra-policy_routing-3-0029).
pub(super) fn connecting_route(host: &Host, query: &OutputQuery) -> Result<OutputRoute, Errno> {
    let route = output(host, query).map_err(|refusal| Errno::from(refusal.error))?;
    if query.source.is_some() {
        return Ok(route);
    }
    let again = OutputQuery { source: Some(route.source), ..*query };
    output(host, &again).map_err(|refusal| refusal.error.into())
}
