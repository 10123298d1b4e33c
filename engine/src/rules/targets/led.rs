//! `-j LED`: a light blinks; nothing happens to the packet.

use super::TargetExtension;
use super::act::Act;
use crate::rules::context::Context;
use crate::rules::options;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::values::number;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Led {
    pub trigger: String,
    /// Milliseconds; none leaves it on.
    pub delay: Option<u32>,
    pub always_blink: bool,
}

impl TargetExtension for Led {
    const NAME: &'static str = "LED";
    const OPTIONS: &'static [OptionSpec] =
        &[OptionSpec::one("led-trigger-id").mandatory(), OptionSpec::one("led-delay"), OptionSpec::flag("led-always-blink")];
    const MISSING: bool = true;

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Led, Problem> {
        let delay = match options::find(given, "led-delay") {
            Some(option) if option.value == "inf" => None,
            Some(option) => {
                let complaint = || Problem::usage(format!("Delay value must be within range 0..{}", u32::MAX));
                Some(number::within(option.value, 0, u64::from(u32::MAX)).ok_or_else(complaint)? as u32)
            }
            None => Some(0),
        };
        let trigger = options::find(given, "led-trigger-id").map_or("", |option| option.value).to_owned();
        Ok(Led { trigger, delay, always_blink: options::has(given, "led-always-blink") })
    }

    fn save(&self, out: &mut String) {
        out.push_str(&format!(" --led-trigger-id \"{}\"", self.trigger));
        match self.delay {
            Some(0) => {}
            Some(delay) => out.push_str(&format!(" --led-delay {delay}")),
            None => out.push_str(" --led-delay inf"),
        }
        out.push_str(if self.always_blink { " --led-always-blink" } else { "" });
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(&format!(" led-trigger-id:\"{}\"", self.trigger));
        match self.delay {
            Some(delay) => out.push_str(&format!(" led-delay:{delay}ms")),
            None => out.push_str(" led-delay:inf"),
        }
        out.push_str(if self.always_blink { " led-always-blink" } else { "" });
    }

    fn strike(&self, _context: &mut Context<'_>) -> Act {
        Act::Continue
    }
}
