//! How an action ended, in the words of lessons.

use engine::lab::Outcome;
use engine::lab::outcome::{CloseOutcome, ConnectOutcome, ConnectStatus, Gone, PingAnswer, PingOutcome, SendOutcome};
use engine::state::sockets::Errno;

use crate::model::Ending;

/// With the answer that came, if there was one.
pub fn ending(outcome: &Outcome) -> (Ending, Option<&str>) {
    match outcome {
        Outcome::Connect(connect) => connected(connect),
        Outcome::Send(sent) => after_sending(sent),
        Outcome::Closed(CloseOutcome::Failed(error)) => (of_error(*error), None),
        Outcome::Closed(CloseOutcome::Clean | CloseOutcome::Reset | CloseOutcome::NoFinFromPeer) => (Ending::Done, None),
        Outcome::Datagrams(datagrams) => match (datagrams.replies.first(), datagrams.errors.first()) {
            (Some((_, text)), _) => (Ending::Answered, Some(text)),
            (None, Some(error)) => (of_error(*error), None),
            (None, None) => (datagrams.could_not_open.map_or(Ending::Unanswered, of_error), None),
        },
        Outcome::Ping(ping) => (pinged(ping), None),
        Outcome::Segment(Ok(())) => (Ending::Done, None),
        Outcome::Segment(Err(error)) => (of_error(*error), None),
        Outcome::Command(command) => (if command.code == 0 { Ending::Done } else { Ending::Failed }, None),
        Outcome::Counters(_) | Outcome::Connections(_) | Outcome::Waited => (Ending::Done, None),
        Outcome::NoSuchConnection | Outcome::NoSuchHost(_) => (Ending::Failed, None),
    }
}

fn connected(connect: &ConnectOutcome) -> (Ending, Option<&str>) {
    match connect.status {
        ConnectStatus::Failed(error) | ConnectStatus::CouldNotBind(error) => (of_error(error), None),
        ConnectStatus::TimedOut { .. } => (Ending::TimedOut, None),
        ConnectStatus::Connected => match (&connect.sent, connect.gone_at_once) {
            (Some(sent), _) => after_sending(sent),
            (None, Some(Gone::Failed(error))) => (of_error(error), None),
            (None, Some(Gone::Closed)) => (Ending::Unanswered, None),
            (None, None) => (Ending::Connected, None),
        },
    }
}

fn after_sending(sent: &SendOutcome) -> (Ending, Option<&str>) {
    match (&sent.reply, sent.could_not_send.or(sent.error)) {
        (Some(reply), _) => (Ending::Answered, Some(reply)),
        (None, Some(error)) => (of_error(error), None),
        (None, None) => (Ending::Unanswered, None),
    }
}

fn pinged(ping: &PingOutcome) -> Ending {
    let replied = ping.answers.iter().any(|answer| matches!(answer, PingAnswer::Reply { .. }));
    if replied {
        return Ending::Answered;
    }
    let failed = ping.answers.iter().find_map(|answer| match answer {
        PingAnswer::Reply { .. } => None,
        PingAnswer::Error { kind, code, .. } => {
            Some(Errno::of_icmp(*kind, *code).map_or(Ending::Failed, |(error, _)| of_error(error)))
        }
        PingAnswer::CouldNotSend { error, .. } => Some(of_error(*error)),
    });
    failed.or(ping.failed.map(of_error)).unwrap_or(Ending::Unanswered)
}

fn of_error(error: Errno) -> Ending {
    match error {
        Errno::ConnectionRefused => Ending::Refused,
        Errno::HostUnreachable
        | Errno::NetworkUnreachable
        | Errno::ProtocolUnreachable
        | Errno::HostDown
        | Errno::NotOnNetwork => Ending::Unreachable,
        Errno::TimedOut => Ending::TimedOut,
        Errno::NotPermitted | Errno::PermissionDenied => Ending::NotPermitted,
        Errno::ConnectionReset | Errno::BrokenPipe => Ending::Reset,
        Errno::AddressInUse
        | Errno::AddressNotAvailable
        | Errno::InvalidArgument
        | Errno::NoSuchDevice
        | Errno::NotConnected
        | Errno::MessageTooLong
        | Errno::ProtocolError
        | Errno::NotSupported
        | Errno::LimitReached => Ending::Failed,
    }
}
