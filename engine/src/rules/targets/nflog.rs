//! `-j NFLOG`: the packet is shown to a program; nothing happens to it.

use super::TargetExtension;
use super::act::Act;
use crate::rules::context::Context;
use crate::rules::options;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::values::{number, quote};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nflog {
    pub group: u16,
    pub prefix: String,
    pub size: Option<u32>,
    pub range: Option<u32>,
    pub threshold: Option<u16>,
}

/// In the nft back end; the kernel's own target keeps 63.
const LONGEST_PREFIX: usize = 127;

impl TargetExtension for Nflog {
    const NAME: &'static str = "NFLOG";
    const OPTIONS: &'static [OptionSpec] = &[
        OptionSpec::one("nflog-group"),
        OptionSpec::one("nflog-prefix"),
        OptionSpec::one("nflog-range"),
        OptionSpec::one("nflog-size"),
        OptionSpec::one("nflog-threshold"),
    ];

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Nflog, Problem> {
        let prefix = options::find(given, "nflog-prefix").map_or(Ok(""), Given::filled)?;
        if prefix.contains('\n') {
            return Err(Problem::usage("Newlines not allowed in --log-prefix"));
        }
        let short = |name, usual| options::find(given, name).map_or(Ok(usual), |option| number::short(Nflog::NAME, option));
        let word = |name| options::find(given, name).map(|option| number::word(Nflog::NAME, option)).transpose();
        let threshold = options::find(given, "nflog-threshold").map(|option| number::short(Nflog::NAME, option));
        Ok(Nflog {
            group: short("nflog-group", 0)?,
            prefix: quote::cut(prefix, LONGEST_PREFIX).to_owned(),
            size: word("nflog-size")?,
            range: word("nflog-range")?,
            threshold: threshold.transpose()?,
        })
    }

    fn save(&self, out: &mut String) {
        if !self.prefix.is_empty() {
            out.push_str(" --nflog-prefix ");
            quote::word(out, &self.prefix);
        }
        self.print_numbers(out, "--");
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        if !self.prefix.is_empty() {
            out.push_str(" nflog-prefix ");
            quote::word(out, &self.prefix);
        }
        self.print_numbers(out, "");
    }

    fn strike(&self, _context: &mut Context<'_>) -> Act {
        Act::Note
    }
}

impl Nflog {
    fn print_numbers(&self, out: &mut String, dashes: &str) {
        if self.group != 0 {
            out.push_str(&format!(" {dashes}nflog-group {}", self.group));
        }
        if let Some(size) = self.size {
            out.push_str(&format!(" {dashes}nflog-size {size}"));
        }
        if let Some(threshold) = self.threshold {
            out.push_str(&format!(" {dashes}nflog-threshold {threshold}"));
        }
    }
}
