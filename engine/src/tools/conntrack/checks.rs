//! Which options each `conntrack` command takes, and how it complains of others.

use super::names::{Command, Name};
use super::words::Failure;

/// Those that depend on the command, in the order of the real checks.
pub const CHECKED: [Name; 25] = [
    Name::Source,
    Name::Destination,
    Name::ReplySource,
    Name::ReplyDestination,
    Name::Protocol,
    Name::Timeout,
    Name::Status,
    Name::Zero,
    Name::EventMask,
    Name::TupleSource,
    Name::TupleDestination,
    Name::MaskSource,
    Name::MaskDestination,
    Name::Mark,
    Name::Identity,
    Name::Family,
    Name::SourceNat,
    Name::DestinationNat,
    Name::Output,
    Name::SecurityMark,
    Name::BufferSize,
    Name::AnyNat,
    Name::Zone,
    Name::OriginalZone,
    Name::ReplyZone,
];

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Need {
    Refused,
    Allowed,
    Required,
}

/// Which options a command takes (transcript: conntrack.txt, "what is refused").
pub fn need(command: Command, expectations: bool, name: Name) -> Need {
    use Name::*;
    let addresses = [Source, Destination, ReplySource, ReplyDestination, Protocol];
    let zones = [Zone, OriginalZone, ReplyZone];
    let is_address = addresses.contains(&name);
    let allowed = match command {
        _ if expectations => matches!((command, name), (Command::List, Family | Output) | (Command::Flush, Family)),
        Command::List => {
            let others = [Status, Zero, MaskSource, MaskDestination, Mark, Family, SourceNat, DestinationNat, Output];
            is_address || zones.contains(&name) || others.contains(&name) || matches!(name, SecurityMark | AnyNat)
        }
        Command::Delete => {
            let others = [Timeout, Status, MaskSource, MaskDestination, Mark, Family, SourceNat, DestinationNat, Output];
            is_address || zones.contains(&name) || others.contains(&name)
        }
        Command::Create => {
            let others = [Timeout, Status, Mark, Family, SourceNat, DestinationNat, SecurityMark];
            is_address || zones.contains(&name) || others.contains(&name)
        }
        Command::Get => is_address || matches!(name, Family | Output),
        Command::Flush => name == Family,
        // not modelled: what they take is not asked
        Command::Update | Command::Watch => true,
        Command::Count | Command::Statistics | Command::Version | Command::Help => false,
    };
    match (command, name) {
        (Command::Get | Command::Create, Protocol) | (Command::Create, Timeout) => Need::Required,
        _ if allowed => Need::Allowed,
        _ => Need::Refused,
    }
}

pub fn illegal(name: Name) -> Failure {
    Failure::Usage(format!("Illegal option `--{}' with this command", name.text()))
}

pub fn missing(name: Name) -> Failure {
    Failure::Usage(format!("You need to supply the `--{}' option for this command", name.text()))
}
