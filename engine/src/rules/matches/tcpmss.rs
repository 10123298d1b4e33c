//! `-m tcpmss`: the largest segment a SYN announces.

use super::MatchExtension;
use crate::state::packet::Transport;
use crate::rules::context::{Context, Tested};
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::Demands;
use crate::rules::values::number;

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

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(&format!(" tcpmss match {}{}", if self.inverted { "!" } else { "" }, self.text()));
    }

    /// A segment without the option is outside every range.
    fn test(&self, context: &mut Context<'_>) -> Tested {
        let Transport::Tcp(segment) = &context.packet.datagram.transport else { return Tested::Misses };
        let size = segment.options.maximum_segment_size;
        (size.is_some_and(|size| (self.first..=self.last).contains(&size)) != self.inverted).into()
    }

    fn had(&self, context: &Context<'_>) -> String {
        let Transport::Tcp(segment) = &context.packet.datagram.transport else { return String::new() };
        segment.options.maximum_segment_size.map_or("-".to_owned(), |size| size.to_string())
    }
}

impl Tcpmss {
    fn text(&self) -> String {
        if self.first == self.last { self.first.to_string() } else { format!("{}:{}", self.first, self.last) }
    }
}
