//! `-j CLASSIFY`: the queueing class; nothing of it shows in a lab.

use super::TargetExtension;
use super::act::Act;
use crate::kernel::hook::Hook;
use crate::kernel::rules::context::Context;
use crate::kernel::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::kernel::rules::place::Demands;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Classify {
    pub major: u16,
    pub minor: u16,
}

impl TargetExtension for Classify {
    const NAME: &'static str = "CLASSIFY";
    const OPTIONS: &'static [OptionSpec] = &[OptionSpec::one("set-class").mandatory()];
    const DEMANDS: Demands = Demands::hooks(&[Hook::Forward, Hook::Output, Hook::Postrouting]);

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Classify, Problem> {
        let text = given.first().ok_or_else(Problem::absent)?.value;
        let half = |digits: &str| u32::from_str_radix(digits, 16).ok().map(|half| half as u16);
        let halves = text.split_once(':').and_then(|(major, minor)| Some((half(major)?, half(minor)?)));
        let (major, minor) = halves.ok_or_else(|| Problem::usage(format!("Bad class value \"{text}\"")))?;
        Ok(Classify { major, minor })
    }

    fn save(&self, out: &mut String) {
        out.push_str(&format!(" --set-class {:04x}:{:04x}", self.major, self.minor));
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(&format!(" CLASSIFY set {:x}:{:x}", self.major, self.minor));
    }

    fn strike(&self, _context: &mut Context<'_>) -> Act {
        Act::Continue
    }
}
