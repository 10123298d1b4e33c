//! What a `conntrack` command line asks for: its values parsed, and checked against the command they are given to.

use super::checks::{CHECKED, Need, illegal, missing, need};
use super::filter::Filter;
use super::names::{Command, Name};
use super::values::{mark, network, number, protocol_number, single, tcp_state, translated, unsupported};
use super::words::{Failure, Meaning, Words};

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
    pub xml: bool,
    pub save: bool,
    /// The names of labels are read from a file, which no lab has.
    pub labels: bool,
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
            Name::OriginalZone => filter.original_zone = Some(number(value) as u16),
            Name::ReplyZone => filter.reply_zone = Some(number(value) as u16),
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
        const NAMES: [&str; 8] = ["xml", "extended", "timestamp", "id", "ktimestamp", "labels", "userspace", "save"];
        let mut rest = Some(value);
        while let Some(text) = rest {
            let part;
            (part, rest) = text.split_once(',').map_or((text, None), |(part, behind)| (part, Some(behind)));
            let begins = |name: &&&str| name.get(..part.len()).is_some_and(|start| start.eq_ignore_ascii_case(part));
            match NAMES.iter().find(begins).filter(|_| !part.is_empty()).copied() {
                Some("xml") => self.output.xml = true,
                Some("extended") => self.output.extended = true,
                Some("id") => self.output.identity = true,
                Some("labels") => self.output.labels = true,
                Some("save") => self.output.save = true,
                Some(_) => {}
                None => return Err(Failure::Usage(format!("Bad parameter `{text}'"))),
            }
        }
        let output = self.output;
        if output.save && (output.xml || output.extended || output.identity || output.labels) {
            let text = "cannot combine save output with any other output type, use -o save only";
            return Err(Failure::Combined(text.to_owned()));
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
