//! `-j IDLETIMER`: tells a program when traffic stops; nothing happens to the packet.

use super::TargetExtension;
use super::act::Act;
use crate::rules::context::Context;
use crate::rules::options;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::values::{number, quote};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Idletimer {
    pub timeout: u32,
    pub label: String,
    pub alarm: bool,
}

const LONGEST: usize = 27;

impl TargetExtension for Idletimer {
    const NAME: &'static str = "IDLETIMER";
    const OPTIONS: &'static [OptionSpec] =
        &[OptionSpec::one("timeout").mandatory(), OptionSpec::one("label").mandatory(), OptionSpec::flag("alarm")];

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Idletimer, Problem> {
        let timeout = options::find(given, "timeout").map_or(Ok(0), |option| number::word(Idletimer::NAME, option))?;
        let label = options::find(given, "label").map_or("", |option| option.value);
        Ok(Idletimer { timeout, label: quote::cut(label, LONGEST).to_owned(), alarm: options::has(given, "alarm") })
    }

    fn refused(&self, _place: &crate::rules::place::Place) -> bool {
        self.timeout == 0 || self.label.is_empty()
    }

    fn save(&self, out: &mut String) {
        out.push_str(&format!(" --timeout {} --label {}", self.timeout, self.label));
        out.push_str(if self.alarm { " --alarm" } else { "" });
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(&format!(" timeout:{} label:{}", self.timeout, self.label));
        out.push_str(if self.alarm { " alarm" } else { "" });
    }

    fn strike(&self, _context: &mut Context<'_>) -> Act {
        Act::Continue
    }
}
