//! `-j ECN`: takes congestion notification out of a TCP header.

use super::TargetExtension;
use super::act::Act;
use crate::state::hook::TableName;
use crate::state::packet::{TcpFlags, Transport};
use crate::rules::context::Context;
use crate::rules::options;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::{Demands, Place};
use crate::rules::values::number;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ecn {
    pub echo: Option<u8>,
    pub reduced: Option<u8>,
    pub code_point: Option<u8>,
}

impl TargetExtension for Ecn {
    const NAME: &'static str = "ECN";
    const OPTIONS: &'static [OptionSpec] = &[
        OptionSpec::flag("ecn-tcp-remove").excludes(&["ecn-tcp-cwr", "ecn-tcp-ece"]),
        OptionSpec::one("ecn-tcp-cwr").excludes(&["ecn-tcp-remove"]),
        OptionSpec::one("ecn-tcp-ece").excludes(&["ecn-tcp-remove"]),
        OptionSpec::one("ecn-ip-ect"),
    ];
    const DEMANDS: Demands = Demands::tables(&[TableName::Mangle]);

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Ecn, Problem> {
        if given.is_empty() {
            return Err(Problem::usage("ECN target: An operation is required").late());
        }
        let value =
            |name, greatest| options::find(given, name).map(|option| number::integer(Ecn::NAME, option, 0, greatest)).transpose();
        let place = |name| given.iter().position(|option| option.name == name);
        // removing forgets what was said of the code point before
        let forgotten = place("ecn-tcp-remove").is_some_and(|remove| place("ecn-ip-ect").is_some_and(|point| point < remove));
        let removed = options::has(given, "ecn-tcp-remove").then_some(0);
        Ok(Ecn {
            echo: value("ecn-tcp-ece", 1)?.map(|bit| bit as u8).or(removed),
            reduced: value("ecn-tcp-cwr", 1)?.map(|bit| bit as u8).or(removed),
            code_point: value("ecn-ip-ect", 3)?.map(|point| point as u8).filter(|_| !forgotten),
        })
    }

    fn refused(&self, place: &Place) -> bool {
        let of_tcp = self.echo.is_some() || self.reduced.is_some();
        of_tcp && (place.protocol.inverted || place.protocol.number != 6)
    }

    fn save(&self, out: &mut String) {
        if self.removes() {
            out.push_str(" --ecn-tcp-remove");
            return;
        }
        for (name, value) in [("tcp-ece", self.echo), ("tcp-cwr", self.reduced), ("ip-ect", self.code_point)] {
            if let Some(value) = value {
                out.push_str(&format!(" --ecn-{name} {value}"));
            }
        }
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(" ECN");
        if self.removes() {
            out.push_str(" TCP remove");
            return;
        }
        for (name, value) in [("ECE", self.echo), ("CWR", self.reduced), ("ECT codepoint", self.code_point)] {
            if let Some(value) = value {
                out.push_str(&format!(" {name}={value}"));
            }
        }
    }

    fn strike(&self, context: &mut Context<'_>) -> Act {
        let datagram = &mut context.packet.datagram;
        if let Some(point) = self.code_point {
            datagram.tos = (datagram.tos & !3) | point;
        }
        if let Transport::Tcp(segment) = &mut datagram.transport {
            for (flag, value) in [(TcpFlags::ECE, self.echo), (TcpFlags::CWR, self.reduced)] {
                segment.flags = match value {
                    Some(0) => TcpFlags(segment.flags.0 & !flag.0),
                    Some(_) => segment.flags.with(flag),
                    None => segment.flags,
                };
            }
        }
        Act::Continue
    }
}

impl Ecn {
    fn removes(&self) -> bool {
        (self.echo, self.reduced, self.code_point) == (Some(0), Some(0), None)
    }
}
