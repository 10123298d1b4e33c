//! `-m ecn`: congestion notification in the IP and TCP headers.

use super::MatchExtension;
use crate::state::packet::{TcpFlags, Transport};
use crate::rules::context::{Context, Tested};
use crate::rules::options;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::Place;
use crate::rules::values::number;

/// Each part is what is asked and whether it is inverted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ecn {
    pub echo: Option<bool>,
    pub reduced: Option<bool>,
    pub code_point: Option<(u8, bool)>,
}

impl MatchExtension for Ecn {
    const NAME: &'static str = "ecn";
    const OPTIONS: &'static [OptionSpec] = &[
        OptionSpec::flag("ecn-tcp-cwr").invertible(),
        OptionSpec::flag("ecn-tcp-ece").invertible(),
        OptionSpec::one("ecn-ip-ect").invertible(),
    ];

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Ecn, Problem> {
        if given.is_empty() {
            return Err(Problem::usage("ECN match: some option required").late());
        }
        let code_point = options::find(given, "ecn-ip-ect")
            .map(|option| number::integer(Ecn::NAME, option, 0, 3).map(|number| (number as u8, option.inverted)));
        Ok(Ecn {
            echo: options::find(given, "ecn-tcp-ece").map(|option| option.inverted),
            reduced: options::find(given, "ecn-tcp-cwr").map(|option| option.inverted),
            code_point: code_point.transpose()?,
        })
    }

    fn refused(&self, place: &Place) -> bool {
        let of_tcp = self.echo.is_some() || self.reduced.is_some();
        of_tcp && (place.protocol.inverted || place.protocol.number != 6)
    }

    fn save(&self, out: &mut String) {
        for (asked, option) in [(self.echo, "--ecn-tcp-ece"), (self.reduced, "--ecn-tcp-cwr")] {
            if let Some(inverted) = asked {
                out.push_str(&format!("{} {option}", if inverted { " !" } else { "" }));
            }
        }
        if let Some((value, inverted)) = self.code_point {
            out.push_str(&format!("{} --ecn-ip-ect {value}", if inverted { " !" } else { "" }));
        }
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(" ECN match");
        for (asked, name) in [(self.echo, "ECE"), (self.reduced, "CWR")] {
            if let Some(inverted) = asked {
                out.push_str(&format!(" {}{name}", if inverted { "!" } else { "" }));
            }
        }
        if let Some((value, inverted)) = self.code_point {
            out.push_str(&format!(" {}ECT={value}", if inverted { "!" } else { "" }));
        }
    }

    fn test(&self, context: &mut Context<'_>) -> Tested {
        let datagram = &context.packet.datagram;
        let flags = match &datagram.transport {
            Transport::Tcp(segment) => segment.flags,
            Transport::Udp(_) | Transport::Icmp(_) | Transport::Other { .. } => TcpFlags::default(),
        };
        let point = self.code_point.is_none_or(|(value, inverted)| (datagram.tos & 3 == value) != inverted);
        let echo = self.echo.is_none_or(|inverted| flags.has(TcpFlags::ECE) != inverted);
        let reduced = self.reduced.is_none_or(|inverted| flags.has(TcpFlags::CWR) != inverted);
        (point && echo && reduced).into()
    }
}
