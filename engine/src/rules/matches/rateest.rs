//! `-m rateest`: compares measured rates. Kept and printed, not measured.

use super::MatchExtension;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::Place;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rateest {
    /// Options and values as written.
    pub words: Vec<(&'static str, String, bool)>,
}

impl MatchExtension for Rateest {
    const NAME: &'static str = "rateest";
    const OPTIONS: &'static [OptionSpec] = &[
        OptionSpec::one("rateest1").invertible().repeatable(),
        OptionSpec::one("rateest1").invertible().repeatable().or("rateest"),
        OptionSpec::one("rateest-bps1"),
        OptionSpec::one("rateest-bps1").or("rateest-bps"),
        OptionSpec::one("rateest-pps1"),
        OptionSpec::one("rateest-pps1").or("rateest-pps"),
        OptionSpec::one("rateest2"),
        OptionSpec::one("rateest-bps2"),
        OptionSpec::one("rateest-pps2"),
        OptionSpec::flag("rateest-delta"),
        OptionSpec::flag("rateest-lt").invertible().repeatable(),
        OptionSpec::flag("rateest-gt").invertible().repeatable(),
        OptionSpec::flag("rateest-eq").invertible().repeatable(),
    ];

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Rateest, Problem> {
        let named: Vec<&Given<'_>> = given.iter().filter(|option| option.name == "rateest1").collect();
        if named.iter().any(|option| option.inverted) {
            return Err(Problem::usage("rateest: rateest can't be inverted"));
        }
        let comparisons = ["rateest-lt", "rateest-gt", "rateest-eq"];
        if given.iter().filter(|option| comparisons.contains(&option.name)).count() > 1 {
            return Err(Problem::usage("rateest: can't specify lt/gt/eq twice"));
        }
        if named.len() > 1 {
            return Err(Problem::usage("rateest: can't specify --rateest1 twice"));
        }
        let words = given.iter().map(|option| (option.name, option.value.to_owned(), option.inverted)).collect();
        Ok(Rateest { words })
    }

    /// Without an estimator, something to compare and how, the kernel does not even look for it.
    fn refused(&self, _place: &Place) -> bool {
        let has = |names: &[&str]| self.words.iter().any(|(name, ..)| names.contains(name));
        let complete = has(&["rateest1"])
            && has(&["rateest-lt", "rateest-gt", "rateest-eq"])
            && has(&["rateest2", "rateest-bps1", "rateest-pps1"]);
        !complete
    }

    /// No lab has a rate estimator that a rule could name.
    fn is_missing(&self) -> bool {
        true
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
