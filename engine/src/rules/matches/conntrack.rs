//! `-m conntrack`: what is known of the packet's connection.

use trace::Value;

use super::MatchExtension;
use crate::rules::context::{Context, Tested};
use crate::rules::missed::Missed;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::values::address::{self, MaskedAddress};
use crate::rules::values::port::{self, PortTest};
use crate::rules::values::states::States;
use crate::rules::values::{number, protocol};
use crate::state::conntrack::{Direction, Entry, Status, Tracking, Tuple, TupleKind};

/// One thing asked of the connection; `inverted` is a `!` in front of its option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    pub asked: Asked,
    pub inverted: bool,
}

/// In the order the tools print them, which `parse` sorts by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    States(States),
    Protocol(u8),
    Address {
        end: End,
        pattern: MaskedAddress,
    },
    Status(StatusSet),
    /// Whole seconds until the entry is forgotten.
    Expires {
        least: u32,
        greatest: u32,
    },
    Port {
        end: End,
        test: PortTest,
    },
    Direction(Direction),
}

/// Which of the four ends of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum End {
    OriginalSource,
    OriginalDestination,
    ReplySource,
    ReplyDestination,
}

/// Kernel bits of a connection's status, as far as `--ctstatus` names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusSet(u8);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conntrack {
    pub tests: Vec<Test>,
}

impl MatchExtension for Conntrack {
    const NAME: &'static str = "conntrack";
    const OPTIONS: &'static [OptionSpec] = &[
        OptionSpec::one("ctstate").invertible(),
        OptionSpec::one("ctproto").invertible(),
        OptionSpec::one("ctorigsrc").invertible(),
        OptionSpec::one("ctorigdst").invertible(),
        OptionSpec::one("ctreplsrc").invertible(),
        OptionSpec::one("ctrepldst").invertible(),
        OptionSpec::one("ctstatus").invertible(),
        OptionSpec::one("ctexpire").invertible(),
        OptionSpec::one("ctorigsrcport").invertible(),
        OptionSpec::one("ctorigdstport").invertible(),
        OptionSpec::one("ctreplsrcport").invertible(),
        OptionSpec::one("ctrepldstport").invertible(),
        OptionSpec::one("ctdir"),
    ];
    const NEEDS_CONNTRACK: bool = true;

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Conntrack, Problem> {
        if given.is_empty() {
            return Err(Problem::usage("conntrack: At least one option is required").late());
        }
        let mut tests = given.iter().map(read).collect::<Result<Vec<Test>, Problem>>()?;
        tests.sort_by_key(|test| test.asked.order());
        Ok(Conntrack { tests })
    }

    fn save(&self, out: &mut String) {
        for test in &self.tests {
            let inverted = if test.inverted { " !" } else { "" };
            out.push_str(&format!("{inverted} --{} {}", test.asked.option(), test.asked.text(':')));
        }
    }

    fn read_listed(row: &mut super::Listed<'_>, inverted: bool) -> bool {
        row.pair(Self::NAME, &LISTED, inverted)
    }

    fn list(&self, out: &mut String, numeric: bool) {
        for test in &self.tests {
            let inverted = if test.inverted { " !" } else { "" };
            let text = match &test.asked {
                Asked::Address { pattern, .. } => pattern.listed(numeric),
                asked => asked.text(':'),
            };
            out.push_str(&format!("{inverted} {} {text}", test.asked.option()));
        }
    }

    fn test(&self, context: &mut Context<'_>) -> Tested {
        let Some(entry) = context.entry() else {
            // without a connection only the state can fail (reference: matches-targets.md §1)
            let states = self.tests.iter().find(|test| matches!(test.asked, Asked::States(_)));
            return states.is_some_and(|test| test.of_packet(context)).into();
        };
        self.tests.iter().all(|test| test.of_packet(context) && test.of_entry(entry, context)).into()
    }

    fn missed(&self, context: &Context<'_>) -> Missed {
        let entry = context.entry();
        let holds = |test: &Test| test.of_packet(context) && entry.is_some_and(|entry| test.of_entry(entry, context));
        match self.tests.iter().filter(|test| !holds(test)).min_by_key(|test| test.asked.turn()) {
            Some(test) => {
                let had = entry.map_or_else(|| States::of(context).had(), |entry| test.asked.had(entry, context));
                Missed::of(test.asked.option(), test.asked.wanted().inverted_if(test.inverted), had)
            }
            None => self.missed_as_written(Value::Nothing),
        }
    }
}

impl Test {
    /// Tests that need no more than the packet's state.
    #[inline]
    fn of_packet(&self, context: &Context<'_>) -> bool {
        match &self.asked {
            Asked::States(states) => states.meets(States::of(context)) != self.inverted,
            Asked::Protocol(_)
            | Asked::Address { .. }
            | Asked::Status(_)
            | Asked::Expires { .. }
            | Asked::Port { .. }
            | Asked::Direction(_) => true,
        }
    }

    fn of_entry(&self, entry: &Entry, context: &Context<'_>) -> bool {
        let holds = match &self.asked {
            Asked::States(_) => return true,
            Asked::Protocol(number) => entry.original.kind.protocol() == *number,
            Asked::Address { end, pattern } => pattern.contains(end.address(entry)),
            Asked::Status(set) => set.meets(entry.status),
            Asked::Expires { least, greatest } => (*least..=*greatest).contains(&seconds_left(entry, context)),
            Asked::Port { end, test } => test.accepts(end.port(entry)),
            Asked::Direction(direction) => direction_of(context) == Some(*direction),
        };
        holds != self.inverted
    }
}

impl Asked {
    fn order(&self) -> (u8, Option<End>) {
        match self {
            Asked::States(_) => (0, None),
            Asked::Protocol(_) => (1, None),
            Asked::Address { end, .. } => (2, Some(*end)),
            Asked::Port { end, .. } => (3, Some(*end)),
            Asked::Status(_) => (4, None),
            Asked::Expires { .. } => (5, None),
            Asked::Direction(_) => (6, None),
        }
    }

    /// When the kernel asks it (`conntrack_mt`).
    fn turn(&self) -> (u8, Option<End>) {
        match self {
            Asked::States(_) => (0, None),
            Asked::Direction(_) => (1, None),
            Asked::Address { end, .. } => (2, Some(*end)),
            Asked::Protocol(_) => (3, None),
            Asked::Port { end, .. } => (4, Some(*end)),
            Asked::Status(_) => (5, None),
            Asked::Expires { .. } => (6, None),
        }
    }

    fn option(&self) -> &'static str {
        match self {
            Asked::States(_) => "ctstate",
            Asked::Protocol(_) => "ctproto",
            Asked::Address { end, .. } => end.option(),
            Asked::Status(_) => "ctstatus",
            Asked::Expires { .. } => "ctexpire",
            Asked::Port { end, .. } => end.port_option(),
            Asked::Direction(_) => "ctdir",
        }
    }

    fn text(&self, between: char) -> String {
        match self {
            Asked::States(states) => states.text(),
            Asked::Protocol(number) => number.to_string(),
            Asked::Address { pattern, .. } => pattern.text(),
            Asked::Status(set) => set.text(),
            Asked::Expires { least, greatest } if least == greatest => least.to_string(),
            Asked::Expires { least, greatest } => format!("{least}{between}{greatest}"),
            Asked::Port { test, .. } => test.ports.text(),
            Asked::Direction(direction) => direction_name(*direction).to_owned(),
        }
    }

    fn wanted(&self) -> Value {
        match self {
            Asked::States(states) => states.wanted(),
            Asked::Protocol(number) => Value::Protocol(*number),
            Asked::Address { pattern, .. } => pattern.wanted(),
            Asked::Status(set) => Value::one_of(set.names().map(Value::state)),
            Asked::Expires { least, greatest } => Value::numbers((*least).into(), (*greatest).into()),
            Asked::Port { test, .. } => test.ports.wanted(),
            Asked::Direction(direction) => Value::state(direction_name(*direction)),
        }
    }

    fn had(&self, entry: &Entry, context: &Context<'_>) -> Value {
        match self {
            Asked::States(_) => States::of(context).had(),
            Asked::Protocol(_) => Value::Protocol(entry.original.kind.protocol()),
            Asked::Address { end, .. } => Value::Address(end.address(entry).into()),
            Asked::Status(_) => Value::all_of(StatusSet::of(entry.status).names().map(Value::state)),
            Asked::Expires { .. } => Value::Number(seconds_left(entry, context).into()),
            Asked::Port { end, .. } => Value::Port(end.port(entry)),
            Asked::Direction(_) => direction_of(context).map_or(Value::Nothing, |own| Value::state(direction_name(own))),
        }
    }
}

impl End {
    const ALL: [End; 4] = [End::OriginalSource, End::OriginalDestination, End::ReplySource, End::ReplyDestination];

    fn option(self) -> &'static str {
        match self {
            End::OriginalSource => "ctorigsrc",
            End::OriginalDestination => "ctorigdst",
            End::ReplySource => "ctreplsrc",
            End::ReplyDestination => "ctrepldst",
        }
    }

    fn port_option(self) -> &'static str {
        match self {
            End::OriginalSource => "ctorigsrcport",
            End::OriginalDestination => "ctorigdstport",
            End::ReplySource => "ctreplsrcport",
            End::ReplyDestination => "ctrepldstport",
        }
    }

    fn tuple(self, entry: &Entry) -> Tuple {
        match self {
            End::OriginalSource | End::OriginalDestination => entry.original,
            End::ReplySource | End::ReplyDestination => entry.reply,
        }
    }

    fn address(self, entry: &Entry) -> std::net::Ipv4Addr {
        match self {
            End::OriginalSource | End::ReplySource => self.tuple(entry).source,
            End::OriginalDestination | End::ReplyDestination => self.tuple(entry).destination,
        }
    }

    fn port(self, entry: &Entry) -> u16 {
        let kind = self.tuple(entry).kind;
        match self {
            End::OriginalSource | End::ReplySource => kind.source_part().unwrap_or(0),
            End::OriginalDestination | End::ReplyDestination => destination_part(kind),
        }
    }
}

/// Where ports have their place, the kernel keeps type and code of an ICMP message.
fn destination_part(kind: TupleKind) -> u16 {
    match kind {
        TupleKind::Icmp { kind, code, .. } => u16::from_be_bytes([kind, code]),
        TupleKind::Tcp { .. } | TupleKind::Udp { .. } | TupleKind::Other { .. } => kind.destination_port().unwrap_or(0),
    }
}

impl StatusSet {
    /// In the order they are printed.
    const NAMES: [(&'static str, u8); 4] = [("EXPECTED", 1), ("SEEN_REPLY", 2), ("ASSURED", 4), ("CONFIRMED", 8)];

    fn of(status: Status) -> StatusSet {
        let bits = [status.expected, status.seen_reply, status.assured, status.confirmed];
        let set = StatusSet::NAMES.iter().zip(bits).filter(|(_, on)| *on).fold(0, |set, ((_, bit), _)| set | bit);
        StatusSet(set)
    }

    fn meets(self, status: Status) -> bool {
        self.0 & StatusSet::of(status).0 != 0
    }

    fn text(self) -> String {
        self.names().collect::<Vec<&str>>().join(",")
    }

    /// At least one: that of none.
    fn names(self) -> impl Iterator<Item = &'static str> {
        let none = (self.0 == 0).then_some("NONE");
        StatusSet::NAMES.into_iter().filter(move |(_, bit)| self.0 & bit != 0).map(|(name, _)| name).chain(none)
    }

    fn read(text: &str) -> Result<StatusSet, Problem> {
        let mut set = 0;
        let mut rest = Some(text);
        while let Some(text) = rest {
            let part;
            (part, rest) = text.split_once(',').map_or((text, None), |(part, behind)| (part, Some(behind)));
            let begins = |name: &str| name.get(..part.len()).is_some_and(|start| start.eq_ignore_ascii_case(part));
            if !part.is_empty() && begins("NONE") {
                continue;
            }
            let named = StatusSet::NAMES.iter().find(|(name, _)| !part.is_empty() && begins(name));
            let (_, bit) = named.ok_or_else(|| Problem::usage(format!("Bad ctstatus \"{text}\"")))?;
            set |= bit;
        }
        Ok(StatusSet(set))
    }
}

/// The clock of an entry starts when it is confirmed (recording: extra-tracking-1-0008).
fn seconds_left(entry: &Entry, context: &Context<'_>) -> u32 {
    if !entry.status.confirmed {
        return 0;
    }
    u32::try_from(entry.expires.since(context.now).as_secs()).unwrap_or(u32::MAX)
}

fn direction_name(direction: Direction) -> &'static str {
    match direction {
        Direction::Original => "ORIGINAL",
        Direction::Reply => "REPLY",
    }
}

fn direction_of(context: &Context<'_>) -> Option<Direction> {
    match context.packet.tracking {
        Tracking::Entry { direction, .. } => Some(direction),
        Tracking::None => context.packet.template.map(|_| Direction::Original),
        Tracking::Untracked => None,
    }
}

fn read(option: &Given<'_>) -> Result<Test, Problem> {
    let asked = match option.name {
        "ctstate" => Asked::States(States::read(option.value, "ctstate", true)?),
        "ctproto" => Asked::Protocol(read_protocol(option)?),
        "ctstatus" => Asked::Status(StatusSet::read(option.value)?),
        "ctexpire" => {
            let (least, greatest) = number::range(Conntrack::NAME, option, u64::from(u32::MAX))?;
            Asked::Expires { least: least as u32, greatest: greatest as u32 }
        }
        "ctdir" => Asked::Direction(read_direction(option)?),
        name => match End::ALL.into_iter().find(|end| name.starts_with(end.option())) {
            Some(end) if name.ends_with("port") => {
                let ports = port::resolved_range(Conntrack::NAME, option)?;
                Asked::Port { end, test: PortTest { ports, inverted: false } }
            }
            Some(end) => Asked::Address { end, pattern: address::unmasked(Conntrack::NAME, option)? },
            None => return Err(Problem::usage(format!("unknown option \"--{name}\""))),
        },
    };
    Ok(Test { asked, inverted: option.inverted })
}

fn read_protocol(option: &Given<'_>) -> Result<u8, Problem> {
    let number = protocol::number(option.value)
        .ok_or_else(|| Problem::usage(format!("unknown protocol \"{}\" specified", option.value)))?;
    Ok(number)
}

fn read_direction(option: &Given<'_>) -> Result<Direction, Problem> {
    match option.value.to_ascii_uppercase().as_str() {
        "ORIGINAL" => Ok(Direction::Original),
        "REPLY" => Ok(Direction::Reply),
        _ => Err(Problem::usage(format!("conntrack: Bad value for \"--ctdir\" option: \"{}\"", option.value))),
    }
}

/// What stands in a listing, in the order in which it is printed, and the option it is.
const LISTED: [(&str, &str); 13] = [
    ("ctstate", "--ctstate"),
    ("ctproto", "--ctproto"),
    ("ctorigsrc", "--ctorigsrc"),
    ("ctorigdst", "--ctorigdst"),
    ("ctreplsrc", "--ctreplsrc"),
    ("ctrepldst", "--ctrepldst"),
    ("ctorigsrcport", "--ctorigsrcport"),
    ("ctorigdstport", "--ctorigdstport"),
    ("ctreplsrcport", "--ctreplsrcport"),
    ("ctrepldstport", "--ctrepldstport"),
    ("ctstatus", "--ctstatus"),
    ("ctexpire", "--ctexpire"),
    ("ctdir", "--ctdir"),
];
