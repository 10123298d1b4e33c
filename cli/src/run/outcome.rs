//! What came of an action: what the program that did it saw, and what servers saw meanwhile.

use engine::lab::outcome::{
    CloseOutcome, ConnectOutcome, ConnectStatus, DatagramOutcome, Gone, Outcome, PingAnswer, PingOutcome, RelayResult, Seen,
    SendOutcome, ServerEvent,
};
use engine::text::conntrack::print::{self as connections, Style};

use trace::Moment;

use super::words::endpoint;
use crate::paint::Ink;

/// Line by line.
pub fn lines(outcome: &Outcome) -> Vec<(Ink, String)> {
    match outcome {
        Outcome::Connect(connect) => connect_lines(connect),
        Outcome::Send(sent) => sent_lines(sent),
        Outcome::Closed(closed) => vec![closed_line(*closed)],
        Outcome::NoSuchConnection => vec![(Ink::Bad, "there is no such connection".to_owned())],
        Outcome::Datagrams(datagrams) => datagram_lines(datagrams),
        Outcome::Ping(ping) => ping_lines(ping),
        Outcome::Segment(Ok(())) => vec![(Ink::Good, "sent".to_owned())],
        Outcome::Segment(Err(error)) => vec![(Ink::Bad, error.name().to_owned())],
        Outcome::Command(command) => {
            let mut lines: Vec<(Ink, String)> = command.out.lines().map(|line| (Ink::Plain, line.to_owned())).collect();
            lines.extend(command.err.lines().map(|line| (Ink::Change, line.to_owned())));
            if command.code != 0 {
                lines.push((Ink::Bad, format!("exit status {}", command.code)));
            }
            lines
        }
        Outcome::Counters(tables) => vec![(Ink::Plain, format!("{} tables", tables.len()))],
        Outcome::Connections(entries) => {
            let style = Style { uses: 1, counters: true, ..Style::default() };
            entries.iter().map(|entry| (Ink::Plain, connections::line(&entry.shown(), entry.created, style))).collect()
        }
        Outcome::Waited => Vec::new(),
        Outcome::NoSuchHost(name) => vec![(Ink::Bad, format!("there is no host {name:?}"))],
    }
}

fn connect_lines(connect: &ConnectOutcome) -> Vec<(Ink, String)> {
    let mut lines = vec![match connect.status {
        ConnectStatus::Connected => {
            let ends = connect.ends.map(|(local, peer)| format!(": {} to {}", endpoint(local), endpoint(peer)));
            (Ink::Good, format!("connected{}", ends.unwrap_or_default()))
        }
        ConnectStatus::Failed(error) => (Ink::Bad, format!("not connected: {}", error.name())),
        ConnectStatus::TimedOut { soft: None } => (Ink::Bad, "not connected: timed out".to_owned()),
        ConnectStatus::TimedOut { soft: Some(error) } => (Ink::Bad, format!("not connected: timed out ({})", error.name())),
        ConnectStatus::CouldNotBind(error) => (Ink::Bad, format!("no socket: {}", error.name())),
    }];
    match connect.gone_at_once {
        Some(Gone::Closed) => lines.push((Ink::Bad, "closed by the other end at once".to_owned())),
        Some(Gone::Failed(error)) => lines.push((Ink::Bad, format!("gone at once: {}", error.name()))),
        None => {}
    }
    if let Some(sent) = &connect.sent {
        lines.extend(sent_lines(sent));
    }
    lines.extend(connect.closed.map(closed_line));
    lines
}

fn sent_lines(sent: &SendOutcome) -> Vec<(Ink, String)> {
    if let Some(error) = sent.could_not_send {
        return vec![(Ink::Bad, format!("could not send: {}", error.name()))];
    }
    let mut lines = Vec::new();
    if let Some(reply) = &sent.reply {
        lines.push((Ink::Good, format!("answer: {reply:?}")));
    }
    if sent.closed_by_peer {
        lines.push((Ink::Plain, "closed by the other end".to_owned()));
    }
    for error in [sent.error, sent.soft_error].into_iter().flatten() {
        lines.push((Ink::Bad, error.name().to_owned()));
    }
    if sent.stalled {
        lines.push((Ink::Bad, "no answer".to_owned()));
    }
    lines
}

fn closed_line(closed: CloseOutcome) -> (Ink, String) {
    match closed {
        CloseOutcome::Clean => (Ink::Good, "closed".to_owned()),
        CloseOutcome::Reset => (Ink::Plain, "reset".to_owned()),
        CloseOutcome::NoFinFromPeer => (Ink::Change, "closed, but the other end did not".to_owned()),
        CloseOutcome::Failed(error) => (Ink::Bad, format!("closing failed: {}", error.name())),
    }
}

fn datagram_lines(datagrams: &DatagramOutcome) -> Vec<(Ink, String)> {
    if let Some(error) = datagrams.could_not_open {
        return vec![(Ink::Bad, format!("no socket: {}", error.name()))];
    }
    let mut lines: Vec<(Ink, String)> =
        datagrams.replies.iter().map(|(from, text)| (Ink::Good, format!("answer from {}: {text:?}", endpoint(*from)))).collect();
    lines.extend(datagrams.errors.iter().map(|error| (Ink::Bad, error.name().to_owned())));
    if lines.is_empty() {
        lines.push((Ink::Bad, "no answer".to_owned()));
    }
    lines
}

fn ping_lines(ping: &PingOutcome) -> Vec<(Ink, String)> {
    let mut lines: Vec<(Ink, String)> = ping
        .answers
        .iter()
        .map(|answer| match answer {
            PingAnswer::Reply { sequence, from, ttl } => (Ink::Good, format!("seq {sequence}: reply from {from}, ttl {ttl}")),
            PingAnswer::Error { sequence, kind, code, from } => {
                (Ink::Bad, format!("seq {sequence}: ICMP type {kind} code {code} from {from}"))
            }
            PingAnswer::CouldNotSend { sequence, error } => (Ink::Bad, format!("seq {sequence}: {}", error.name())),
        })
        .collect();
    lines.extend(ping.failed.map(|error| (Ink::Bad, error.name().to_owned())));
    if lines.is_empty() {
        lines.push((Ink::Bad, "no reply".to_owned()));
    }
    lines
}

/// What servers saw, line by line.
pub fn servers(seen: &[ServerEvent], moment: &Moment) -> Vec<(Ink, String)> {
    let name = |event: &ServerEvent| moment.host_name(event.host).unwrap_or("?");
    seen.iter().map(|event| (Ink::Plain, format!("{}: {}", name(event), server(&event.what)))).collect()
}

fn server(seen: &Seen) -> String {
    match seen {
        Seen::Accepted { local, peer, original_destination } => {
            let asked = original_destination.map(|original| format!(", who asked for {}", endpoint(original)));
            format!("port {} accepts {}{}", local.1, endpoint(*peer), asked.unwrap_or_default())
        }
        Seen::Data { port, data } => format!("port {port} reads {data:?}"),
        Seen::Datagram { port, peer, data } => format!("port {port} gets {data:?} from {}", endpoint(*peer)),
        Seen::ClosedByPeer { port } => format!("port {port}: closed by the client"),
        Seen::Failed { port, error } => format!("port {port}: {}", error.name()),
        Seen::CouldNotSend { port, error } | Seen::CouldNotAnswer { port, error } => {
            format!("port {port} could not answer: {}", error.name())
        }
        Seen::FellSilent { port } => format!("port {port} falls silent after eight answers"),
        Seen::Relayed { to, result } => {
            let result = match result {
                RelayResult::Connected => "connected",
                RelayResult::Failed(error) => error.name(),
                RelayResult::DataLost => "not connected, data lost",
            };
            format!("relay to {}: {result}", endpoint(*to))
        }
    }
}
