//! `-m rateest`: compares measured rates. Kept and printed, not measured.

use super::MatchExtension;
use crate::kernel::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::kernel::rules::options;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rateest {
    /// Options and values as written.
    pub words: Vec<(&'static str, String, bool)>,
}

impl MatchExtension for Rateest {
    const NAME: &'static str = "rateest";
    const OPTIONS: &'static [OptionSpec] = &[
        OptionSpec::one("rateest1"),
        OptionSpec::one("rateest1").or("rateest"),
        OptionSpec::one("rateest-bps1"),
        OptionSpec::one("rateest-bps1").or("rateest-bps"),
        OptionSpec::one("rateest-pps1"),
        OptionSpec::one("rateest-pps1").or("rateest-pps"),
        OptionSpec::one("rateest2"),
        OptionSpec::one("rateest-bps2"),
        OptionSpec::one("rateest-pps2"),
        OptionSpec::flag("rateest-delta"),
        OptionSpec::flag("rateest-lt").invertible(),
        OptionSpec::flag("rateest-gt").invertible(),
        OptionSpec::flag("rateest-eq").invertible(),
    ];
    /// No lab has a rate estimator that a rule could name.
    const MISSING: bool = true;

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Rateest, Problem> {
        if !options::has(given, "rateest1") {
            return Err(Problem::usage("rateest match: you need to specify some flags").late());
        }
        let words = given.iter().map(|option| (option.name, option.value.to_owned(), option.inverted)).collect();
        Ok(Rateest { words })
    }

    fn save(&self, out: &mut String) {
        for (name, value, inverted) in &self.words {
            out.push_str(&format!("{} --{name}", if *inverted { " !" } else { "" }));
            if !value.is_empty() {
                out.push_str(&format!(" {value}"));
            }
        }
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(" rateest match");
        self.save(out);
    }
}
