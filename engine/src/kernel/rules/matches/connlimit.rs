//! `-m connlimit`: how many connections an address, or its network, has at once.

use super::MatchExtension;
use crate::kernel::rules::context::{Context, Tested};
use crate::kernel::rules::options::{Given, OptionSpec, Problem, Surroundings};
use std::collections::BTreeMap;

use crate::kernel::conntrack::{EntryId, TcpState, Track, Tracking};
use crate::kernel::host::Host;
use crate::kernel::interface::InterfaceName;
use crate::kernel::rules::options;
use crate::kernel::rules::values::address;
use crate::kernel::rules::values::number;

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

/// The connections one rule has seen, by masked address.
pub type Connections = BTreeMap<u32, Vec<EntryId>>;

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
        let Tracking::Entry { id, .. } = context.packet.tracking else { return Tested::DropsPacket };
        let address = match self.side {
            Side::Source => context.packet.datagram.source,
            Side::Destination => context.packet.datagram.destination,
        };
        let mask = address::prefix_mask(self.prefix_length).map_or(u32::MAX, u32::from);
        let place = (context.rule, context.match_place);
        let mut seen = context.host.memory.connections.remove(&place).unwrap_or_default();
        let of_address = seen.entry(u32::from(address) & mask).or_default();
        let was_counted = of_address.contains(&id);
        // On `lo` everything happens within a tick of the clock, in which the kernel does not look again whether the
        // connection itself is over (recordings: extra-counting-5-0008, extra-counting-5-0020).
        let on_loopback = [context.input, context.output].contains(&InterfaceName::LOOPBACK);
        of_address.retain(|other| (on_loopback && *other == id) || is_open(context.host, *other));
        if !was_counted {
            of_address.push(id);
        }
        let count = u32::try_from(of_address.len()).unwrap_or(u32::MAX);
        let nothing_left = of_address.is_empty();
        if nothing_left {
            seen.remove(&(u32::from(address) & mask));
        }
        context.host.memory.connections.insert(place, seen);
        if nothing_left {
            // The kernel takes a count of zero for a failure: the last ACK or the RST of the only connection is dropped
            // (recordings: extra-counting-1-0009, extra-counting-2-0013).
            return Tested::DropsPacket;
        }
        ((count > self.limit) == self.above).into()
    }

    fn had(&self, _context: &Context<'_>) -> String {
        String::new()
    }
}

fn is_open(host: &Host, id: EntryId) -> bool {
    host.conntrack.get(id).is_some_and(|entry| match entry.track {
        Track::Tcp(tcp) => !matches!(tcp.state, TcpState::TimeWait | TcpState::Close),
        Track::Udp | Track::Icmp | Track::Generic => true,
    })
}
