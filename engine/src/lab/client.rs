//! What a person's own programs do in a lab: `nc`, `ping`, a datagram, a segment made by hand.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use super::Lab;
use super::outcome::{
    CloseOutcome, ConnectOutcome, ConnectStatus, DatagramOutcome, Gone, Outcome, PingAnswer, PingOutcome, SendOutcome,
};
use super::programs::{Read, latin};
use super::scenario::{Closing, ConnectAction, DatagramAction, PingAction, SegmentAction};
use crate::kernel::event::{Bound, Cause, HostId, Listener, Saw};
use crate::kernel::sockets::raw::{Echo, HandMade};
use crate::kernel::sockets::tcp::Connect;
use crate::state::packet::{Datagram, IcmpBody, IcmpMessage, Owner, Transport, icmp_type};
use crate::state::route::may_be_bound;
use crate::state::sockets::{Endpoint, Errno, SocketId};

/// What the person's programs hold open between actions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Clients {
    pub connections: BTreeMap<String, Connection>,
    names: BTreeMap<(HostId, SocketId), String>,
    datagrams: BTreeMap<(HostId, u16, Option<Endpoint>), SocketId>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Connection {
    pub host: HostId,
    pub socket: SocketId,
    pub(super) descriptor: u32,
    /// Read as soon as the network is quiet.
    pub(super) received: Vec<u8>,
    pub(super) closed_by_peer: bool,
    pub(super) error: Option<Errno>,
}

impl Lab {
    pub(super) fn connect<L: Listener>(&mut self, host: HostId, wanted: &ConnectAction, listener: &mut L) -> Outcome {
        let descriptor = self.programs.descriptor();
        let mut outcome = ConnectOutcome {
            status: ConnectStatus::TimedOut { soft: None },
            ends: None,
            sent: None,
            gone_at_once: None,
            asked_to_send: wanted.send.is_some(),
            closed: None,
        };
        let from = self.bind(host, wanted.from);
        let socket = match from {
            Ok(from) => {
                let connect = Connect { local: from, remote: wanted.to, mark: wanted.mark, owner: Owner::default() };
                self.on_host(host, listener, |kernel| kernel.tcp_connect(connect)).unwrap_or(Err(Errno::InvalidArgument))
            }
            Err(error) => {
                outcome.status = ConnectStatus::CouldNotBind(error);
                self.programs.release(descriptor);
                return Outcome::Connect(outcome);
            }
        };
        outcome.status = match socket {
            Ok(socket) => {
                self.wait_for(listener, |lab| lab.connecting_is_over(host, socket));
                self.connect_status(host, socket)
            }
            Err(error) => {
                self.wait_for(listener, |_| true);
                ConnectStatus::Failed(error)
            }
        };
        let (ConnectStatus::Connected, Ok(socket)) = (outcome.status, socket) else {
            if let Ok(socket) = socket {
                self.on_host(host, listener, |kernel| {
                    kernel.host.sockets.remove(socket);
                    if matches!(outcome.status, ConnectStatus::TimedOut { .. }) {
                        kernel.tell_program(socket, || Saw::GaveUp);
                    }
                });
            }
            self.programs.release(descriptor);
            if !self.customs.retransmit {
                self.listen_again(listener);
            }
            return Outcome::Connect(outcome);
        };
        let name = wanted.name.clone().unwrap_or_else(|| format!("c{}", self.actions));
        outcome.ends = self.host(host).and_then(|host| host.sockets.tcp(socket)).map(|tcp| (tcp.local, tcp.remote));
        let connection = Connection { host, socket, descriptor, received: Vec::new(), closed_by_peer: false, error: None };
        self.touch(host, socket);
        self.clients.names.insert((host, socket), name.clone());
        if let Some(replaced) = self.clients.connections.insert(name.clone(), connection) {
            self.clients.names.remove(&(replaced.host, replaced.socket));
        }
        self.wait_for(listener, |_| true);
        self.go_on(&name, wanted, &mut outcome, listener);
        Outcome::Connect(outcome)
    }

    /// What `nc` does once it is connected.
    fn go_on<L: Listener>(&mut self, name: &str, wanted: &ConnectAction, outcome: &mut ConnectOutcome, listener: &mut L) {
        let Some(connection) = self.clients.connections.get(name) else { return };
        outcome.gone_at_once = match (connection.closed_by_peer, connection.error) {
            (true, _) => Some(Gone::Closed),
            (false, Some(error)) => Some(Gone::Failed(error)),
            (false, None) => None,
        };
        if outcome.gone_at_once.is_none()
            && let Some(text) = &wanted.send
        {
            outcome.sent = Some(self.send(name, text, listener));
        }
        let stalled = outcome.sent.as_ref().is_some_and(|sent| sent.stalled || sent.error.is_some());
        let failed = matches!(outcome.gone_at_once, Some(Gone::Failed(_)));
        if let Some(how) = wanted.close
            && !stalled
            && !failed
        {
            outcome.closed = Some(self.close_connection(name, how, listener));
        }
    }

    fn connecting_is_over(&self, host: HostId, socket: SocketId) -> bool {
        self.host(host).and_then(|host| host.sockets.tcp(socket)).is_none_or(|tcp| !tcp.state.is_connecting())
    }

    fn connect_status(&mut self, host: HostId, socket: SocketId) -> ConnectStatus {
        let Some(tcp) = self.hosts.get_mut(host.0 as usize).and_then(|host| host.sockets.tcp_mut(socket)) else {
            return ConnectStatus::TimedOut { soft: None };
        };
        if let Some(error) = tcp.error.take() {
            return ConnectStatus::Failed(error);
        }
        match tcp.soft_error.take() {
            soft if tcp.state.is_connecting() => ConnectStatus::TimedOut { soft },
            // `SO_ERROR` tells it although the connection stands (recording: gen-5-0084).
            Some(error) => ConnectStatus::Failed(error),
            None => ConnectStatus::Connected,
        }
    }

    /// A source of 0 gets the next port of `ip_local_port_range`; an address must be one of the host's, unless `ip_nonlocal_bind` is on.
    pub(super) fn bind(&mut self, host: HostId, from: Endpoint) -> Result<Endpoint, Errno> {
        let Some(owner) = self.host(host) else { return Err(Errno::InvalidArgument) };
        if !may_be_bound(&owner.networking, from.0) {
            return Err(Errno::AddressNotAvailable);
        }
        if from.1 != 0 {
            return Ok(from);
        }
        let (first, last) = owner.networking.sysctls.local_ports();
        let port = first + self.next_free_port % (last - first).max(1);
        self.next_free_port = self.next_free_port.wrapping_add(2);
        Ok((from.0, port))
    }

    pub(super) fn send<L: Listener>(&mut self, name: &str, text: &str, listener: &mut L) -> SendOutcome {
        let Some(connection) = self.clients.connections.get_mut(name) else { return SendOutcome::default() };
        connection.received.clear();
        let (host, socket) = (connection.host, connection.socket);
        let written = self.on_host(host, listener, |kernel| kernel.tcp_write(socket, text.as_bytes()));
        if let Some(Err(error)) = written {
            return SendOutcome { could_not_send: Some(error), ..SendOutcome::default() };
        }
        self.wait_for(listener, |lab| lab.has_news(name));
        let Some(connection) = self.clients.connections.get(name) else { return SendOutcome::default() };
        let mut outcome = SendOutcome {
            reply: (!connection.received.is_empty()).then(|| latin(&connection.received)),
            closed_by_peer: connection.closed_by_peer,
            error: connection.error,
            ..SendOutcome::default()
        };
        if outcome.reply.is_none() && !outcome.closed_by_peer && outcome.error.is_none() {
            let tcp = self.hosts.get_mut(host.0 as usize).and_then(|host| host.sockets.tcp_mut(socket));
            outcome.soft_error = tcp.and_then(|tcp| tcp.soft_error.take());
            outcome.stalled = true;
        }
        outcome
    }

    pub(super) fn has_news(&self, name: &str) -> bool {
        self.clients
            .connections
            .get(name)
            .is_none_or(|connection| !connection.received.is_empty() || connection.closed_by_peer || connection.error.is_some())
    }

    pub(super) fn close_connection<L: Listener>(&mut self, name: &str, how: Closing, listener: &mut L) -> CloseOutcome {
        let Some(Connection { host, socket, descriptor, .. }) = self.clients.connections.get(name).cloned() else {
            return CloseOutcome::NoFinFromPeer;
        };
        if how == Closing::Reset {
            self.on_host(host, listener, |kernel| kernel.tcp_abort(socket));
            self.forget_connection(name, descriptor);
            self.wait_for(listener, |_| true);
            return CloseOutcome::Reset;
        }
        if let Some(Err(error)) = self.on_host(host, listener, |kernel| kernel.tcp_shutdown(socket)) {
            return CloseOutcome::Failed(error);
        }
        self.wait_for(listener, |lab| {
            lab.clients.connections.get(name).is_none_or(|connection| connection.closed_by_peer || connection.error.is_some())
        });
        let Some(connection) = self.clients.connections.get(name) else { return CloseOutcome::NoFinFromPeer };
        let outcome = match (connection.closed_by_peer, connection.error) {
            (true, _) => CloseOutcome::Clean,
            (false, Some(error)) => CloseOutcome::Failed(error),
            (false, None) => CloseOutcome::NoFinFromPeer,
        };
        self.on_host(host, listener, |kernel| match outcome {
            CloseOutcome::Clean => kernel.tcp_close(socket),
            CloseOutcome::Failed(_) | CloseOutcome::NoFinFromPeer | CloseOutcome::Reset => {
                kernel.host.sockets.remove(socket);
            }
        });
        self.forget_connection(name, descriptor);
        self.wait_for(listener, |_| true);
        outcome
    }

    pub(super) fn forget_connection(&mut self, name: &str, descriptor: u32) {
        self.programs.release(descriptor);
        if let Some(gone) = self.clients.connections.remove(name) {
            self.clients.names.remove(&(gone.host, gone.socket));
        }
    }

    /// Clients read what has come as soon as the network is quiet.
    pub(super) fn clients_read<L: Listener>(&mut self, listener: &mut L) {
        let names: BTreeSet<String> = self.touched().filter_map(|place| self.clients.names.get(&place).cloned()).collect();
        for name in names {
            let Some(Connection { host, socket, .. }) = self.clients.connections.get(&name) else { continue };
            let (host, socket) = (*host, *socket);
            while self.clients.connections.get(&name).is_some_and(|known| !known.closed_by_peer && known.error.is_none()) {
                let read = self.read(host, socket);
                match &read {
                    Read::Data(data) => self.tell_data(host, socket, data, listener),
                    Read::End => self.tell(host, socket, Saw::ClosedByPeer, listener),
                    Read::Failed(_) | Read::Nothing => {}
                }
                let Some(connection) = self.clients.connections.get_mut(&name) else { break };
                match read {
                    Read::Data(data) => connection.received.extend(data),
                    Read::End => connection.closed_by_peer = true,
                    Read::Failed(error) => connection.error = Some(error),
                    Read::Nothing => break,
                }
            }
        }
        // No program of the others was ready, and these have read: whatever happens next touches its socket again.
        self.hosts.iter_mut().for_each(|host| host.sockets.forget_touched());
    }

    pub(super) fn send_datagrams<L: Listener>(&mut self, host: HostId, wanted: &DatagramAction, listener: &mut L) -> Outcome {
        let socket = match self.datagram_socket(host, wanted, listener) {
            Ok(socket) => socket,
            Err(error) => {
                self.wait_for(listener, |_| true);
                return Outcome::Datagrams(DatagramOutcome { could_not_open: Some(error), ..DatagramOutcome::default() });
            }
        };
        let mut outcome = DatagramOutcome::default();
        let to = (!wanted.is_connected).then_some(wanted.to);
        for _ in 0..self.repetitions(host, wanted.count, listener) {
            let sent =
                self.on_host(host, listener, |kernel| kernel.udp_send(socket, to, None, wanted.text.as_bytes(), Cause::Program));
            if let Some(Err(error)) = sent {
                outcome.errors.push(error);
            }
            self.wait_for(listener, |lab| lab.datagram_socket_has_news(host, socket));
            self.read_datagrams(host, socket, &mut outcome);
        }
        if wanted.is_connected {
            outcome.local = self.host(host).and_then(|host| host.sockets.udp(socket)).map(|udp| udp.local);
        }
        Outcome::Datagrams(outcome)
    }

    fn datagram_socket<L: Listener>(
        &mut self,
        host: HostId,
        wanted: &DatagramAction,
        listener: &mut L,
    ) -> Result<SocketId, Errno> {
        let key = (host, wanted.from.1, wanted.is_connected.then_some(wanted.to));
        if let Some(socket) = self.clients.datagrams.get(&key) {
            return Ok(*socket);
        }
        let from = self.bind(host, wanted.from)?;
        let opened = self.on_host(host, listener, |kernel| {
            let socket = kernel.udp_open(from, 0, Owner::default());
            if !wanted.is_connected {
                return Ok(socket);
            }
            match kernel.udp_connect(socket, wanted.to) {
                Ok(()) => Ok(socket),
                Err(error) => {
                    kernel.host.sockets.remove(socket);
                    Err(error)
                }
            }
        });
        let socket = opened.unwrap_or(Err(Errno::InvalidArgument))?;
        self.programs.descriptor();
        self.clients.datagrams.insert(key, socket);
        Ok(socket)
    }

    fn datagram_socket_has_news(&self, host: HostId, socket: SocketId) -> bool {
        let udp = self.host(host).and_then(|host| host.sockets.udp(socket));
        udp.is_none_or(|udp| !udp.received.is_empty() || udp.error.is_some())
    }

    fn read_datagrams(&mut self, host: HostId, socket: SocketId, outcome: &mut DatagramOutcome) {
        let Some(udp) = self.hosts.get_mut(host.0 as usize).and_then(|host| host.sockets.udp_mut(socket)) else { return };
        if let Some(error) = udp.error.take() {
            outcome.errors.push(error);
        }
        outcome.replies.extend(udp.received.drain(..).map(|received| (received.from, latin(&received.data))));
    }

    pub(super) fn ping<L: Listener>(&mut self, host: HostId, wanted: &PingAction, listener: &mut L) -> Outcome {
        let identifier = wanted.identifier.unwrap_or_else(|| 1000u16.wrapping_add(self.actions as u16));
        let mut outcome = PingOutcome::default();
        if let Some(from) = wanted.from
            && let Err(error) = self.bind(host, (from, 1))
        {
            self.wait_for(listener, |_| true);
            outcome.failed = Some(error);
            return Outcome::Ping(outcome);
        }
        let owner = Owner::default();
        let Some(socket) = self.on_host(host, listener, |kernel| kernel.raw_open(wanted.from, wanted.ttl, 0, owner)) else {
            return Outcome::Ping(outcome);
        };
        for sequence in 1..=self.repetitions(host, wanted.count, listener) as u16 {
            let echo = Echo { to: wanted.to, identifier, sequence, data: wanted.data.clone().into_bytes() };
            if let Some(Err(error)) = self.on_host(host, listener, |kernel| kernel.raw_send_echo(socket, &echo)) {
                outcome.answers.push(PingAnswer::CouldNotSend { sequence, error });
            }
            self.wait_for(listener, |lab| lab.ping_has_answer(host, socket, identifier));
            let received = self.hosts.get_mut(host.0 as usize).and_then(|host| host.sockets.raw_mut(socket));
            let received: Vec<Datagram> = received.map(|raw| raw.received.drain(..).collect()).unwrap_or_default();
            for answer in received.iter().filter_map(|datagram| answer(datagram, identifier, sequence)) {
                self.tell_ping(host, socket, answer, listener);
                outcome.answers.push(answer);
            }
        }
        self.on_host(host, listener, |kernel| kernel.host.sockets.remove(socket));
        Outcome::Ping(outcome)
    }

    /// As often as asked, within a bound.
    fn repetitions<L: Listener>(&mut self, host: HostId, wanted: u32, listener: &mut L) -> u32 {
        if wanted > MOST_REPETITIONS {
            self.tell_bound(host, Bound::RepetitionsPerAction, listener);
        }
        wanted.min(MOST_REPETITIONS)
    }

    fn tell_ping<L: Listener>(&self, host: HostId, socket: SocketId, answer: PingAnswer, listener: &mut L) {
        match answer {
            PingAnswer::Reply { from, ttl, .. } => self.tell(host, socket, Saw::Replied { from: from.into(), ttl }, listener),
            PingAnswer::Error { kind, code, from, .. } => {
                self.tell(host, socket, Saw::IcmpError { kind, code, from: from.into() }, listener);
            }
            PingAnswer::CouldNotSend { error, .. } => self.tell(host, socket, Saw::Failed(error), listener),
        }
    }

    fn ping_has_answer(&self, host: HostId, socket: SocketId, identifier: u16) -> bool {
        use crate::state::sockets::Socket;
        match self.host(host).and_then(|host| host.sockets.get(socket)) {
            Some(Socket::Raw(raw)) => raw.received.iter().any(|datagram| answer(datagram, identifier, 0).is_some()),
            Some(Socket::Listener(_) | Socket::Tcp(_) | Socket::Udp(_)) | None => true,
        }
    }

    pub(super) fn send_segment<L: Listener>(&mut self, host: HostId, wanted: &SegmentAction, listener: &mut L) -> Outcome {
        let made = HandMade {
            source: wanted.from,
            destination: wanted.to,
            sequence: wanted.sequence,
            acknowledgement: wanted.acknowledgement,
            flags: wanted.flags,
            ttl: wanted.ttl,
            data: wanted.text.clone().into_bytes(),
        };
        let sent = self.on_host(host, listener, |kernel| kernel.raw_send_tcp(&made, Owner::default()));
        self.wait_for(listener, |_| true);
        Outcome::Segment(sent.unwrap_or(Err(Errno::InvalidArgument)))
    }
}

const MOST_REPETITIONS: u32 = 10_000;

/// What `ping` makes of a packet that its socket saw.
fn answer(datagram: &Datagram, own: u16, asked: u16) -> Option<PingAnswer> {
    let Transport::Icmp(message) = &datagram.transport else { return None };
    match &message.body {
        IcmpBody::Query { identifier, sequence } if message.kind == icmp_type::ECHO_REPLY && *identifier == own => {
            Some(PingAnswer::Reply { sequence: *sequence, from: datagram.source, ttl: datagram.ttl })
        }
        IcmpBody::Error { quote, .. } if quoted_identifier(quote) == Some(own) => {
            Some(PingAnswer::Error { sequence: asked, kind: message.kind, code: message.code, from: datagram.source })
        }
        IcmpBody::Query { .. } | IcmpBody::Error { .. } | IcmpBody::Plain => None,
    }
}

fn quoted_identifier(quote: &Datagram) -> Option<u16> {
    match &quote.transport {
        Transport::Icmp(IcmpMessage { body: IcmpBody::Query { identifier, .. }, .. }) => Some(*identifier),
        Transport::Icmp(_) | Transport::Tcp(_) | Transport::Udp(_) | Transport::Other { .. } => None,
    }
}

/// Where nobody is asked for by name.
pub const ANY: Endpoint = (Ipv4Addr::UNSPECIFIED, 0);
