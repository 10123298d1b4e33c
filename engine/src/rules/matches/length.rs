//! `-m length`: the length of the whole IP datagram.

use super::MatchExtension;
use crate::rules::context::{Context, Tested};
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::values::number;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Length {
    pub first: u16,
    pub last: u16,
    pub inverted: bool,
}

impl MatchExtension for Length {
    const NAME: &'static str = "length";
    const OPTIONS: &'static [OptionSpec] = &[OptionSpec::one("length").invertible().mandatory()];

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Length, Problem> {
        let option = given.first().ok_or_else(Problem::absent)?;
        let (first, last) = number::range(Length::NAME, option, u64::from(u16::MAX))?;
        Ok(Length { first: first as u16, last: last as u16, inverted: option.inverted })
    }

    fn save(&self, out: &mut String) {
        out.push_str(if self.inverted { " !" } else { "" });
        out.push_str(&format!(" --length {}", self.text()));
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(&format!(" length {}{}", if self.inverted { "!" } else { "" }, self.text()));
    }

    fn test(&self, context: &mut Context<'_>) -> Tested {
        let length = context.packet.datagram.total_length();
        ((u32::from(self.first) <= length && length <= u32::from(self.last)) != self.inverted).into()
    }

    fn had(&self, context: &Context<'_>) -> String {
        context.packet.datagram.total_length().to_string()
    }
}

impl Length {
    fn text(&self) -> String {
        if self.first == self.last { self.first.to_string() } else { format!("{}:{}", self.first, self.last) }
    }
}
