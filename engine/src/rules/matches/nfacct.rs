//! `-m nfacct`: counts into an account. Kept and printed; a lab has no accounts.

use super::MatchExtension;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::values::quote;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nfacct {
    pub name: String,
}

const LONGEST: usize = 31;

impl MatchExtension for Nfacct {
    const NAME: &'static str = "nfacct";
    const OPTIONS: &'static [OptionSpec] = &[OptionSpec::one("nfacct-name").mandatory()];

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Nfacct, Problem> {
        let name = given.first().ok_or_else(Problem::absent)?.value;
        if name.is_empty() {
            return Err(Problem::library("Argument must have a minimum length of 1 characters"));
        }
        Ok(Nfacct { name: quote::cut(name, LONGEST).to_owned() })
    }

    /// No lab has an accounting object.
    fn is_missing(&self) -> bool {
        true
    }

    fn save(&self, out: &mut String) {
        out.push_str(" --nfacct-name ");
        quote::word(out, &self.name);
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(" nfacct-name ");
        quote::word(out, &self.name);
    }
}
