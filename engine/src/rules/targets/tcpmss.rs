//! `-j TCPMSS`: the largest segment a SYN announces is lowered.

use super::TargetExtension;
use super::act::Act;
use crate::state::hook::Hook;
use crate::state::packet::Transport;
use crate::rules::context::Context;
use crate::rules::options;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::{Demands, Place};
use crate::rules::values::number;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tcpmss {
    Set(u16),
    /// To what fits the path in both directions.
    Clamp,
}

/// IP and TCP header without options.
const HEADERS: u32 = 40;

/// What a host announces that says nothing (RFC 879).
const UNSAID: u16 = 536;

impl TargetExtension for Tcpmss {
    const NAME: &'static str = "TCPMSS";
    const OPTIONS: &'static [OptionSpec] = &[OptionSpec::one("set-mss"), OptionSpec::flag("clamp-mss-to-pmtu")];
    const DEMANDS: Demands = Demands::protocols(&[6]);

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Tcpmss, Problem> {
        let missing = "TCPMSS target: At least one parameter is required";
        let size = options::find(given, "set-mss").map(|option| number::integer(Tcpmss::NAME, option, 0, 65515)).transpose()?;
        match (given.last().map(|option| option.name), size) {
            (Some("set-mss"), Some(size)) => Ok(Tcpmss::Set(size as u16)),
            (Some(_), _) => Ok(Tcpmss::Clamp),
            (None, _) => Err(Problem::usage(missing).late()),
        }
    }

    fn refused(&self, place: &Place) -> bool {
        let leaving = |hook| matches!(hook, Hook::Forward | Hook::Output | Hook::Postrouting);
        *self == Tcpmss::Clamp && place.hook.is_some_and(|hook| !leaving(hook))
    }

    fn save(&self, out: &mut String) {
        match self {
            Tcpmss::Set(size) => out.push_str(&format!(" --set-mss {size}")),
            Tcpmss::Clamp => out.push_str(" --clamp-mss-to-pmtu"),
        }
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        match self {
            Tcpmss::Set(size) => out.push_str(&format!(" TCPMSS set {size}")),
            Tcpmss::Clamp => out.push_str(" TCPMSS clamp to PMTU"),
        }
    }

    fn strike(&self, context: &mut Context<'_>) -> Act {
        let wanted = match self {
            Tcpmss::Set(size) => *size,
            Tcpmss::Clamp => fitting(context),
        };
        let has_payload = !context.packet.datagram.payload.is_empty();
        let Transport::Tcp(segment) = &mut context.packet.datagram.transport else { return Act::Continue };
        match segment.options.maximum_segment_size {
            Some(announced) => segment.options.maximum_segment_size = Some(announced.min(wanted)),
            // what has no such option gets one, SYN or not, unless data follows its header (recording: mss-nosyn)
            None if !has_payload => {
                segment.options.maximum_segment_size = Some(wanted.min(UNSAID));
            }
            None => {}
        }
        Act::Continue
    }
}

/// What fits the devices of both directions.
fn fitting(context: &Context<'_>) -> u16 {
    let unit = |name| context.host.interface(name).map_or(u32::MAX, |interface| interface.mtu);
    let unit = unit(context.output).min(unit(context.packet.input));
    u16::try_from(unit.saturating_sub(HEADERS)).unwrap_or(u16::MAX)
}
