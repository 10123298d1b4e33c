//! `-m ecn`: congestion notification in the IP and TCP headers.

use trace::Value;

use super::MatchExtension;
use crate::rules::context::{Context, Tested};
use crate::rules::missed::Missed;
use crate::rules::options;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::Place;
use crate::rules::values::number;
use crate::state::packet::{TcpFlags, Transport};

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

    /// `ECN match ECE !CWR ECT=0`
    fn read_listed(row: &mut super::Listed<'_>, _inverted: bool) -> bool {
        if row.peek(0) != "ECN" || row.peek(1) != "match" {
            return false;
        }
        row.skip(2);
        row.begin(Self::NAME);
        loop {
            let word = row.peek(0);
            let (inverted, name) = word.strip_prefix('!').map_or((false, word), |name| (true, name));
            match (name, name.strip_prefix("ECT=")) {
                ("ECE", _) => row.option(Self::NAME, inverted, "--ecn-tcp-ece", ""),
                ("CWR", _) => row.option(Self::NAME, inverted, "--ecn-tcp-cwr", ""),
                (_, Some(value)) => row.option(Self::NAME, inverted, "--ecn-ip-ect", value),
                (_, None) => return true,
            }
            row.skip(1);
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
        let flags = flags_of(&datagram.transport).unwrap_or_default();
        let point = self.code_point.is_none_or(|(value, inverted)| (datagram.tos & 3 == value) != inverted);
        let echo = self.echo.is_none_or(|inverted| flags.has(TcpFlags::ECE) != inverted);
        let reduced = self.reduced.is_none_or(|inverted| flags.has(TcpFlags::CWR) != inverted);
        (point && echo && reduced).into()
    }

    fn missed(&self, context: &Context<'_>) -> Missed {
        let own = context.packet.datagram.tos & 3;
        if let Some((value, inverted)) = self.code_point.filter(|(value, inverted)| (own == *value) == *inverted) {
            let wanted = Value::Number(value.into()).inverted_if(inverted);
            return Missed::of("ecn-ip-ect", wanted, Value::Number(own.into()));
        }
        let flags = flags_of(&context.packet.datagram.transport);
        let had = flags.map_or(Value::Nothing, Value::Flags);
        let misses = |asked: Option<bool>, flag| asked.filter(|inverted| flags.is_some_and(|own| own.has(flag)) == *inverted);
        match (misses(self.echo, TcpFlags::ECE), misses(self.reduced, TcpFlags::CWR)) {
            (Some(inverted), _) => Missed::of("ecn-tcp-ece", Value::Nothing.inverted_if(inverted), had),
            (None, Some(inverted)) => Missed::of("ecn-tcp-cwr", Value::Nothing.inverted_if(inverted), had),
            (None, None) => self.missed_as_written(had),
        }
    }
}

fn flags_of(transport: &Transport) -> Option<TcpFlags> {
    match transport {
        Transport::Tcp(segment) => Some(segment.flags),
        Transport::Udp(_) | Transport::Icmp(_) | Transport::Other { .. } => None,
    }
}
