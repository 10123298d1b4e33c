//! The programs of a lab that wait for others: servers, relays, and the connections they hold.
//! What a person's own programs do (`nc`, `ping`) is `client`'s.

use std::collections::{BTreeMap, BTreeSet};

use super::Lab;
use super::outcome::{RelayResult, Seen, ServerEvent};
use super::scenario::{ServerPlan, ServerProtocol, Work};
use crate::kernel::event::{Bound, Cause, Event, HostId, Listener, Saw, What};
use crate::kernel::sockets::tcp::Connect;
use crate::state::packet::{Owner, PacketId};
use crate::state::sockets::{Endpoint, Errno, Socket, SocketId, TcpSocketState};

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Programs {
    pub servers: Vec<Server>,
    /// Who looks at which socket. The one with the lowest descriptor acts first, as a program that polls does.
    watched: BTreeMap<(HostId, SocketId), Watched>,
    descriptors: BTreeSet<u32>,
    /// No descriptor below this one is free.
    lowest_free: u32,
    /// docker-proxy's own source ports.
    next_relay_port: u16,
    pub seen: Vec<ServerEvent>,
    datagram_answers: u32,
    answers_of: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Server {
    pub host: HostId,
    pub plan: ServerPlan,
    pub socket: Option<SocketId>,
    descriptor: u32,
}

#[derive(Clone, Debug, PartialEq)]
struct Watched {
    descriptor: u32,
    host: HostId,
    socket: SocketId,
    role: Role,
}

#[derive(Clone, Debug, PartialEq)]
enum Role {
    /// Listens for the server with this place.
    Listening {
        server: usize,
    },
    Datagrams {
        server: usize,
    },
    /// A connection of a server that answers.
    Answering {
        server: usize,
    },
    /// The client's side of a relay, and the descriptor of the other side.
    Front {
        server: usize,
        back: SocketId,
    },
    Back {
        server: usize,
        front: SocketId,
        is_up: bool,
    },
}

const FIRST_RELAY_PORT: u16 = 50_000;
/// UDP answers an action: two servers that answer each other would never end.
const MOST_ANSWERS: u32 = 8;
/// Connections that relays begin in one action: those that lead to themselves would go on for ever.
const MOST_RELAYS: u32 = 100;
/// What servers see is kept for the whole of a lab's life.
const MOST_SEEN: usize = 100_000;

impl Programs {
    pub fn descriptor(&mut self) -> u32 {
        let free = (self.lowest_free..).find(|number| !self.descriptors.contains(number)).unwrap_or(u32::MAX);
        self.descriptors.insert(free);
        self.lowest_free = free;
        free
    }

    pub fn release(&mut self, descriptor: u32) {
        self.descriptors.remove(&descriptor);
        self.lowest_free = self.lowest_free.min(descriptor);
    }

    fn forget(&mut self, host: HostId, socket: SocketId) {
        if let Some(gone) = self.watched.remove(&(host, socket)) {
            self.release(gone.descriptor);
        }
    }

    fn watch(&mut self, host: HostId, socket: SocketId, role: Role) -> u32 {
        let descriptor = self.descriptor();
        self.watched.insert((host, socket), Watched { descriptor, host, socket, role });
        descriptor
    }

    fn plan(&self, server: usize) -> Option<&ServerPlan> {
        self.servers.get(server).map(|server| &server.plan)
    }
}

impl Lab {
    /// Starts a server; a later one of the same host and port takes its turn behind it.
    pub fn start_server<L: Listener>(&mut self, host: HostId, plan: ServerPlan, listener: &mut L) {
        let server = self.programs.servers.len();
        self.programs.servers.push(Server { host, plan, socket: None, descriptor: 0 });
        self.open_server(server, listener);
    }

    fn open_server<L: Listener>(&mut self, server: usize, listener: &mut L) {
        let Some(Server { host, plan, .. }) = self.programs.servers.get(server) else { return };
        let (host, local, protocol) = (*host, (plan.address, plan.port), plan.protocol);
        let owner = Owner::default();
        let socket = self.on_host(host, listener, |kernel| match protocol {
            ServerProtocol::Tcp => kernel.tcp_listen(local, owner),
            ServerProtocol::Udp => kernel.udp_open(local, 0, owner),
        });
        let Some(socket) = socket else { return };
        let role = match protocol {
            ServerProtocol::Tcp => Role::Listening { server },
            ServerProtocol::Udp => Role::Datagrams { server },
        };
        let descriptor = self.watch(host, socket, role);
        if let Some(server) = self.programs.servers.get_mut(server) {
            server.socket = Some(socket);
            server.descriptor = descriptor;
        }
    }

    /// What came before somebody watched is looked at, too.
    fn watch(&mut self, host: HostId, socket: SocketId, role: Role) -> u32 {
        self.touch(host, socket);
        self.programs.watch(host, socket, role)
    }

    pub(super) fn touched(&self) -> impl Iterator<Item = (HostId, SocketId)> {
        let hosts = self.hosts.iter().enumerate();
        hosts.flat_map(|(number, host)| host.sockets.touched().map(move |socket| (HostId(number), socket)))
    }

    pub(super) fn touch(&mut self, host: HostId, socket: SocketId) {
        if let Some(host) = self.hosts.get_mut(host.0) {
            host.sockets.touch(socket);
        }
    }

    /// Listening sockets are closed and opened again: connections of which only the SYN came are forgotten.
    pub(super) fn listen_again<L: Listener>(&mut self, listener: &mut L) {
        let tcp: Vec<usize> = (0..self.programs.servers.len())
            .filter(|server| self.programs.plan(*server).is_some_and(|plan| plan.protocol == ServerProtocol::Tcp))
            .collect();
        for server in &tcp {
            let Some(Server { host, socket: Some(socket), .. }) = self.programs.servers.get(*server) else { continue };
            let (host, socket) = (*host, *socket);
            self.programs.forget(host, socket);
            self.on_host(host, listener, |kernel| kernel.host.sockets.remove(socket));
        }
        for server in tcp {
            self.open_server(server, listener);
        }
    }

    /// One program does one thing. `false`: none has anything to do.
    pub(super) fn program_step<L: Listener>(&mut self, listener: &mut L) -> bool {
        let touched = self.touched().filter_map(|place| self.programs.watched.get(&place));
        let ready = touched.filter(|watched| self.is_ready(watched)).min_by_key(|watched| watched.descriptor);
        let Some(watched) = ready.cloned() else { return false };
        self.effort.moves = self.effort.moves.saturating_add(1);
        match watched.role {
            Role::Listening { server } => self.accept(&watched, server, listener),
            Role::Datagrams { server } => self.answer_datagram(&watched, server, listener),
            Role::Answering { server } => self.answer(&watched, server, listener),
            Role::Front { server, back } => self.pass_on(&watched, server, back, listener),
            Role::Back { server, front, is_up } => self.pass_back(&watched, server, front, is_up, listener),
        }
        true
    }

    fn is_ready(&self, watched: &Watched) -> bool {
        let Some(socket) = self.host(watched.host).and_then(|host| host.sockets.get(watched.socket)) else { return false };
        match socket {
            Socket::Listener(listener) => !listener.ready.is_empty(),
            Socket::Tcp(tcp) => {
                !tcp.received.is_empty() || tcp.peer_closed || tcp.error.is_some() || tcp.state == TcpSocketState::Closed
            }
            Socket::Udp(udp) => !udp.received.is_empty(),
            Socket::Raw(_) => false,
        }
    }

    fn accept<L: Listener>(&mut self, watched: &Watched, server: usize, listener: &mut L) {
        let host = watched.host;
        let child = self.on_host(host, listener, |kernel| kernel.tcp_accept(watched.socket)).flatten();
        let Some(child) = child else { return };
        let Some(socket) = self.host(host).and_then(|host| host.sockets.tcp(child)) else { return };
        let (local, peer) = (socket.local, socket.remote);
        let original_destination = self.original_destination(host, local, peer).filter(|original| *original != local);
        self.tell(host, child, Saw::Accepted { local, peer, original_destination }, listener);
        self.see(host, Seen::Accepted { local, peer, original_destination }, listener);
        let work = self.programs.plan(server).map(|plan| plan.work.clone());
        match work {
            Some(Work::Relay { to }) => self.begin_relay(host, child, server, to, listener),
            Some(Work::Answer { .. } | Work::Page { .. } | Work::Silence) | None => {
                self.watch(host, child, Role::Answering { server });
            }
        }
    }

    /// `SO_ORIGINAL_DST`: where the client wanted to go, by conntrack.
    fn original_destination(&self, host: HostId, local: Endpoint, peer: Endpoint) -> Option<Endpoint> {
        use crate::state::conntrack::{Tuple, TupleKind, Zone};
        let kind = TupleKind::Tcp { source_port: local.1, destination_port: peer.1 };
        let tuple = Tuple { source: local.0, destination: peer.0, kind };
        let conntrack = &self.host(host)?.conntrack;
        let (id, _) = conntrack.find(Zone::DEFAULT, &tuple, self.clock)?;
        let entry = conntrack.get(id)?;
        Some((entry.original.destination, entry.original.kind.destination_port()?))
    }

    fn answer<L: Listener>(&mut self, watched: &Watched, server: usize, listener: &mut L) {
        let Some(plan) = self.programs.plan(server).cloned() else { return };
        let port = plan.port;
        match self.read(watched.host, watched.socket) {
            Read::Data(data) => {
                self.tell_data(watched.host, watched.socket, &data, listener);
                self.see(watched.host, Seen::Data { port, data: latin(&data) }, listener);
                if let Some(text) = plan.work.answer(&data) {
                    let sent = self.on_host(watched.host, listener, |kernel| kernel.tcp_write(watched.socket, text.as_bytes()));
                    if let Some(Err(error)) = sent {
                        self.see(watched.host, Seen::CouldNotSend { port, error }, listener);
                    }
                }
            }
            Read::End => {
                self.tell(watched.host, watched.socket, Saw::ClosedByPeer, listener);
                self.see(watched.host, Seen::ClosedByPeer { port }, listener);
                self.acknowledge_fin(watched.host, watched.socket, listener);
                self.close(watched.host, watched.socket, listener);
            }
            Read::Failed(error) => {
                self.see(watched.host, Seen::Failed { port, error }, listener);
                self.close(watched.host, watched.socket, listener);
            }
            Read::Nothing => {}
        }
    }

    fn begin_relay<L: Listener>(&mut self, host: HostId, front: SocketId, server: usize, to: Endpoint, listener: &mut L) {
        self.effort.relays = self.effort.relays.saturating_add(1);
        if self.effort.relays > MOST_RELAYS {
            self.tell_bound(host, Bound::RelaysPerAction, listener);
            self.close(host, front, listener);
            return;
        }
        let offset = self.programs.next_relay_port;
        self.programs.next_relay_port = offset.wrapping_add(1);
        let port = FIRST_RELAY_PORT.wrapping_add(offset);
        let wanted = Connect { local: (std::net::Ipv4Addr::UNSPECIFIED, port), remote: to, mark: 0, owner: Owner::default() };
        match self.on_host(host, listener, |kernel| kernel.tcp_connect(wanted)) {
            Some(Ok(back)) => {
                // The front has its descriptor from the accept, the back gets the next one.
                self.watch(host, front, Role::Front { server, back });
                self.watch(host, back, Role::Back { server, front, is_up: false });
            }
            Some(Err(error)) => {
                self.tell(host, front, Saw::Relay { to, result: Err(error) }, listener);
                self.see(host, Seen::Relayed { to, result: RelayResult::Failed(error) }, listener);
                self.close(host, front, listener);
            }
            None => {}
        }
    }

    fn pass_on<L: Listener>(&mut self, watched: &Watched, server: usize, back: SocketId, listener: &mut L) {
        let Some(Work::Relay { to }) = self.programs.plan(server).map(|plan| plan.work.clone()) else { return };
        self.copy(watched.host, watched.socket, back, to, listener);
    }

    fn pass_back<L: Listener>(&mut self, watched: &Watched, server: usize, front: SocketId, is_up: bool, listener: &mut L) {
        let Some(Work::Relay { to }) = self.programs.plan(server).map(|plan| plan.work.clone()) else { return };
        if !is_up {
            let error = self.take_error(watched.host, watched.socket);
            let result = error.map_or(RelayResult::Connected, RelayResult::Failed);
            self.tell(watched.host, watched.socket, Saw::Relay { to, result: error.map_or(Ok(()), Err) }, listener);
            self.see(watched.host, Seen::Relayed { to, result }, listener);
            if error.is_some() {
                self.close(watched.host, watched.socket, listener);
                self.close(watched.host, front, listener);
                return;
            }
            let own = self.programs.watched.get_mut(&(watched.host, watched.socket));
            if let Some(Watched { role: Role::Back { is_up, .. }, .. }) = own {
                *is_up = true;
            }
        }
        self.copy(watched.host, watched.socket, front, to, listener);
    }

    fn copy<L: Listener>(&mut self, host: HostId, from: SocketId, to: SocketId, relay: Endpoint, listener: &mut L) {
        match self.read(host, from) {
            Read::Data(data) => {
                let sent = self.on_host(host, listener, |kernel| kernel.tcp_write(to, &data));
                if let Some(Err(_)) = sent {
                    self.see(host, Seen::Relayed { to: relay, result: RelayResult::DataLost }, listener);
                }
            }
            Read::End | Read::Failed(_) => {
                self.acknowledge_fin(host, from, listener);
                self.close(host, from, listener);
                self.close(host, to, listener);
            }
            Read::Nothing => {}
        }
    }

    fn answer_datagram<L: Listener>(&mut self, watched: &Watched, server: usize, listener: &mut L) {
        let Some(plan) = self.programs.plan(server).cloned() else { return };
        let (host, port) = (watched.host, plan.port);
        let received = self
            .hosts
            .get_mut(host.0)
            .and_then(|host| host.sockets.udp_mut(watched.socket))
            .and_then(|socket| socket.received.pop_front());
        let Some(received) = received else { return };
        self.see(host, Seen::Datagram { port, peer: received.from, data: latin(&received.data) }, listener);
        if self.programs.answers_of != self.actions {
            self.programs.answers_of = self.actions;
            self.programs.datagram_answers = 0;
        }
        self.programs.datagram_answers += 1;
        if self.programs.datagram_answers > MOST_ANSWERS {
            self.see(host, Seen::FellSilent { port }, listener);
            self.tell_bound(host, Bound::AnswersPerAction, listener);
            return;
        }
        let Work::Answer { text, by_route } = &plan.work else { return };
        let from = (!by_route).then_some(received.asked);
        let cause = received.packet.map_or(Cause::Program, |packet: PacketId| Cause::AnswerTo(packet));
        let sent = self
            .on_host(host, listener, |kernel| kernel.udp_send(watched.socket, Some(received.from), from, text.as_bytes(), cause));
        if let Some(Err(error)) = sent {
            self.see(host, Seen::CouldNotAnswer { port, error }, listener);
        }
    }

    /// The acknowledgement is on its way before the program does its next thing.
    fn acknowledge_fin<L: Listener>(&mut self, host: HostId, socket: SocketId, listener: &mut L) {
        self.on_host(host, listener, |kernel| kernel.tcp_acknowledge_fin(socket));
        self.move_frames(listener);
    }

    pub(super) fn close<L: Listener>(&mut self, host: HostId, socket: SocketId, listener: &mut L) {
        self.programs.forget(host, socket);
        self.on_host(host, listener, |kernel| kernel.tcp_close(socket));
    }

    pub(super) fn take_error(&mut self, host: HostId, socket: SocketId) -> Option<Errno> {
        self.hosts.get_mut(host.0)?.sockets.tcp_mut(socket)?.error.take()
    }

    /// What `recv` gives.
    pub(super) fn read(&mut self, host: HostId, socket: SocketId) -> Read {
        let Some(socket) = self.hosts.get_mut(host.0).and_then(|host| host.sockets.tcp_mut(socket)) else {
            return Read::Nothing;
        };
        if !socket.received.is_empty() {
            return Read::Data(socket.received.drain(..).collect());
        }
        // A FIN that came before an error is told first, and only it (recording: gen-202-0061).
        if socket.peer_closed {
            return Read::End;
        }
        if let Some(error) = socket.error.take() {
            return Read::Failed(error);
        }
        if socket.state == TcpSocketState::Closed { Read::End } else { Read::Nothing }
    }

    /// What a program sees when it looks is an event, too.
    pub(super) fn tell<L: Listener>(&self, host: HostId, socket: SocketId, saw: Saw, listener: &mut L) {
        if L::LISTENS {
            let what = What::ProgramSaw { socket: Some(socket), saw };
            listener.hear(Event { at: self.clock, host, packet: None, what });
        }
    }

    pub(super) fn tell_data<L: Listener>(&self, host: HostId, socket: SocketId, data: &[u8], listener: &mut L) {
        if let Some(tcp) = self.host(host).and_then(|host| host.sockets.tcp(socket)) {
            self.tell(host, socket, Saw::Data { from: tcp.remote, text: latin(data) }, listener);
        }
    }

    fn see<L: Listener>(&mut self, host: HostId, what: Seen, listener: &mut L) {
        let room = MOST_SEEN - self.programs.seen.len().min(MOST_SEEN);
        if room > 0 {
            self.programs.seen.push(ServerEvent { action: self.actions, host, what });
        }
        if room == 1 {
            self.tell_bound(host, Bound::SeenByServers, listener);
        }
    }
}

pub(super) enum Read {
    Data(Vec<u8>),
    End,
    Failed(Errno),
    Nothing,
}

/// Bytes as text, each a character: what recordings write down.
pub(super) fn latin(data: &[u8]) -> String {
    data.iter().map(|byte| char::from(*byte)).collect()
}
