//! `-m connlimit`: how many connections an address, or its network, has at once.

use super::MatchExtension;
use crate::rules::context::{Context, Tested};
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use std::collections::BTreeMap;

use crate::state::clock::Instant;
use crate::state::conntrack::{Entry, TcpState, Track, Tuple, Zone};
use crate::kernel::host::Host;
use crate::state::interface::InterfaceName;
use crate::rules::options;
use crate::rules::values::address;
use crate::rules::values::number;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Connlimit {
    pub limit: u32,
    /// True for `--connlimit-above`.
    pub above: bool,
    pub prefix_length: u8,
    pub side: Side,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Source,
    Destination,
}

/// The connections one rule has seen, by masked address and zone.
pub type Connections = BTreeMap<(u32, u16), Vec<Connection>>;

/// The kernel knows them by their tuple, not by their entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Connection {
    zone: Zone,
    tuple: Tuple,
}

impl MatchExtension for Connlimit {
    const NAME: &'static str = "connlimit";
    const OPTIONS: &'static [OptionSpec] = &[
        OptionSpec::one("connlimit-upto").invertible().excludes(&["connlimit-above"]),
        OptionSpec::one("connlimit-above").invertible().excludes(&["connlimit-upto"]),
        OptionSpec::one("connlimit-mask"),
        OptionSpec::flag("connlimit-saddr").excludes(&["connlimit-daddr"]),
        OptionSpec::flag("connlimit-daddr").excludes(&["connlimit-saddr"]),
    ];
    const NEEDS_CONNTRACK: bool = true;

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Connlimit, Problem> {
        let upto = options::find(given, "connlimit-upto");
        let written = upto.or_else(|| options::find(given, "connlimit-above"));
        options::find(given, "connlimit-above").map(|option| number::word(Connlimit::NAME, option)).transpose()?;
        let limit = written.map(|option| number::word(Connlimit::NAME, option)).transpose()?;
        let prefix_length = options::find(given, "connlimit-mask").map_or(Ok(32), |option| address::length_of_mask(Connlimit::NAME, option))?.min(32);
        let missing = "You must specify \"--connlimit-above\" or \"--connlimit-upto\".";
        let (Some(written), Some(limit)) = (written, limit) else { return Err(Problem::usage(missing).late()) };
        Ok(Connlimit {
            limit,
            above: upto.is_none() != written.inverted,
            prefix_length,
            side: if options::has(given, "connlimit-daddr") { Side::Destination } else { Side::Source },
        })
    }

    fn save(&self, out: &mut String) {
        let side = match self.side {
            Side::Source => "saddr",
            Side::Destination => "daddr",
        };
        let option = if self.above { "above" } else { "upto" };
        out.push_str(&format!(" --connlimit-{option} {}", self.limit));
        out.push_str(&format!(" --connlimit-mask {} --connlimit-{side}", self.prefix_length));
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        let side = match self.side {
            Side::Source => "src",
            Side::Destination => "dst",
        };
        let sign = if self.above { ">" } else { "<=" };
        out.push_str(&format!(" #conn {side}/{} {sign} {}", self.prefix_length, self.limit));
    }

    fn test(&self, context: &mut Context<'_>) -> Tested {
        let own = Connection::of(context);
        let group = (self.address(context), own.zone.number);
        let place = (context.rule, context.match_place);
        let mut seen = context.host.memory.connections.remove(&place).unwrap_or_default();
        let of_address = seen.entry(group).or_default();
        own.join(of_address, context);
        let count = count(of_address);
        if count == 0 {
            seen.remove(&group);
        }
        context.host.memory.connections.insert(place, seen);
        if count == 0 {
            // The kernel takes a count of zero for a failure: the last ACK or the RST of the only connection is dropped
            // (recordings: extra-counting-1-0009, extra-counting-2-0013).
            return Tested::DropsPacket;
        }
        ((count > self.limit) == self.above).into()
    }

    fn had(&self, context: &Context<'_>) -> String {
        let group = (self.address(context), Connection::of(context).zone.number);
        let seen = context.host.memory.connections.get(&(context.rule, context.match_place));
        seen.and_then(|seen| seen.get(&group)).map_or(0, |seen| count(seen)).to_string()
    }
}

impl Connlimit {
    /// The network whose connections are counted together.
    fn address(&self, context: &Context<'_>) -> u32 {
        let address = match self.side {
            Side::Source => context.packet.datagram.source,
            Side::Destination => context.packet.datagram.destination,
        };
        u32::from(address) & address::prefix_mask(self.prefix_length).map_or(u32::MAX, u32::from)
    }
}

impl Connection {
    /// A packet without an entry (INVALID, untracked, or seen before conntrack) counts by what it carries itself
    /// (recordings: connlimit-inv-upto, cl-untracked-udp, cl-raw-table).
    fn of(context: &Context<'_>) -> Connection {
        match context.entry() {
            Some(entry) => Connection { zone: entry.zone, tuple: entry.original },
            None => Connection { zone: Zone::DEFAULT, tuple: Tuple::of(&context.packet.datagram) },
        }
    }

    /// Those that are over leave the list, and this one is put into it.
    fn join(self, of_address: &mut Vec<Connection>, context: &Context<'_>) {
        let is_tracked = context.entry().is_some();
        let was_counted = of_address.contains(&self);
        // On `lo` everything happens within a tick of the clock, in which the kernel does not look again whether the
        // connection itself is over (recordings: extra-counting-5-0008, extra-counting-5-0020).
        let on_loopback = [context.input, context.output].contains(&InterfaceName::LOOPBACK);
        let stays = |other: Connection| match other == self {
            true => on_loopback || !is_tracked || context.entry().is_some_and(is_open),
            false => other.is_open(context.host, context.now),
        };
        of_address.retain(|other| stays(*other));
        if !was_counted {
            of_address.push(self);
        }
    }

    fn is_open(self, host: &Host, now: Instant) -> bool {
        let found = host.conntrack.find(self.zone, &self.tuple, now);
        found.and_then(|(id, _)| host.conntrack.get(id)).is_some_and(is_open)
    }
}

fn count(connections: &[Connection]) -> u32 {
    u32::try_from(connections.len()).unwrap_or(u32::MAX)
}

fn is_open(entry: &Entry) -> bool {
    match entry.track {
        Track::Tcp(tcp) => !matches!(tcp.state, TcpState::TimeWait | TcpState::Close),
        Track::Udp | Track::Icmp | Track::Generic => true,
    }
}
