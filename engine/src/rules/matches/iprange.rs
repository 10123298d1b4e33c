//! `-m iprange`: addresses from one to another, both included.

use super::MatchExtension;
use crate::rules::context::{Context, Tested};
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

    fn had(&self, context: &Context<'_>) -> String {
        let datagram = &context.packet.datagram;
        match self.source.is_some_and(|range| !range.accepts(datagram.source)) {
            true => datagram.source.to_string(),
            false => datagram.destination.to_string(),
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

    fn accepts(self, address: Ipv4Addr) -> bool {
        (self.first <= address && address <= self.last) != self.inverted
    }
}
