//! `-m iprange`: addresses from one to another, both included.

use trace::Value;

use super::MatchExtension;
use crate::rules::context::{Context, Tested};
use crate::rules::missed::Missed;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use std::net::Ipv4Addr;

use crate::rules::values::address;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Iprange {
    pub source: Option<Range>,
    pub destination: Option<Range>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    pub first: Ipv4Addr,
    pub last: Ipv4Addr,
    pub inverted: bool,
}

impl MatchExtension for Iprange {
    const NAME: &'static str = "iprange";
    const OPTIONS: &'static [OptionSpec] =
        &[OptionSpec::one("src-range").invertible(), OptionSpec::one("dst-range").invertible()];

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Iprange, Problem> {
        let mut iprange = Iprange::default();
        for option in given {
            match option.name {
                "src-range" => iprange.source = Some(Range::read(option)?),
                _ => iprange.destination = Some(Range::read(option)?),
            }
        }
        if given.is_empty() {
            return Err(Problem::usage("iprange match: You must specify `--src-range' or `--dst-range'").late());
        }
        Ok(iprange)
    }

    fn warning(option: &Given<'_>) -> Option<String> {
        let range = Range::read(option).ok()?;
        let (first, last) = option.value.split_once('-')?;
        (range.first > range.last).then(|| format!("xt_iprange: range {first}-{last} is reversed and will never match"))
    }

    fn save(&self, out: &mut String) {
        for (option, range) in [("src-range", self.source), ("dst-range", self.destination)] {
            if let Some(range) = range {
                out.push_str(if range.inverted { " !" } else { "" });
                out.push_str(&format!(" --{option} {}-{}", range.first, range.last));
            }
        }
    }

    /// `source IP range a-b`, `destination IP range ! a-b`
    fn read_listed(row: &mut super::Listed<'_>, _inverted: bool) -> bool {
        let (option, place) = match (row.peek(0), row.peek(1)) {
            ("source", "IP") => ("--src-range", 0),
            ("destination", "IP") => ("--dst-range", 1),
            _ => return false,
        };
        row.skip(3);
        let inverted = row.take_mark();
        let value = row.take();
        row.go_on(Self::NAME, place);
        row.option(Self::NAME, inverted, option, value);
        true
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        for (side, range) in [("source", self.source), ("destination", self.destination)] {
            if let Some(range) = range {
                let inverted = if range.inverted { " !" } else { "" };
                out.push_str(&format!(" {side} IP range{inverted} {}-{}", range.first, range.last));
            }
        }
    }

    fn test(&self, context: &mut Context<'_>) -> Tested {
        let datagram = &context.packet.datagram;
        let source = self.source.is_none_or(|range| range.accepts(datagram.source));
        let destination = self.destination.is_none_or(|range| range.accepts(datagram.destination));
        (source && destination).into()
    }

    fn missed(&self, context: &Context<'_>) -> Missed {
        let (source, destination) = (context.packet.datagram.source, context.packet.datagram.destination);
        match (self.source.filter(|range| !range.accepts(source)), self.destination) {
            (Some(range), _) => Missed::of("src-range", range.wanted(), Value::Address(source.into())),
            (None, Some(range)) => Missed::of("dst-range", range.wanted(), Value::Address(destination.into())),
            (None, None) => self.missed_as_written(Value::Nothing),
        }
    }
}

impl Range {
    fn read(option: &Given<'_>) -> Result<Range, Problem> {
        let (first, last) = option.value.split_once('-').unwrap_or((option.value, option.value));
        let address = |text: &str| {
            let name = option.name;
            let complaint = format!("iprange: Bad value for \"--{name}\" option: \"{text}\"");
            address::shortened(text).ok_or_else(|| Problem::usage(complaint))
        };
        Ok(Range { first: address(first)?, last: address(last)?, inverted: option.inverted })
    }

    fn wanted(self) -> Value {
        Value::Addresses { first: self.first.into(), last: self.last.into() }.inverted_if(self.inverted)
    }

    fn accepts(self, address: Ipv4Addr) -> bool {
        (self.first <= address && address <= self.last) != self.inverted
    }
}
