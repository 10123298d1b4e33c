//! What a `conntrack` command line asks for: its values parsed, and checked against the command they are given to.

use std::net::{Ipv4Addr, Ipv6Addr};

use ipnet::Ipv4Net;

use super::filter::{Filter, Nat};
use super::words::{Failure, Meaning, Words};
use crate::kernel::conntrack::TcpState;
use crate::kernel::rules::values::protocol;

#[derive(Clone, Debug)]
pub struct CommandLine {
    pub command: Command,
    pub kind: Kind,
    pub filter: Filter,
    pub timeout: u32,
    pub zero: bool,
    pub output: OutputKind,
    /// What is said on standard error before anything else.
    pub warnings: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    List,
    Create,
    Update,
    Delete,
    Get,
    Flush,
    Watch,
    Count,
    Statistics,
    Version,
    Help,
}

/// What the word behind the command names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Connections,
    Expectations,
    /// `dying` and `unconfirmed`: entries whose packet is on its way. Between two commands there is none.
    Passing,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OutputKind {
    pub extended: bool,
    pub identity: bool,
}

/// The options, in the order in which the real command checks them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Name {
    Source,
    Destination,
    ReplySource,
    ReplyDestination,
    Protocol,
    Timeout,
    Status,
    Zero,
    EventMask,
    TupleSource,
    TupleDestination,
    MaskSource,
    MaskDestination,
    NatRange,
    Mark,
    Identity,
    Family,
    SourceNat,
    DestinationNat,
    Output,
    SecurityMark,
    BufferSize,
    AnyNat,
    Zone,
    OriginalZone,
    ReplyZone,
    SourcePort,
    DestinationPort,
    ReplySourcePort,
    ReplyDestinationPort,
    State,
    IcmpType,
    IcmpCode,
    IcmpIdentifier,
}

impl Name {
    /// As complaints call it.
    fn text(self) -> &'static str {
        match self {
            Name::Source => "src",
            Name::Destination => "dst",
            Name::ReplySource => "reply-src",
            Name::ReplyDestination => "reply-dst",
            Name::Protocol => "protonum",
            Name::Timeout => "timeout",
            Name::Status => "status",
            Name::Zero => "zero",
            Name::EventMask => "event-mask",
            Name::TupleSource => "tuple-src",
            Name::TupleDestination => "tuple-dst",
            Name::MaskSource => "mask-src",
            Name::MaskDestination => "mask-dst",
            Name::NatRange => "nat-range",
            Name::Mark => "mark",
            Name::Identity => "id",
            Name::Family => "family",
            Name::SourceNat => "src-nat",
            Name::DestinationNat => "dst-nat",
            Name::Output => "output",
            Name::SecurityMark => "secmark",
            Name::BufferSize => "buffer-size",
            Name::AnyNat => "any-nat",
            Name::Zone => "zone",
            Name::OriginalZone => "orig-zone",
            Name::ReplyZone => "reply-zone",
            Name::SourcePort => "sport",
            Name::DestinationPort => "dport",
            Name::ReplySourcePort => "reply-port-src",
            Name::ReplyDestinationPort => "reply-port-dst",
            Name::State => "state",
            Name::IcmpType => "icmp-type",
            Name::IcmpCode => "icmp-code",
            Name::IcmpIdentifier => "icmp-id",
        }
    }
}

pub fn read(words: &[&str]) -> Result<CommandLine, Failure> {
    let mut reader = Reader::default();
    let mut words = Words::new(words);
    while let Some((meaning, value)) = words.advance()? {
        match meaning {
            Meaning::Command(command) => reader.command(command, value)?,
            Meaning::Option(name) => reader.option(name, value.unwrap_or(""))?,
        }
        words.protocol = reader.filter.protocol;
    }
    reader.finish()
}

#[derive(Default)]
struct Reader {
    command: Option<Command>,
    kind: Option<Kind>,
    given: Vec<Name>,
    filter: Filter,
    timeout: u32,
    output: OutputKind,
    warnings: String,
    /// Only states that rules cannot ask for were named.
    no_status: bool,
}

impl Reader {
    fn command(&mut self, command: Command, table: Option<&str>) -> Result<(), Failure> {
        if self.command.is_some() {
            return Err(Failure::Usage("Invalid commands combination".to_owned()));
        }
        self.command = Some(command);
        self.kind = match table {
            None => None,
            Some("conntrack") => Some(Kind::Connections),
            Some("expect") => Some(Kind::Expectations),
            Some("dying" | "unconfirmed") => Some(Kind::Passing),
            Some(other) => return Err(Failure::Usage(format!("unknown type `{other}'"))),
        };
        Ok(())
    }

    fn option(&mut self, name: Name, value: &str) -> Result<(), Failure> {
        if name == Name::NatRange {
            self.warnings.push_str("WARNING: ignoring -a, deprecated option.\n");
            return Ok(());
        }
        self.given.push(name);
        let filter = &mut self.filter;
        match name {
            Name::Source => filter.source = network(value, &mut filter.impossible)?,
            Name::Destination => filter.destination = network(value, &mut filter.impossible)?,
            Name::ReplySource => filter.reply_source = single(name, value, &mut filter.impossible)?,
            Name::ReplyDestination => filter.reply_destination = single(name, value, &mut filter.impossible)?,
            Name::Protocol => filter.protocol = Some(protocol_number(value)?),
            Name::Timeout => self.timeout = number(value),
            Name::Status => self.status(value)?,
            Name::Mark => filter.mark = Some(mark(value)),
            Name::Zone => filter.zone = Some(number(value) as u16),
            Name::OriginalZone | Name::ReplyZone => filter.impossible = true,
            Name::SourceNat => filter.nat.source = Some(translated(value)?),
            Name::DestinationNat => filter.nat.destination = Some(translated(value)?),
            Name::AnyNat => filter.nat.any = Some(translated(value)?),
            Name::Output => self.output(value)?,
            Name::Family => match value {
                "ipv4" => {}
                "ipv6" => filter.impossible = true,
                other => return Err(unsupported(other)),
            },
            Name::SourcePort => filter.source_port = Some(number(value) as u16),
            Name::DestinationPort => filter.destination_port = Some(number(value) as u16),
            Name::ReplySourcePort => filter.reply_source_port = Some(number(value) as u16),
            Name::ReplyDestinationPort => filter.reply_destination_port = Some(number(value) as u16),
            Name::State => filter.state = Some(tcp_state(value)?),
            Name::IcmpType => filter.icmp_kind = Some(number(value) as u8),
            Name::IcmpCode => filter.icmp_code = Some(number(value) as u8),
            Name::IcmpIdentifier => filter.icmp_identifier = Some(number(value) as u16),
            Name::Zero
            | Name::EventMask
            | Name::TupleSource
            | Name::TupleDestination
            | Name::MaskSource
            | Name::MaskDestination
            | Name::NatRange
            | Name::Identity
            | Name::SecurityMark
            | Name::BufferSize => {}
        }
        Ok(())
    }

    fn status(&mut self, value: &str) -> Result<(), Failure> {
        let mut any = false;
        for part in value.split(',') {
            let upper = part.to_ascii_uppercase();
            let wanted = &mut self.filter.status;
            any |= upper != "UNSET";
            match upper.as_str() {
                "ASSURED" => wanted.assured = true,
                "SEEN_REPLY" => wanted.seen_reply = true,
                "UNREPLIED" => wanted.unreplied = true,
                "EXPECTED" => wanted.expected = true,
                "FIXED_TIMEOUT" => wanted.fixed_timeout = true,
                "OFFLOAD" | "HW_OFFLOAD" => self.filter.impossible = true,
                "UNSET" => {}
                "SRC_NAT" | "DST_NAT" => {
                    let option = if upper == "SRC_NAT" { "--src-nat" } else { "--dst-nat" };
                    self.warnings.push_str(&format!("WARNING: ignoring {upper}, use {option} instead\n"));
                    any = false;
                }
                _ => return Err(Failure::Usage(format!("Bad parameter `{value}'"))),
            }
        }
        self.no_status = !any;
        Ok(())
    }

    fn output(&mut self, value: &str) -> Result<(), Failure> {
        for part in value.split(',') {
            match part {
                "extended" => self.output.extended = true,
                "id" => self.output.identity = true,
                "timestamp" | "ktimestamp" => {}
                "xml" | "save" | "labels" | "userspace" => {
                    return Err(Failure::Usage(format!("output `{part}' is not modelled here")));
                }
                _ => return Err(Failure::Usage(format!("Bad parameter `{value}'"))),
            }
        }
        Ok(())
    }

    fn finish(self) -> Result<CommandLine, Failure> {
        let Some(command) = self.command else {
            let stray = self.given.iter().min();
            return match stray {
                Some(name) => Err(illegal(*name)),
                None => Ok(self.line(Command::Help)),
            };
        };
        self.check(command)?;
        if self.no_status && command == Command::List {
            return Err(Failure::Refused { warnings: self.warnings, text: "invalid parameters".to_owned() });
        }
        Ok(self.line(command))
    }

    fn line(self, command: Command) -> CommandLine {
        let mut filter = self.filter;
        // Only a listing asks the kernel for unanswered connections; the others forget it (transcript: conntrack.txt).
        filter.status.unreplied &= command == Command::List;
        // A deletion compares timeouts, but nobody tells it how: no entry fits.
        filter.impossible |= command == Command::Delete && self.given.contains(&Name::Timeout);
        CommandLine {
            command,
            kind: self.kind.unwrap_or(Kind::Connections),
            filter,
            timeout: self.timeout,
            zero: self.given.contains(&Name::Zero),
            output: self.output,
            warnings: self.warnings,
        }
    }

    fn check(&self, command: Command) -> Result<(), Failure> {
        let expectations = self.kind == Some(Kind::Expectations);
        for name in CHECKED {
            let is_given = self.given.contains(&name);
            match need(command, expectations, name) {
                Need::Required if !is_given => return Err(missing(name)),
                Need::Refused if is_given => return Err(illegal(name)),
                Need::Required | Need::Refused | Need::Allowed => {}
            }
        }
        for (mask, address, text) in [(Name::MaskSource, Name::Source, "src"), (Name::MaskDestination, Name::Destination, "dst")]
        {
            if self.given.contains(&mask) && !self.given.contains(&address) {
                return Err(Failure::Usage(format!("Can't use --mask-{text} without --{text}")));
            }
        }
        let filters = |name: &Name| !matches!(name, Name::Zero | Name::Output | Name::Family);
        if self.given.contains(&Name::Zero) && self.given.iter().any(filters) {
            return Err(Failure::Usage("Can't use -z with filtering parameters".to_owned()));
        }
        match command {
            Command::Create | Command::Get => self.check_tuple(command),
            Command::List
            | Command::Update
            | Command::Delete
            | Command::Flush
            | Command::Watch
            | Command::Count
            | Command::Statistics
            | Command::Version
            | Command::Help => Ok(()),
        }
    }

    /// One connection is named by both its addresses, and what its protocol has.
    fn check_tuple(&self, command: Command) -> Result<(), Failure> {
        let has = |name: Name| self.given.contains(&name);
        let both = |first: Name, second: Name| has(first) && has(second);
        if !both(Name::Source, Name::Destination) && !both(Name::ReplySource, Name::ReplyDestination) {
            return Err(Failure::Usage("you have to specify `--src' and `--dst'".to_owned()));
        }
        let needed: &[Name] = match self.filter.protocol {
            Some(6) if command == Command::Create => &[Name::State],
            Some(1) => &[Name::IcmpType, Name::IcmpCode],
            Some(_) | None => &[],
        };
        if let Some(absent) = needed.iter().find(|name| !has(**name)) {
            return Err(missing(*absent));
        }
        let has_ports = matches!(self.filter.protocol, Some(6 | 17));
        let ports = both(Name::SourcePort, Name::DestinationPort) || both(Name::ReplySourcePort, Name::ReplyDestinationPort);
        if has_ports && !ports {
            return Err(Failure::Usage("you have to specify `--sport' and `--dport'".to_owned()));
        }
        Ok(())
    }
}

/// Those that depend on the command, in the order of the real checks.
const CHECKED: [Name; 25] = [
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
enum Need {
    Refused,
    Allowed,
    Required,
}

/// Which options a command takes (transcript: conntrack.txt, "what is refused").
fn need(command: Command, expectations: bool, name: Name) -> Need {
    use Name::*;
    let addresses = [Source, Destination, ReplySource, ReplyDestination, Protocol];
    let zones = [Zone, OriginalZone, ReplyZone];
    let is_address = addresses.contains(&name);
    let allowed = match command {
        _ if expectations => matches!((command, name), (Command::List, Family) | (Command::Flush, Family)),
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

fn illegal(name: Name) -> Failure {
    Failure::Usage(format!("Illegal option `--{}' with this command", name.text()))
}

fn missing(name: Name) -> Failure {
    Failure::Usage(format!("You need to supply the `--{}' option for this command", name.text()))
}

fn unsupported(text: &str) -> Failure {
    Failure::Usage(format!("`{text}' unsupported protocol"))
}

/// As `strtoul` does: what is no number is 0.
fn number(text: &str) -> u32 {
    let (digits, radix) = match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(digits) => (digits, 16),
        None if text.starts_with('0') => (text, 8),
        None => (text, 10),
    };
    let length = digits.find(|character: char| !character.is_digit(radix)).unwrap_or(digits.len());
    let digits = digits.get(..length).unwrap_or("");
    if digits.is_empty() { 0 } else { u32::from_str_radix(digits, radix).unwrap_or(u32::MAX) }
}

fn mark(text: &str) -> (u32, u32) {
    match text.split_once('/') {
        Some((value, mask)) => (number(value), number(mask)),
        None => (number(text), u32::MAX),
    }
}

fn protocol_number(text: &str) -> Result<u8, Failure> {
    let by_name = protocol::number(&text.to_ascii_lowercase());
    match by_name.or_else(|| text.parse().ok()) {
        Some(0) | None => Err(unsupported(text)),
        Some(number) => Ok(number),
    }
}

fn tcp_state(text: &str) -> Result<TcpState, Failure> {
    const STATES: [TcpState; 10] = [
        TcpState::None,
        TcpState::SynSent,
        TcpState::SynRecv,
        TcpState::Established,
        TcpState::FinWait,
        TcpState::CloseWait,
        TcpState::LastAck,
        TcpState::TimeWait,
        TcpState::Close,
        TcpState::SynSent2,
    ];
    // what once was LISTEN is SYN_SENT2 today
    let name = if text == "LISTEN" { "SYN_SENT2" } else { text };
    let found = STATES.into_iter().find(|state| state.name() == name);
    found.ok_or_else(|| Failure::Usage(format!("unknown TCP state `{text}'")))
}

fn invalid_address(text: &str) -> Failure {
    Failure::Usage(format!("Invalid IP address `{text}'"))
}

/// `None` and impossible for IPv6: no connection of ours has such an address.
fn network(text: &str, impossible: &mut bool) -> Result<Option<Ipv4Net>, Failure> {
    let (address, length) = text.split_once('/').map_or((text, None), |(address, length)| (address, Some(length)));
    let length = match length.map(str::parse::<u8>) {
        None => 32,
        Some(Ok(length @ 0..=32)) => length,
        Some(Ok(_) | Err(_)) => return Err(Failure::Usage("Invalid netmask".to_owned())),
    };
    let address = address_of(address, impossible)?;
    Ok(address.and_then(|address| Ipv4Net::new(address, length).ok()).map(|net| net.trunc()))
}

fn single(name: Name, text: &str, impossible: &mut bool) -> Result<Option<Ipv4Addr>, Failure> {
    if text.contains('/') {
        return Err(Failure::Usage(format!("CIDR notation unavailable for `--{}'", name.text())));
    }
    address_of(text, impossible)
}

fn address_of(text: &str, impossible: &mut bool) -> Result<Option<Ipv4Addr>, Failure> {
    match text.parse::<Ipv4Addr>() {
        Ok(address) => Ok(Some(address)),
        Err(_) if text.parse::<Ipv6Addr>().is_ok() => {
            *impossible = true;
            Ok(None)
        }
        Err(_) => Err(invalid_address(text)),
    }
}

/// `1.2.3.4`, `1.2.3.4:80`, or nothing.
fn translated(text: &str) -> Result<Nat, Failure> {
    if text.is_empty() {
        return Ok(Nat::default());
    }
    let (address, port) = text.split_once(':').map_or((text, None), |(address, port)| (address, Some(port)));
    let address = address.parse().map_err(|_| invalid_address(address))?;
    Ok(Nat { address: Some(address), port: port.map(|port| number(port) as u16) })
}
