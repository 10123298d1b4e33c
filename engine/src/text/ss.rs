//! What `ss` of iproute2 6.1 prints of a host's sockets into a pipe: columns as wide as what stands in them.

use crate::state::sockets::Sockets;
use crate::text::sockets::{self, Kind, Seen};

/// Which sockets, and how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    pub tcp: bool,
    pub udp: bool,
    /// Ports, not services' names.
    pub numeric: bool,
    pub no_header: bool,
    /// All have the same, which was asked for.
    pub without_state: bool,
}

pub fn print(out: &mut String, sockets: &Sockets, asked: Asked, takes: impl Fn(&Seen) -> bool) {
    let seen = sockets::all(sockets).into_iter().filter(|seen| match seen.kind {
        Kind::Tcp => asked.tcp,
        Kind::Udp => asked.udp,
    });
    let mut cells: Vec<[String; COLUMNS]> = seen.filter(takes).map(|seen| cells(&seen, asked)).collect();
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
        line(out, row, &widths, asked);
    }
}

const COLUMNS: usize = 9;
const HEADER: [&str; COLUMNS] =
    ["Netid", "State", "Recv-Q", "Send-Q", "Local Address", "Port", "Peer Address", "Port", "Process"];

fn line(out: &mut String, row: &[String; COLUMNS], widths: &[usize; COLUMNS], asked: Asked) {
    let [protocol, state, receive, send, local, local_port, peer, peer_port, process] = row;
    let [w0, w1, w2, w3, w4, w5, w6, w7, w8] = *widths;
    if asked.tcp && asked.udp {
        out.push_str(&format!("{protocol:<w0$} "));
    }
    if !asked.without_state {
        out.push_str(&format!("{state:<w1$} "));
    }
    out.push_str(&format!("{receive:<w2$} {send:<w3$} "));
    out.push_str(&format!("{local:>w4$}:{local_port:<w5$} {peer:>w6$}:{peer_port:<w7$}{process:<w8$}\n"));
}

fn cells(seen: &Seen, asked: Asked) -> [String; COLUMNS] {
    let protocol = seen.kind.name();
    let port = |end| sockets::port_text(end, seen.kind, asked.numeric);
    [
        protocol.to_owned(),
        seen.state.ss_name().to_owned(),
        format!("{:<6}", seen.receive),
        format!("{:<6}", if seen.state == sockets::State::Listen { USUAL_BACKLOG } else { seen.send }),
        seen.local.0.to_string(),
        port(seen.local),
        seen.peer.0.to_string(),
        port(seen.peer),
        String::new(),
    ]
}

/// What a program that waits lets queue up; which one it was is not kept.
const USUAL_BACKLOG: usize = 128;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::packet::Owner;
    use crate::state::sockets::{Socket, TcpListener, UdpSocket};

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
                numeric: true,
                no_header: letters.contains('H'),
                ..Asked::default()
            };
            let mut found = String::new();
            print(&mut found, &those(sockets), asked, |seen| seen.state.is_waiting());
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
