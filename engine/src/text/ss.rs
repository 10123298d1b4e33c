//! What `ss` of iproute2 6.1 prints of a host's sockets into a pipe: columns as wide as what stands in them.

use crate::kernel::rules::values::services;
use crate::kernel::sockets::{Endpoint, Socket, Sockets, TcpSocketState};

/// Which sockets, and how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    pub tcp: bool,
    pub udp: bool,
    pub listening: bool,
    pub connected: bool,
    /// Ports, not services' names.
    pub numeric: bool,
    pub no_header: bool,
}

pub fn print(out: &mut String, sockets: &Sockets, asked: Asked) {
    let mut rows = rows(sockets, asked);
    rows.sort_by_key(|row| row.order);
    let with_protocol = asked.tcp && asked.udp;
    let mut cells: Vec<[String; COLUMNS]> = rows.into_iter().map(|row| row.cells).collect();
    if !asked.no_header {
        cells.insert(0, HEADER.map(str::to_owned));
    }
    let mut widths = [0; COLUMNS];
    for row in &cells {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    for row in &cells {
        line(out, row, &widths, with_protocol);
    }
}

const COLUMNS: usize = 9;
const HEADER: [&str; COLUMNS] =
    ["Netid", "State", "Recv-Q", "Send-Q", "Local Address", "Port", "Peer Address", "Port", "Process"];

/// What a program that waits lets queue up; which one it was is not kept.
const USUAL_BACKLOG: u32 = 128;

struct Row {
    /// The kernel goes through its tables of UDP first, and its listeners by 32 chains of ports.
    order: (u8, u16, u16),
    cells: [String; COLUMNS],
}

fn line(out: &mut String, row: &[String; COLUMNS], widths: &[usize; COLUMNS], with_protocol: bool) {
    let [protocol, state, receive, send, local, local_port, peer, peer_port, process] = row;
    let [w0, w1, w2, w3, w4, w5, w6, w7, w8] = *widths;
    if with_protocol {
        out.push_str(&format!("{protocol:<w0$} "));
    }
    out.push_str(&format!("{state:<w1$} {receive:<w2$} {send:<w3$} "));
    out.push_str(&format!("{local:>w4$}:{local_port:<w5$} {peer:>w6$}:{peer_port:<w7$}{process:<w8$}\n"));
}

fn rows(sockets: &Sockets, asked: Asked) -> Vec<Row> {
    sockets.iter().filter_map(|(_, socket)| row(socket, asked)).collect()
}

fn row(socket: &Socket, asked: Asked) -> Option<Row> {
    const ANYBODY: Endpoint = (std::net::Ipv4Addr::UNSPECIFIED, 0);
    match socket {
        Socket::Listener(listener) if asked.tcp && asked.listening => {
            let waiting = listener.ready.len();
            let order = (1, listener.local.1 % 32, listener.local.1);
            Some(cells(order, "LISTEN", waiting, USUAL_BACKLOG as usize, listener.local, ANYBODY, asked))
        }
        Socket::Tcp(tcp) if asked.tcp && asked.connected && tcp.state != TcpSocketState::Closed => {
            let unsent = tcp.next_send.wrapping_sub(tcp.unacknowledged) as usize;
            let order = (2, tcp.local.1, tcp.remote.1);
            Some(cells(order, state_name(tcp.state), tcp.received.len(), unsent, tcp.local, tcp.remote, asked))
        }
        Socket::Udp(udp) if asked.udp => {
            let (state, peer) = match udp.remote {
                Some(peer) if asked.connected => ("ESTAB", peer),
                None if asked.listening => ("UNCONN", ANYBODY),
                Some(_) | None => return None,
            };
            let unread = udp.received.iter().map(|received| received.data.len()).sum();
            Some(cells((0, udp.local.1, 0), state, unread, 0, udp.local, peer, asked))
        }
        Socket::Listener(_) | Socket::Tcp(_) | Socket::Udp(_) | Socket::Raw(_) => None,
    }
}

fn cells(order: (u8, u16, u16), state: &str, receive: usize, send: usize, local: Endpoint, peer: Endpoint, asked: Asked) -> Row {
    let protocol = if order.0 == 0 { "udp" } else { "tcp" };
    let port = |number: u16| match services::name(number, protocol).filter(|_| !asked.numeric) {
        _ if number == 0 => "*".to_owned(),
        Some(name) => name.to_owned(),
        None => number.to_string(),
    };
    let cells = [
        protocol.to_owned(),
        state.to_owned(),
        format!("{receive:<6}"),
        format!("{send:<6}"),
        local.0.to_string(),
        port(local.1),
        peer.0.to_string(),
        port(peer.1),
        String::new(),
    ];
    Row { order, cells }
}

fn state_name(state: TcpSocketState) -> &'static str {
    match state {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::packet::Owner;
    use crate::kernel::sockets::{TcpListener, UdpSocket};

    /// What the real one printed of the same sockets, into a pipe.
    const CASES: [(&str, &str, &str); 7] = [
        (
            "t",
            "tcp/0.0.0.0:80",
            "\
State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess
LISTEN 0      128          0.0.0.0:80        0.0.0.0:*          
",
        ),
        (
            "tu",
            "tcp/0.0.0.0:80",
            "\
Netid State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess
tcp   LISTEN 0      128          0.0.0.0:80        0.0.0.0:*          
",
        ),
        (
            "t",
            "tcp/127.100.100.100:65000 tcp/0.0.0.0:5",
            "\
State  Recv-Q Send-Q   Local Address:Port  Peer Address:PortProcess
LISTEN 0      128            0.0.0.0:5          0.0.0.0:*          
LISTEN 0      128    127.100.100.100:65000      0.0.0.0:*          
",
        ),
        (
            "tu",
            "udp/0.0.0.0:5",
            "\
Netid State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess
udp   UNCONN 0      0            0.0.0.0:5         0.0.0.0:*          
",
        ),
        ("tu", "", "Netid State Recv-Q Send-Q Local Address:Port Peer Address:PortProcess\n"),
        (
            "tH",
            "tcp/0.0.0.0:80 tcp/127.0.0.1:5432",
            "\
LISTEN 0      128      0.0.0.0:80   0.0.0.0:*
LISTEN 0      128    127.0.0.1:5432 0.0.0.0:*
",
        ),
        ("t", "", "State Recv-Q Send-Q Local Address:Port Peer Address:PortProcess\n"),
    ];

    #[test]
    fn sockets_are_listed_as_ss_does() {
        for (letters, sockets, expected) in CASES {
            let asked = Asked {
                tcp: letters.contains('t'),
                udp: letters.contains('u'),
                listening: true,
                numeric: true,
                no_header: letters.contains('H'),
                ..Asked::default()
            };
            let mut found = String::new();
            print(&mut found, &those(sockets), asked);
            assert_eq!(found, expected, "{letters} {sockets}");
        }
    }

    fn those(text: &str) -> Sockets {
        let mut sockets = Sockets::default();
        for word in text.split_whitespace() {
            let (protocol, rest) = word.split_once('/').unwrap();
            let (address, port) = rest.split_once(':').unwrap();
            let local = (address.parse().unwrap(), port.parse().unwrap());
            let owner = Owner::default();
            sockets.add(match protocol {
                "tcp" => Socket::Listener(TcpListener { local, owner, half_open: Vec::new(), ready: Default::default() }),
                _ => Socket::Udp(UdpSocket { local, remote: None, mark: 0, owner, received: Default::default(), error: None }),
            });
        }
        sockets
    }
}
