//! `-m mac`: the hardware address a frame came from.

use super::MatchExtension;
use crate::state::hook::Hook;
use crate::state::interface::{InterfaceKind, Mac as Address};
use crate::rules::context::{Context, Tested};
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::Demands;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mac {
    pub source: Address,
    pub inverted: bool,
}

impl MatchExtension for Mac {
    const NAME: &'static str = "mac";
    const OPTIONS: &'static [OptionSpec] = &[OptionSpec::one("mac-source").invertible().mandatory()];
    const DEMANDS: Demands = Demands::hooks(&[Hook::Prerouting, Hook::Input, Hook::Forward]);

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Mac, Problem> {
        let option = given.first().ok_or_else(Problem::absent)?;
        let source = read(option.value).ok_or_else(|| Problem::usage("Invalid MAC address specified."))?;
        Ok(Mac { source, inverted: option.inverted })
    }

    fn save(&self, out: &mut String) {
        out.push_str(&format!("{} --mac-source {}", if self.inverted { " !" } else { "" }, self.source));
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(&format!(" MAC{} {}", if self.inverted { " !" } else { "" }, self.source));
    }

    fn test(&self, context: &mut Context<'_>) -> Tested {
        let came_by_wire = context
            .host
            .interface(context.packet.input)
            .is_some_and(|interface| !matches!(interface.kind, InterfaceKind::Loopback));
        // A copy of an own broadcast has no frame (recording: extra-one_lan-1-0011).
        let has_frame = came_by_wire && context.packet.link_source != Address::default();
        (has_frame && (context.packet.link_source == self.source) != self.inverted).into()
    }

    fn had(&self, context: &Context<'_>) -> String {
        let source = context.packet.link_source;
        if source == Address::default() { "-".to_owned() } else { source.to_string() }
    }
}

fn read(text: &str) -> Option<Address> {
    let mut bytes = [0u8; 6];
    let mut places = bytes.iter_mut();
    for part in text.split(':') {
        let short = !part.is_empty() && part.len() <= 2;
        *places.next()? = if short { u8::from_str_radix(part, 16).ok()? } else { return None };
    }
    places.next().is_none().then_some(Address(bytes))
}
