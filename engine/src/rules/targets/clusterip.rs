//! `-j CLUSTERIP`: one address for several machines. Kept and printed; newer kernels have it no more.

use super::TargetExtension;
use crate::rules::options;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clusterip {
    /// Options and values as written.
    pub words: Vec<(&'static str, String)>,
}

impl TargetExtension for Clusterip {
    const NAME: &'static str = "CLUSTERIP";
    const OPTIONS: &'static [OptionSpec] = &[
        OptionSpec::flag("new"),
        OptionSpec::one("hashmode"),
        OptionSpec::one("clustermac"),
        OptionSpec::one("total-nodes"),
        OptionSpec::one("local-node"),
        OptionSpec::one("hash-init"),
    ];
    const MISSING: bool = true;

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Clusterip, Problem> {
        let needed = ["hashmode", "clustermac", "total-nodes", "local-node"];
        let complete = given.is_empty() || needed.iter().all(|name| options::has(given, name));
        if !complete {
            return Err(Problem::usage("CLUSTERIP target: Invalid parameter combination").late());
        }
        Ok(Clusterip { words: given.iter().map(|option| (option.name, option.value.to_owned())).collect() })
    }

    fn save(&self, out: &mut String) {
        for (name, value) in &self.words {
            out.push_str(&format!(" --{name}"));
            if !value.is_empty() {
                out.push_str(&format!(" {value}"));
            }
        }
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(" CLUSTERIP");
        self.save(out);
    }
}
