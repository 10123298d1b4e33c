//! The calls a program makes of a TCP socket. Segments that arrive are `tcp_input`'s, those that leave `tcp_output`'s.

use std::collections::VecDeque;

use crate::kernel::event::Listener;
use crate::kernel::stack::Kernel;
use crate::state::networking::Networking;
use crate::state::packet::Owner;
use crate::state::route::{OutputKind, OutputQuery, OutputRoute, output, source_of_bound};
use crate::state::sockets::tcp::{TcpListener, TcpSocket, TcpSocketState};
use crate::state::sockets::{Endpoint, Errno, Socket, SocketId};

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
            source: source_of_bound(&self.host.networking, wanted.local.0),
            mark: wanted.mark,
            protocol: Some(crate::state::packet::Protocol::TCP),
            ports: Some((wanted.local.1, wanted.remote.1)),
            user: wanted.owner.user,
            ..OutputQuery::to(wanted.remote.0)
        };
        let route = connecting_route(&self.host.networking, &query)?;
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
        let socket = TcpSocket::new((local, remote), TcpSocketState::SynSent, wanted.owner, sequence);
        let id = self.host.sockets.add(Socket::Tcp(Box::new(TcpSocket { mark: wanted.mark, ..socket })));
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
pub(super) fn connecting_route(networking: &Networking, query: &OutputQuery) -> Result<OutputRoute, Errno> {
    let route = output(networking, query).map_err(|refusal| Errno::from(refusal.error))?;
    if query.source.is_some() {
        return Ok(route);
    }
    let again = OutputQuery { source: Some(route.source), ..*query };
    output(networking, &again).map_err(|refusal| refusal.error.into())
}
