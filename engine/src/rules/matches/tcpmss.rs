//! `-m tcpmss`: the largest segment a SYN announces.

use trace::Value;

use super::MatchExtension;
use crate::rules::context::{Context, Tested};
use crate::rules::missed::Missed;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::Demands;
use crate::rules::values::number;
use crate::state::packet::Transport;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tcpmss {
    pub first: u16,
    pub last: u16,
    pub inverted: bool,
}

impl MatchExtension for Tcpmss {
    const NAME: &'static str = "tcpmss";
    const OPTIONS: &'static [OptionSpec] = &[OptionSpec::one("mss").invertible().mandatory()];
    const DEMANDS: Demands = Demands::protocols(&[6]);

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Tcpmss, Problem> {
        let option = given.first().ok_or_else(Problem::absent)?;
        let (first, last) = number::range(Tcpmss::NAME, option, u64::from(u16::MAX))?;
        if first > last {
            return Err(Problem::usage("tcpmss: invalid range given"));
        }
        Ok(Tcpmss { first: first as u16, last: last as u16, inverted: option.inverted })
    }

    fn save(&self, out: &mut String) {
        out.push_str(&format!("{} --mss {}", if self.inverted { " !" } else { "" }, self.text()));
    }

    fn read_listed(row: &mut super::Listed<'_>, _inverted: bool) -> bool {
        if row.peek(0) != "tcpmss" || row.peek(1) != "match" {
            return false;
        }
        row.skip(2);
        let value = row.take();
        row.begin(Self::NAME);
        row.option(Self::NAME, false, "--mss", value);
        true
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(&format!(" tcpmss match {}{}", if self.inverted { "!" } else { "" }, self.text()));
    }

    /// A segment without the option is outside every range.
    fn test(&self, context: &mut Context<'_>) -> Tested {
        let Transport::Tcp(segment) = &context.packet.datagram.transport else { return Tested::Misses };
        let size = segment.options.maximum_segment_size;
        (size.is_some_and(|size| (self.first..=self.last).contains(&size)) != self.inverted).into()
    }

    fn missed(&self, context: &Context<'_>) -> Missed {
        let announced = match &context.packet.datagram.transport {
            Transport::Tcp(segment) => segment.options.maximum_segment_size,
            Transport::Udp(_) | Transport::Icmp(_) | Transport::Other { .. } => None,
        };
        let wanted = Value::numbers(self.first.into(), self.last.into()).inverted_if(self.inverted);
        Missed::of("mss", wanted, announced.map_or(Value::Nothing, |size| Value::Number(size.into())))
    }
}

impl Tcpmss {
    fn text(&self) -> String {
        if self.first == self.last { self.first.to_string() } else { format!("{}:{}", self.first, self.last) }
    }
}
