//! `-m multiport`: up to fifteen ports and port ranges.

use super::MatchExtension;
use crate::rules::context::{Context, Tested};
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::Demands;
use crate::rules::values::port::{self, Ports};
use crate::rules::values::protocol;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Multiport {
    pub side: Side,
    pub ports: Vec<Ports>,
    pub inverted: bool,
    /// Only for the names of services in a listing.
    protocol: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Source,
    Destination,
    Either,
}

impl Side {
    fn option(self) -> &'static str {
        match self {
            Side::Source => "sports",
            Side::Destination => "dports",
            Side::Either => "ports",
        }
    }
}

/// tcp, udp, udplite, sctp, dccp.
const PROTOCOLS: &[u8] = &[6, 17, 136, 132, 33];

/// A range takes two.
const SLOTS: usize = 15;

const SOURCE: OptionSpec = OptionSpec::one("source-ports").invertible().excludes(&["destination-ports", "ports"]);
const DESTINATION: OptionSpec = OptionSpec::one("destination-ports").invertible().excludes(&["source-ports", "ports"]);

impl MatchExtension for Multiport {
    const NAME: &'static str = "multiport";
    const OPTIONS: &'static [OptionSpec] = &[
        SOURCE,
        SOURCE.or("sports"),
        DESTINATION,
        DESTINATION.or("dports"),
        OptionSpec::one("ports").invertible().excludes(&["source-ports", "destination-ports"]),
    ];
    const DEMANDS: Demands = Demands::protocols(PROTOCOLS);

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Multiport, Problem> {
        let option = given.last().ok_or_else(|| Problem::usage("multiport expection an option").late())?;
        if option.protocol.number == 0 {
            let message = "multiport needs `-p tcp', `-p udp', `-p udplite', `-p sctp' or `-p dccp'";
            return Err(Problem::usage(message));
        }
        if !option.is_of_protocol(PROTOCOLS) {
            return Err(Problem::usage("multiport only works with TCP, UDP, UDPLITE, SCTP and DCCP"));
        }
        let side = match option.name {
            "source-ports" => Side::Source,
            "destination-ports" => Side::Destination,
            _ => Side::Either,
        };
        let number = option.protocol.number;
        let ports = list(option.value, protocol::name(number).unwrap_or_default())?;
        Ok(Multiport { side, ports, inverted: option.inverted, protocol: number })
    }

    fn save(&self, out: &mut String) {
        out.push_str(if self.inverted { " !" } else { "" });
        out.push_str(&format!(" --{} ", self.side.option()));
        let ports: Vec<String> = self.ports.iter().map(|ports| ports.text()).collect();
        out.push_str(&ports.join(","));
    }

    fn list(&self, out: &mut String, numeric: bool) {
        // two blanks before the `!` (reference: matches-targets.md §0)
        out.push_str(&format!(" multiport {} {}", self.side.option(), if self.inverted { " !" } else { "" }));
        let protocol = protocol::name(self.protocol).unwrap_or_default();
        let listed = |ports: &Ports| {
            let first = port::listed(ports.first, protocol, numeric);
            if ports.is_one() { first } else { format!("{first}:{}", port::listed(ports.last, protocol, numeric)) }
        };
        let ports: Vec<String> = self.ports.iter().map(listed).collect();
        out.push_str(&ports.join(","));
    }

    #[inline]
    fn test(&self, context: &mut Context<'_>) -> Tested {
        let Some((source, destination)) = context.packet.datagram.transport.ports() else { return Tested::Misses };
        let contains = |port: u16| self.ports.iter().any(|ports| ports.contains(port));
        let found = match self.side {
            Side::Source => contains(source),
            Side::Destination => contains(destination),
            Side::Either => contains(source) || contains(destination),
        };
        (found != self.inverted).into()
    }

    fn had(&self, context: &Context<'_>) -> String {
        let Some((source, destination)) = context.packet.datagram.transport.ports() else { return String::new() };
        match self.side {
            Side::Source => source.to_string(),
            Side::Destination => destination.to_string(),
            Side::Either => format!("{source}, {destination}"),
        }
    }
}

fn list(text: &str, protocol: &str) -> Result<Vec<Ports>, Problem> {
    let mut list = Vec::new();
    let mut slots = 0;
    for part in text.split(',') {
        let ports = match part.split_once(':') {
            Some((first, last)) => Ports { first: port::one(first, protocol)?, last: port::one(last, protocol)? },
            None => Ports::one(port::one(part, protocol)?),
        };
        slots += if part.contains(':') { 2 } else { 1 };
        if slots > SLOTS {
            return Err(Problem::usage("too many ports specified"));
        }
        if part.contains(':') && ports.first >= ports.last {
            return Err(Problem::usage("invalid portrange specified"));
        }
        list.push(ports);
    }
    Ok(list)
}
