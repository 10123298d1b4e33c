//! Sockets of a host: what programs hold, and what the kernel keeps for them.
//! How segments and datagrams reach them is `kernel::sockets`; what programs do with them is the lab's.

pub mod early;
pub mod errno;
pub mod tcp;
pub mod tcp_ecn;
pub mod tcp_gaps;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::net::Ipv4Addr;

use super::clock::Instant;
use super::packet::{Owner, Packet, PacketId};
pub use errno::Errno;
pub use tcp::{HalfOpen, TcpListener, TcpSocket, TcpSocketState};

pub use trace::SocketId;

/// An address and a port.
pub type Endpoint = (Ipv4Addr, u16);

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sockets {
    all: BTreeMap<SocketId, Socket>,
    /// Connections by both their ends, the own one first; closed ones, too.
    by_ends: BTreeMap<(Endpoint, Endpoint), Vec<SocketId>>,
    /// Listeners and UDP sockets by their own port.
    by_port: BTreeMap<u16, Vec<SocketId>>,
    /// What waits for its acknowledgement until the program looks, or something else is sent: a FIN (`tcp_fin` enters pingpong
    /// mode; recording: gen-303-0658), or data after an own FIN.
    unanswered: BTreeMap<SocketId, PacketId>,
    /// Those that may have changed since programs last looked.
    touched: BTreeSet<SocketId>,
    next: u32,
    /// In the middle of a system call of its program: what arrives for it waits until that ends.
    pub in_call: Option<SocketId>,
    /// Segments and errors that wait for that.
    pub waiting: VecDeque<Packet>,
    /// Unanswered segments are sent again. Off where a recording is replayed.
    pub retransmit: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Socket {
    Listener(TcpListener),
    Tcp(Box<TcpSocket>),
    Udp(UdpSocket),
    Raw(RawSocket),
}

#[derive(Clone, Debug, PartialEq)]
pub struct UdpSocket {
    pub local: Endpoint,
    /// Set by `connect`: only this peer is heard, and its errors are told.
    pub remote: Option<Endpoint>,
    pub mark: u32,
    pub owner: Owner,
    pub received: VecDeque<UdpReceived>,
    pub error: Option<Errno>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UdpReceived {
    pub from: Endpoint,
    /// The address it was sent to, or for a broadcast the address of ours that answers best.
    pub asked: Ipv4Addr,
    pub data: Vec<u8>,
    pub packet: Option<super::packet::PacketId>,
}

/// A raw ICMP socket: what `ping` holds.
#[derive(Clone, Debug, PartialEq)]
pub struct RawSocket {
    pub source: Option<Ipv4Addr>,
    pub ttl: Option<u8>,
    pub mark: u32,
    pub owner: Owner,
    pub received: VecDeque<super::packet::Datagram>,
}

/// What is kept unread for a program, at most.
pub const MOST_WAITING: usize = 4096;

impl Sockets {
    pub fn add(&mut self, socket: Socket) -> SocketId {
        let id = SocketId(self.next);
        self.next = self.next.wrapping_add(1);
        self.shelf(&socket, |shelf| shelf.push(id));
        self.all.insert(id, socket);
        self.touch(id);
        id
    }

    /// Gone without a packet.
    pub fn remove(&mut self, id: SocketId) -> Option<Socket> {
        let socket = self.all.remove(&id)?;
        self.shelf(&socket, |shelf| shelf.retain(|other| *other != id));
        self.unanswered.remove(&id);
        self.touch(id);
        Some(socket)
    }

    /// The list it is found by. Its ends and its port never change; a raw socket is on none.
    fn shelf(&mut self, socket: &Socket, change: impl FnOnce(&mut Vec<SocketId>)) {
        match socket {
            Socket::Tcp(tcp) => change_shelf(&mut self.by_ends, (tcp.local, tcp.remote), change),
            Socket::Listener(listener) => change_shelf(&mut self.by_port, listener.local.1, change),
            Socket::Udp(udp) => change_shelf(&mut self.by_port, udp.local.1, change),
            Socket::Raw(_) => {}
        }
    }

    pub fn touch(&mut self, id: SocketId) {
        self.touched.insert(id);
    }

    pub fn touched(&self) -> impl Iterator<Item = SocketId> {
        self.touched.iter().copied()
    }

    /// Programs have looked at all of them.
    pub fn forget_touched(&mut self) {
        self.touched.clear();
    }

    /// UDP sockets of this own port, in the order they were opened.
    pub fn udp_at(&self, port: u16) -> impl Iterator<Item = (SocketId, &UdpSocket)> {
        self.by_port.get(&port).into_iter().flatten().filter_map(|id| Some((*id, self.udp(*id)?)))
    }

    pub fn answer_later(&mut self, id: SocketId, packet: PacketId) {
        self.unanswered.insert(id, packet);
    }

    pub fn answered(&mut self, id: SocketId) {
        self.unanswered.remove(&id);
    }

    pub fn unanswered_of(&self, id: SocketId) -> Option<PacketId> {
        self.unanswered.get(&id).copied()
    }

    pub fn get(&self, id: SocketId) -> Option<&Socket> {
        self.all.get(&id)
    }

    pub fn get_mut(&mut self, id: SocketId) -> Option<&mut Socket> {
        self.touch(id);
        self.all.get_mut(&id)
    }

    pub fn iter(&self) -> impl Iterator<Item = (SocketId, &Socket)> {
        self.all.iter().map(|(id, socket)| (*id, socket))
    }

    pub fn tcp(&self, id: SocketId) -> Option<&TcpSocket> {
        match self.all.get(&id)? {
            Socket::Tcp(socket) => Some(socket),
            Socket::Listener(_) | Socket::Udp(_) | Socket::Raw(_) => None,
        }
    }

    pub fn tcp_mut(&mut self, id: SocketId) -> Option<&mut TcpSocket> {
        match self.get_mut(id)? {
            Socket::Tcp(socket) => Some(socket),
            Socket::Listener(_) | Socket::Udp(_) | Socket::Raw(_) => None,
        }
    }

    pub fn listener_mut(&mut self, id: SocketId) -> Option<&mut TcpListener> {
        match self.get_mut(id)? {
            Socket::Listener(listener) => Some(listener),
            Socket::Tcp(_) | Socket::Udp(_) | Socket::Raw(_) => None,
        }
    }

    pub fn udp(&self, id: SocketId) -> Option<&UdpSocket> {
        match self.all.get(&id)? {
            Socket::Udp(socket) => Some(socket),
            Socket::Listener(_) | Socket::Tcp(_) | Socket::Raw(_) => None,
        }
    }

    pub fn udp_mut(&mut self, id: SocketId) -> Option<&mut UdpSocket> {
        match self.get_mut(id)? {
            Socket::Udp(socket) => Some(socket),
            Socket::Listener(_) | Socket::Tcp(_) | Socket::Raw(_) => None,
        }
    }

    pub fn raw_mut(&mut self, id: SocketId) -> Option<&mut RawSocket> {
        match self.get_mut(id)? {
            Socket::Raw(socket) => Some(socket),
            Socket::Listener(_) | Socket::Tcp(_) | Socket::Udp(_) => None,
        }
    }

    pub fn raw_ids(&self) -> Vec<SocketId> {
        self.iter().filter(|(_, socket)| matches!(socket, Socket::Raw(_))).map(|(id, _)| id).collect()
    }

    /// The connection of these two ends.
    pub fn connection(&self, local: Endpoint, remote: Endpoint) -> Option<SocketId> {
        let known = self.by_ends.get(&(local, remote))?;
        known.iter().copied().find(|id| self.tcp(*id).is_some_and(|tcp| tcp.state != TcpSocketState::Closed))
    }

    /// Who listens here; one bound to the address itself is preferred.
    pub fn listener(&self, local: Endpoint) -> Option<SocketId> {
        let known = self.by_port.get(&local.1).into_iter().flatten();
        let candidates = known.filter_map(|id| match self.all.get(id)? {
            Socket::Listener(listener) if listener.accepts(local) => Some((!listener.local.0.is_unspecified(), *id)),
            Socket::Listener(_) | Socket::Tcp(_) | Socket::Udp(_) | Socket::Raw(_) => None,
        });
        candidates.max_by_key(|(specific, id)| (*specific, std::cmp::Reverse(*id))).map(|(_, id)| id)
    }

    /// Connections with something that waits for its acknowledgement.
    pub fn unanswered(&self) -> Vec<SocketId> {
        self.unanswered.keys().copied().collect()
    }

    /// The next moment at which a socket has something to send again or gives up.
    pub fn next_deadline(&self) -> Option<Instant> {
        if !self.retransmit {
            return None;
        }
        self.all
            .values()
            .flat_map(|socket| match socket {
                Socket::Tcp(tcp) => tcp.timer.iter().map(|timer| timer.at).collect::<Vec<_>>(),
                Socket::Listener(listener) => {
                    listener.half_open.iter().filter_map(|half| half.timer).map(|timer| timer.at).collect()
                }
                Socket::Udp(_) | Socket::Raw(_) => Vec::new(),
            })
            .min()
    }
}

fn change_shelf<Key: Ord + Copy>(shelves: &mut BTreeMap<Key, Vec<SocketId>>, key: Key, change: impl FnOnce(&mut Vec<SocketId>)) {
    change(shelves.entry(key).or_default());
    if shelves.get(&key).is_some_and(Vec::is_empty) {
        shelves.remove(&key);
    }
}
