//! `-m physdev`: the bridge ports a bridged packet came by and leaves by.

use super::MatchExtension;
use crate::state::hook::Hook;
use crate::state::interface::InterfaceName;
use crate::rules::conditions::InterfacePattern;
use crate::rules::context::{Context, Tested};
use crate::rules::options;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::Place;
use crate::rules::values::interface;

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

    fn had(&self, context: &Context<'_>) -> String {
        let (input, output) = (context.packet.bridge_port_in.or_dash(), context.packet.bridge_port_out.or_dash());
        match (self.input.is_some(), self.output.is_some()) {
            (true, false) if self.is_out.is_none() && self.is_bridged.is_none() => input.to_owned(),
            (false, true) if self.is_in.is_none() && self.is_bridged.is_none() => output.to_owned(),
            (true | false, true | false) => format!("in {input} out {output}"),
        }
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
