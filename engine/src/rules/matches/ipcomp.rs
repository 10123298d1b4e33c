//! `-m ipcomp`: the parameter index of a compressed payload.

use super::MatchExtension;
use crate::rules::options;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::Demands;
use crate::rules::values::spi::SpiTest;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ipcomp {
    pub spi: SpiTest,
    pub reserved: bool,
}

impl MatchExtension for Ipcomp {
    const NAME: &'static str = "ipcomp";
    const OPTIONS: &'static [OptionSpec] = &[OptionSpec::one("ipcompspi").invertible(), OptionSpec::flag("compres")];
    const DEMANDS: Demands = Demands::protocols(&[108]);

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Ipcomp, Problem> {
        let spi = match options::find(given, "ipcompspi") {
            Some(option) => SpiTest::read(Ipcomp::NAME, Some(option))?,
            None => SpiTest { first: 0, last: 0, inverted: false },
        };
        Ok(Ipcomp { spi, reserved: options::has(given, "compres") })
    }

    fn save(&self, out: &mut String) {
        self.spi.save(out, "ipcompspi");
        out.push_str(if self.reserved { " --compres" } else { "" });
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(" comp ");
        out.push_str(&self.spi.listed());
        out.push_str(if self.reserved { " reserved" } else { "" });
    }
}
