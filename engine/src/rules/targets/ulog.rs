//! `-j ULOG`: the NFLOG of kernels before 3.17.

use super::TargetExtension;
use super::act::Act;
use crate::rules::context::Context;
use crate::rules::options;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::values::{number, quote};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ulog {
    pub group: u8,
    pub prefix: String,
    pub copied: u32,
    pub threshold: u8,
}

impl TargetExtension for Ulog {
    const NAME: &'static str = "ULOG";
    const OPTIONS: &'static [OptionSpec] = &[
        OptionSpec::one("ulog-nlgroup"),
        OptionSpec::one("ulog-prefix"),
        OptionSpec::one("ulog-cprange"),
        OptionSpec::one("ulog-qthreshold"),
    ];
    const MISSING: bool = true;

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Ulog, Problem> {
        let value = |name, least, greatest, usual| match options::find(given, name) {
            Some(option) => number::integer(Ulog::NAME, option, least, greatest),
            None => Ok(usual),
        };
        Ok(Ulog {
            group: value("ulog-nlgroup", 1, 32, 1)? as u8,
            prefix: options::find(given, "ulog-prefix").map_or("", |option| option.value).to_owned(),
            copied: value("ulog-cprange", 0, u64::from(u32::MAX), 0)? as u32,
            threshold: value("ulog-qthreshold", 1, 50, 1)? as u8,
        })
    }

    fn save(&self, out: &mut String) {
        if !self.prefix.is_empty() {
            out.push_str(" --ulog-prefix ");
            quote::word(out, &self.prefix);
        }
        if self.group != 1 {
            out.push_str(&format!(" --ulog-nlgroup {}", self.group));
        }
        if self.copied != 0 {
            out.push_str(&format!(" --ulog-cprange {}", self.copied));
        }
        if self.threshold != 1 {
            out.push_str(&format!(" --ulog-qthreshold {}", self.threshold));
        }
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(&format!(" ULOG copy_range {} nlgroup {}", self.copied, self.group));
        if !self.prefix.is_empty() {
            out.push_str(&format!(" prefix \"{}\"", self.prefix));
        }
        out.push_str(&format!(" queue_threshold {}", self.threshold));
    }

    fn strike(&self, _context: &mut Context<'_>) -> Act {
        Act::Note
    }
}
