//! `-m connlabel`: labels of a connection. Kept and printed, not asked.

use super::MatchExtension;
use crate::rules::options;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::values::number;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Connlabel {
    pub label: u16,
    pub inverted: bool,
    pub set: bool,
}

const GREATEST: u16 = 127;

impl MatchExtension for Connlabel {
    const NAME: &'static str = "connlabel";
    const OPTIONS: &'static [OptionSpec] = &[OptionSpec::one("label").invertible().mandatory(), OptionSpec::flag("set")];
    const NEEDS_CONNTRACK: bool = true;

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Connlabel, Problem> {
        let option = options::find(given, "label").ok_or_else(Problem::absent)?;
        let text = option.value;
        if text.is_empty() {
            return Err(Problem::library("Argument must have a minimum length of 1 characters"));
        }
        // the library keeps the number in an `int` and hands 16 bits of it on (seen on 1.8.9: 4294967296 is 0)
        let label = number::whole(text)
            .filter(|label| *label as u32 <= i32::MAX as u32)
            .ok_or_else(|| Problem::usage(format!("label '{text}' not found or invalid value")))?;
        let inverted = option.inverted;
        Ok(Connlabel { label: label as u16, inverted, set: options::has(given, "set") })
    }

    fn overflows(&self) -> bool {
        self.label > GREATEST
    }

    fn save(&self, out: &mut String) {
        out.push_str(&format!("{} --label \"{}\"", if self.inverted { " !" } else { "" }, self.label));
        out.push_str(if self.set { " --set" } else { "" });
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(&format!(" connlabel{} {}", if self.inverted { " !" } else { "" }, self.label));
        out.push_str(if self.set { " set" } else { "" });
    }
}
