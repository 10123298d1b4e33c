//! `-m ipvs`: packets of a virtual server. Kept and printed; a lab has none.

use super::MatchExtension;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ipvs {
    /// Option, value, inverted.
    pub tests: Vec<(&'static str, String, bool)>,
}

impl MatchExtension for Ipvs {
    const NAME: &'static str = "ipvs";
    const OPTIONS: &'static [OptionSpec] = &[
        OptionSpec::flag("ipvs").invertible(),
        OptionSpec::one("vproto").invertible(),
        OptionSpec::one("vaddr").invertible(),
        OptionSpec::one("vport").invertible(),
        OptionSpec::one("vdir"),
        OptionSpec::one("vmethod").invertible(),
        OptionSpec::one("vportctl").invertible(),
    ];
    const MISSING: bool = true;

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Ipvs, Problem> {
        if given.is_empty() {
            return Err(Problem::usage("IPVS: At least one option is required").late());
        }
        let tests = given.iter().map(|option| (option.name, option.value.to_owned(), option.inverted)).collect();
        Ok(Ipvs { tests })
    }

    fn save(&self, out: &mut String) {
        self.print(out, "--");
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        self.print(out, "");
    }
}

impl Ipvs {
    fn print(&self, out: &mut String, dashes: &str) {
        for (name, value, inverted) in &self.tests {
            out.push_str(&format!("{} {dashes}{name}", if *inverted { " !" } else { "" }));
            if !value.is_empty() {
                out.push_str(&format!(" {value}"));
            }
        }
    }
}
