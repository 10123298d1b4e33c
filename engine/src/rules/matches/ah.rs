//! `-m ah`: the parameter index of an authentication header.

use super::MatchExtension;
use crate::rules::options;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::Demands;
use crate::rules::values::spi::SpiTest;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ah {
    pub spi: SpiTest,
}

impl MatchExtension for Ah {
    const NAME: &'static str = "ah";
    const OPTIONS: &'static [OptionSpec] = &[OptionSpec::one("ahspi").invertible()];
    const DEMANDS: Demands = Demands::protocols(&[51]);

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Ah, Problem> {
        Ok(Ah { spi: SpiTest::read(Ah::NAME, options::find(given, "ahspi"))? })
    }

    fn save(&self, out: &mut String) {
        self.spi.save(out, "ahspi");
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(" ah ");
        out.push_str(&self.spi.listed());
    }
}
