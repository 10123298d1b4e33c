//! `-j CLASSIFY`: the queueing class; nothing of it shows in a lab.

use super::TargetExtension;
use super::act::Act;
use crate::state::hook::Hook;
use crate::rules::context::Context;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::Demands;

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
        let halves = hexadecimal(text).and_then(|(major, rest)| Some((major, hexadecimal(rest.strip_prefix(':')?)?.0)));
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

/// The number a text begins with, as C's `%x` reads it: of what is too long the end counts.
fn hexadecimal(text: &str) -> Option<(u16, &str)> {
    let text = text.trim_start();
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let text = text.strip_prefix("0x").filter(|rest| rest.starts_with(|first: char| first.is_ascii_hexdigit())).unwrap_or(text);
    let length = text.bytes().take_while(u8::is_ascii_hexdigit).count();
    let (digits, rest) = text.split_at(length);
    let number = u64::from_str_radix(digits, 16).ok()? as u16;
    Some((if negative { number.wrapping_neg() } else { number }, rest))
}
