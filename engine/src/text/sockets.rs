//! A host's sockets as the tools see them: of TCP and UDP, in the kernel's order.

use crate::rules::values::services;
use crate::state::sockets::{Endpoint, Socket, Sockets, TcpSocketState};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    pub kind: Kind,
    pub state: State,
    pub receive: usize,
    pub send: usize,
    pub local: Endpoint,
    pub peer: Endpoint,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Tcp,
    Udp,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Kind::Tcp => "tcp",
            Kind::Udp => "udp",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Established,
    SynSent,
    SynReceived,
    FinWait1,
    FinWait2,
    TimeWait,
    /// Of UDP: nobody it is connected to.
    Closed,
    CloseWait,
    LastAck,
    Listen,
    Closing,
}

impl State {
    pub const ALL: [State; 11] = [
        State::Established,
        State::SynSent,
        State::SynReceived,
        State::FinWait1,
        State::FinWait2,
        State::TimeWait,
        State::Closed,
        State::CloseWait,
        State::LastAck,
        State::Listen,
        State::Closing,
    ];

    /// As `ss` prints it, as `ss` reads it, as `netstat` prints it.
    const fn names(self) -> [&'static str; 3] {
        match self {
            State::Established => ["ESTAB", "established", "ESTABLISHED"],
            State::SynSent => ["SYN-SENT", "syn-sent", "SYN_SENT"],
            State::SynReceived => ["SYN-RECV", "syn-recv", "SYN_RECV"],
            State::FinWait1 => ["FIN-WAIT-1", "fin-wait-1", "FIN_WAIT1"],
            State::FinWait2 => ["FIN-WAIT-2", "fin-wait-2", "FIN_WAIT2"],
            State::TimeWait => ["TIME-WAIT", "time-wait", "TIME_WAIT"],
            State::Closed => ["UNCONN", "closed", "CLOSE"],
            State::CloseWait => ["CLOSE-WAIT", "close-wait", "CLOSE_WAIT"],
            State::LastAck => ["LAST-ACK", "last-ack", "LAST_ACK"],
            State::Listen => ["LISTEN", "listening", "LISTEN"],
            State::Closing => ["CLOSING", "closing", "CLOSING"],
        }
    }

    pub fn ss_name(self) -> &'static str {
        let [name, ..] = self.names();
        name
    }

    /// Behind `state` and `exclude`.
    pub fn ss_word(self) -> &'static str {
        let [_, word, _] = self.names();
        word
    }

    pub fn netstat_name(self) -> &'static str {
        let [.., name] = self.names();
        name
    }

    /// Nobody is at the other end yet.
    pub fn is_waiting(self) -> bool {
        matches!(self, State::Listen | State::Closed)
    }

    fn of(state: TcpSocketState) -> State {
        match state {
            TcpSocketState::SynSent => State::SynSent,
            TcpSocketState::SynReceived => State::SynReceived,
            TcpSocketState::Established => State::Established,
            TcpSocketState::FinWait1 => State::FinWait1,
            TcpSocketState::FinWait2 => State::FinWait2,
            TcpSocketState::CloseWait => State::CloseWait,
            TcpSocketState::Closing => State::Closing,
            TcpSocketState::LastAck => State::LastAck,
            TcpSocketState::TimeWait => State::TimeWait,
            TcpSocketState::Closed => State::Closed,
        }
    }

    /// As `ss` or `netstat` prints it.
    pub fn of_printed(word: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| {
            let [of_ss, _, of_netstat] = state.names();
            word == of_ss || word == of_netstat
        })
    }
}

/// A port as both tools write it, by its service's name unless `numeric`.
pub fn port_text(end: Endpoint, kind: Kind, numeric: bool) -> String {
    match services::name(end.1, kind.name()).filter(|_| !numeric) {
        _ if end.1 == 0 => "*".to_owned(),
        Some(name) => name.to_owned(),
        None => end.1.to_string(),
    }
}

/// The kernel goes through its tables of UDP first, and its listeners by 32 chains of ports.
pub fn all(sockets: &Sockets) -> Vec<Seen> {
    let mut rows: Vec<((u8, u16, u16), Seen)> = sockets.iter().filter_map(|(_, socket)| seen(socket)).collect();
    rows.sort_by_key(|(order, _)| *order);
    rows.into_iter().map(|(_, seen)| seen).collect()
}

fn seen(socket: &Socket) -> Option<((u8, u16, u16), Seen)> {
    const ANYBODY: Endpoint = (std::net::Ipv4Addr::UNSPECIFIED, 0);
    match socket {
        Socket::Listener(listener) => {
            let (receive, local) = (listener.ready.len(), listener.local);
            let seen = Seen { kind: Kind::Tcp, state: State::Listen, receive, send: 0, local, peer: ANYBODY };
            Some(((1, local.1 % 32, local.1), seen))
        }
        Socket::Tcp(tcp) if tcp.state != TcpSocketState::Closed => {
            let send = tcp.next_send.wrapping_sub(tcp.unacknowledged) as usize;
            let (receive, state, local, peer) = (tcp.received.len(), State::of(tcp.state), tcp.local, tcp.remote);
            Some(((2, local.1, peer.1), Seen { kind: Kind::Tcp, state, receive, send, local, peer }))
        }
        Socket::Udp(udp) => {
            let receive = udp.received.iter().map(|received| received.data.len()).sum();
            let state = if udp.remote.is_some() { State::Established } else { State::Closed };
            let (local, peer) = (udp.local, udp.remote.unwrap_or(ANYBODY));
            Some(((0, local.1, 0), Seen { kind: Kind::Udp, state, receive, send: 0, local, peer }))
        }
        Socket::Tcp(_) | Socket::Raw(_) => None,
    }
}
