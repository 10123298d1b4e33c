//! `-m esp`: the parameter index of an encrypted payload.

use super::MatchExtension;
use crate::rules::options;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::Demands;
use crate::rules::values::spi::SpiTest;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Esp {
    pub spi: SpiTest,
}

impl MatchExtension for Esp {
    const NAME: &'static str = "esp";
    const OPTIONS: &'static [OptionSpec] = &[OptionSpec::one("espspi").invertible()];
    const DEMANDS: Demands = Demands::protocols(&[50]);

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Esp, Problem> {
        Ok(Esp { spi: SpiTest::read(Esp::NAME, options::find(given, "espspi"))? })
    }

    fn save(&self, out: &mut String) {
        self.spi.save(out, "espspi");
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(" esp");
        let asked = self.spi.listed();
        if !asked.is_empty() {
            out.push_str(&format!(" {asked}"));
        }
    }
}
