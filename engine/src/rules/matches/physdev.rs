//! `-m physdev`: the bridge ports a bridged packet came by and leaves by.

use trace::Value;

use super::MatchExtension;
use crate::rules::conditions::InterfacePattern;
use crate::rules::context::{Context, Tested};
use crate::rules::missed::Missed;
use crate::rules::options;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::Place;
use crate::rules::values::interface;
use crate::state::hook::Hook;
use crate::state::interface::InterfaceName;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Physdev {
    pub input: Option<InterfacePattern>,
    pub output: Option<InterfacePattern>,
    /// The value says whether it is inverted.
    pub is_in: Option<bool>,
    pub is_out: Option<bool>,
    pub is_bridged: Option<bool>,
}

impl MatchExtension for Physdev {
    const NAME: &'static str = "physdev";
    const OPTIONS: &'static [OptionSpec] = &[
        OptionSpec::one("physdev-in").invertible(),
        OptionSpec::one("physdev-out").invertible(),
        OptionSpec::flag("physdev-is-in").invertible(),
        OptionSpec::flag("physdev-is-out").invertible(),
        OptionSpec::flag("physdev-is-bridged").invertible(),
    ];

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Physdev, Problem> {
        if given.is_empty() {
            return Err(Problem::usage("PHYSDEV: no physdev option specified").late());
        }
        let device = |name| options::find(given, name).map(device).transpose();
        let flag = |name| options::find(given, name).map(|option| option.inverted);
        Ok(Physdev {
            input: device("physdev-in")?,
            output: device("physdev-out")?,
            is_in: flag("physdev-is-in"),
            is_out: flag("physdev-is-out"),
            is_bridged: flag("physdev-is-bridged"),
        })
    }

    fn warning(option: &Given<'_>) -> Option<String> {
        interface::warning(option.value)
    }

    /// Where a port to leave by is not known yet, only bridged packets may be asked for it (`physdev_mt_check`).
    fn refused(&self, place: &Place) -> bool {
        let leaving = self.output.is_some() || self.is_out.is_some();
        leaving && self.is_bridged != Some(false) && place.hook == Some(Hook::Output)
    }

    fn save(&self, out: &mut String) {
        self.print(out);
    }

    fn read_listed(row: &mut super::Listed<'_>, inverted: bool) -> bool {
        if row.peek(0) == "PHYSDEV" && row.peek(1) == "match" {
            row.skip(2);
            row.begin(Self::NAME);
            return true;
        }
        let option = row.peek(0);
        if !option.starts_with("--physdev-") {
            return false;
        }
        row.skip(1);
        let value = if matches!(option, "--physdev-in" | "--physdev-out") { row.take() } else { "" };
        row.option(Self::NAME, inverted, option, value);
        true
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(" PHYSDEV match");
        self.print(out);
    }

    fn test(&self, context: &mut Context<'_>) -> Tested {
        let (input, output) = (context.packet.bridge_port_in, context.packet.bridge_port_out);
        let bridged = !input.is_none() && !output.is_none();
        let flags = flag_holds(self.is_in, !input.is_none())
            && flag_holds(self.is_out, !output.is_none())
            && flag_holds(self.is_bridged, bridged);
        (flags && device_holds(self.input, input, false) && device_holds(self.output, output, !input.is_none())).into()
    }

    /// In the order of `physdev_mt`.
    fn missed(&self, context: &Context<'_>) -> Missed {
        let (input, output) = (context.packet.bridge_port_in, context.packet.bridge_port_out);
        let flag = |option, asked: Option<bool>, present, had| {
            let missed = asked.filter(|inverted| present == *inverted);
            missed.map(|inverted| Missed::of(option, Value::Nothing.inverted_if(inverted), had))
        };
        let device = |option, asked: Option<InterfacePattern>, port, bridged| {
            let missed = asked.filter(|_| !device_holds(asked, port, bridged));
            missed.map(|pattern| Missed::of(option, pattern.wanted(), Value::interface(port)))
        };
        let both = Value::text(format!("in {} out {}", input.or_dash(), output.or_dash()));
        let bridged = !input.is_none() && !output.is_none();
        flag("physdev-is-bridged", self.is_bridged, bridged, both.clone())
            .or_else(|| flag("physdev-is-in", self.is_in, !input.is_none(), Value::interface(input)))
            .or_else(|| flag("physdev-is-out", self.is_out, !output.is_none(), Value::interface(output)))
            .or_else(|| device("physdev-in", self.input, input, false))
            .or_else(|| device("physdev-out", self.output, output, !input.is_none()))
            .unwrap_or_else(|| self.missed_as_written(both))
    }
}

impl Physdev {
    fn print(&self, out: &mut String) {
        let flag = |out: &mut String, name: &str, given: Option<bool>| {
            if let Some(inverted) = given {
                out.push_str(&format!("{} --physdev-is-{name}", if inverted { " !" } else { "" }));
            }
        };
        let device = |out: &mut String, name: &str, given: Option<InterfacePattern>| {
            if let Some(pattern) = given {
                out.push_str(&format!("{} --physdev-{name} {}", if pattern.inverted { " !" } else { "" }, pattern.text()));
            }
        };
        flag(out, "in", self.is_in);
        device(out, "in", self.input);
        flag(out, "out", self.is_out);
        device(out, "out", self.output);
        flag(out, "bridged", self.is_bridged);
    }
}

fn flag_holds(wanted: Option<bool>, present: bool) -> bool {
    wanted.is_none_or(|inverted| present != inverted)
}

/// A packet without such a port passes an inverted test only; a bridged one that leaves by no port passes none.
fn device_holds(wanted: Option<InterfacePattern>, port: InterfaceName, bridged: bool) -> bool {
    wanted.is_none_or(|pattern| match port.is_none() {
        true => pattern.inverted && !bridged,
        false => pattern.accepts(port.bits()),
    })
}

fn device(option: &Given<'_>) -> Result<InterfacePattern, Problem> {
    let too_long = || format!("interface name `{}' must be shorter than IFNAMSIZ (15)", option.value);
    InterfacePattern::parse(option.value, option.inverted).ok_or_else(|| Problem::usage(too_long()))
}
