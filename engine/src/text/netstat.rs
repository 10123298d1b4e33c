//! What `netstat` of net-tools prints of a host's sockets.

use std::net::Ipv4Addr;

use crate::state::sockets::{Endpoint, Sockets};
use crate::text::sockets::{self, Kind, Seen, State};

/// Which sockets, and how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    pub tcp: bool,
    pub udp: bool,
    pub listening: bool,
    pub connected: bool,
    pub numeric: bool,
    /// Whose they are; nobody's, in a lab.
    pub programs: bool,
    /// Addresses in full, however wide the column.
    pub wide: bool,
}

pub fn print(out: &mut String, sockets: &Sockets, asked: Asked) {
    let which = which(asked);
    out.push_str(&format!("Active Internet connections ({which})\n"));
    out.push_str("Proto Recv-Q Send-Q Local Address           Foreign Address         State      ");
    out.push_str(if asked.programs { " PID/Program name    \n" } else { "\n" });
    let all = sockets::all(sockets);
    for kind in [Kind::Tcp, Kind::Udp] {
        for seen in all.iter().filter(|seen| seen.kind == kind && is_asked(seen, asked)) {
            row(out, seen, asked);
        }
    }
    if !asked.tcp && !asked.udp {
        out.push_str(&format!("Active UNIX domain sockets ({which})\n"));
        out.push_str("Proto RefCnt Flags       Type       State         I-Node   ");
        out.push_str(if asked.programs { "PID/Program name     Path\n" } else { "Path\n" });
    }
}

fn which(asked: Asked) -> &'static str {
    match (asked.listening, asked.connected) {
        (true, true) => "servers and established",
        (true, false) => "only servers",
        (false, _) => "w/o servers",
    }
}

fn is_asked(seen: &Seen, asked: Asked) -> bool {
    let all = !asked.tcp && !asked.udp;
    let kind = match seen.kind {
        Kind::Tcp => asked.tcp,
        Kind::Udp => asked.udp,
    };
    (kind || all) && if seen.state.is_waiting() { asked.listening } else { asked.connected }
}

fn row(out: &mut String, seen: &Seen, asked: Asked) {
    let state = if seen.state == State::Closed { "" } else { seen.state.netstat_name() };
    let (local, peer) = (endpoint(seen.local, seen, asked), endpoint(seen.peer, seen, asked));
    let (kind, receive, send) = (seen.kind.name(), seen.receive, seen.send);
    out.push_str(&format!("{kind:<5} {receive:>6} {send:>6} {local:<23} {peer:<23} {state:<11}"));
    out.push_str(if asked.programs { " -                   \n" } else { "\n" });
}

fn endpoint(end: Endpoint, seen: &Seen, asked: Asked) -> String {
    let address = match end.0 {
        Ipv4Addr::LOCALHOST if !asked.numeric => "localhost".to_owned(),
        address => address.to_string(),
    };
    let port = sockets::port_text(end, seen.kind, asked.numeric);
    // what is too long for the column loses the end of its address
    let room = if asked.wide { address.len() } else { 22usize.saturating_sub(port.len()) };
    format!("{address:.room$}:{port}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::packet::Owner;
    use crate::state::sockets::{Socket, TcpListener, UdpSocket};

    /// What the real one printed of the same sockets; the order of listeners is that of a seeded hash.
    const NUMBERS: &str = "\
Active Internet connections (servers and established)
Proto Recv-Q Send-Q Local Address           Foreign Address         State      
tcp        0      0 127.100.100.100:65000   0.0.0.0:*               LISTEN     
tcp        0      0 0.0.0.0:80              0.0.0.0:*               LISTEN     
tcp        0      0 127.0.0.1:5432          0.0.0.0:*               LISTEN     
udp        0      0 0.0.0.0:53              0.0.0.0:*                          
udp        0      0 127.0.0.1:4000          127.0.0.1:53            ESTABLISHED
";
    const NAMES: &str = "\
Active Internet connections (only servers)
Proto Recv-Q Send-Q Local Address           Foreign Address         State      
tcp        0      0 127.100.100.100:65000   0.0.0.0:*               LISTEN     
tcp        0      0 0.0.0.0:http            0.0.0.0:*               LISTEN     
tcp        0      0 localhost:postgresql    0.0.0.0:*               LISTEN     
";
    const UDP: &str = "\
Active Internet connections (w/o servers)
Proto Recv-Q Send-Q Local Address           Foreign Address         State      
udp        0      0 localhost:4000          localhost:domain        ESTABLISHED
";

    #[test]
    fn sockets_are_listed_as_netstat_does() {
        let all = Asked { tcp: true, udp: true, listening: true, connected: true, numeric: true, ..Asked::default() };
        let listed = |asked| {
            let mut out = String::new();
            print(&mut out, &sockets(), asked);
            out
        };
        assert_eq!(listed(all), NUMBERS);
        assert_eq!(listed(Asked { udp: false, connected: false, numeric: false, ..all }), NAMES);
        assert_eq!(listed(Asked { tcp: false, listening: false, numeric: false, ..all }), UDP);
        let unix = "Active UNIX domain sockets (servers and established)\n\
                    Proto RefCnt Flags       Type       State         I-Node   Path\n";
        assert_eq!(listed(Asked { tcp: false, udp: false, ..all }), [NUMBERS, unix].concat());
    }

    /// What the real one printed of a long address and a long name, without and with `-W`.
    const CUT: &str = "tcp        0      0 192.168.100.:postgresql 0.0.0.0:*               LISTEN     \n";
    const WIDE: &str = "tcp        0      0 192.168.100.100:postgresql 0.0.0.0:*               LISTEN     \n";

    #[test]
    fn long_addresses_are_cut_unless_asked_for_in_full() {
        let local = (Ipv4Addr::new(192, 168, 100, 100), 5432);
        let mut sockets = Sockets::default();
        let owner = Owner::default();
        sockets.add(Socket::Listener(TcpListener { local, owner, half_open: Vec::new(), ready: Default::default() }));
        for (wide, expected) in [(false, CUT), (true, WIDE)] {
            let mut out = String::new();
            print(&mut out, &sockets, Asked { tcp: true, listening: true, wide, ..Asked::default() });
            assert_eq!(out.lines().nth(2), expected.lines().next());
        }
    }

    fn sockets() -> Sockets {
        let mut sockets = Sockets::default();
        let owner = Owner::default();
        for (address, port) in [([127, 100, 100, 100], 65000), ([0, 0, 0, 0], 80), ([127, 0, 0, 1], 5432)] {
            let local = (Ipv4Addr::from(address), port);
            sockets.add(Socket::Listener(TcpListener { local, owner, half_open: Vec::new(), ready: Default::default() }));
        }
        for (local, remote) in
            [((Ipv4Addr::LOCALHOST, 4000), Some((Ipv4Addr::LOCALHOST, 53))), ((Ipv4Addr::UNSPECIFIED, 53), None)]
        {
            sockets.add(Socket::Udp(UdpSocket { local, remote, mark: 0, owner, received: Default::default(), error: None }));
        }
        sockets
    }
}
