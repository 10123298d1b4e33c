//! An action as the command that a person would type for it.

use std::net::Ipv4Addr;

use engine::lab::scenario::{Action, Closing, ConnectAction, DatagramAction, PingAction, SegmentAction};
use engine::state::sockets::Endpoint;

pub fn command(action: &Action) -> String {
    match action {
        Action::Connect(connect) => connection(connect),
        Action::Send { connection, text } => format!("{connection} ← {text:?}"),
        Action::Close { connection, how } => match how {
            Closing::Fin => format!("{connection} ← FIN"),
            Closing::Reset => format!("{connection} ← RST"),
        },
        Action::SendDatagrams(DatagramAction { to, from, .. }) => format!("nc -u{} {}", origin(*from), end(*to)),
        Action::Ping(PingAction { to, count, .. }) => format!("ping -c{count} {to}"),
        Action::SendSegment(SegmentAction { from, to, flags, .. }) => format!("{flags} {} → {}", pair(*from), pair(*to)),
        Action::Command { words, .. } => words.join(" "),
        Action::RestoreRules { keep, .. } => format!("iptables-restore{}", if *keep { " --noflush" } else { "" }),
        Action::SetSysctls { values, .. } => {
            let settings: Vec<String> = values.iter().map(|(name, value)| format!("{name}={value}")).collect();
            format!("sysctl -w {}", settings.join(" "))
        }
        Action::ListCounters { .. } => "iptables-save -c".to_owned(),
        Action::ListConnections { .. } => "conntrack -L".to_owned(),
        Action::Wait { milliseconds } => format!("sleep {}.{:03}", milliseconds / 1000, milliseconds % 1000),
    }
}

fn connection(connect: &ConnectAction) -> String {
    let sent = connect.send.as_ref().map(|text| format!("echo {text} | ")).unwrap_or_default();
    format!("{sent}nc{} {}", origin(connect.from), end(connect.to))
}

/// As nc is told where to send from.
fn origin((address, port): Endpoint) -> String {
    let address = if address == Ipv4Addr::UNSPECIFIED { String::new() } else { format!(" -s {address}") };
    let port = if port == 0 { String::new() } else { format!(" -p {port}") };
    address + &port
}

fn end((address, port): Endpoint) -> String {
    format!("{address} {port}")
}

fn pair((address, port): Endpoint) -> String {
    format!("{address}:{port}")
}
