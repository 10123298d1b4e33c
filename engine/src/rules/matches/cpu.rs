//! `-m cpu`: the processor that handles the packet. A lab has none.

use super::MatchExtension;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::values::number;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cpu {
    pub cpu: u32,
    pub inverted: bool,
}

impl MatchExtension for Cpu {
    const NAME: &'static str = "cpu";
    const OPTIONS: &'static [OptionSpec] = &[OptionSpec::one("cpu").invertible().mandatory()];

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Cpu, Problem> {
        let option = given.first().ok_or_else(Problem::absent)?;
        Ok(Cpu { cpu: number::word(Cpu::NAME, option)?, inverted: option.inverted })
    }

    fn save(&self, out: &mut String) {
        out.push_str(&format!("{} --cpu {}", if self.inverted { " !" } else { "" }, self.cpu));
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(&format!(" cpu {}{}", if self.inverted { "! " } else { "" }, self.cpu));
    }
}
