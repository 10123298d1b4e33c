//! `-j SYNPROXY`: answers a SYN itself and connects on when the client proves real. Kept and printed, not done.

use super::TargetExtension;
use crate::state::hook::Hook;
use crate::rules::options;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::Demands;
use crate::rules::values::number;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Synproxy {
    pub sack: bool,
    pub timestamp: bool,
    pub scale: Option<u8>,
    pub largest_segment: Option<u16>,
    pub congestion: bool,
}

impl TargetExtension for Synproxy {
    const NAME: &'static str = "SYNPROXY";
    const OPTIONS: &'static [OptionSpec] = &[
        OptionSpec::flag("sack-perm"),
        OptionSpec::flag("timestamp"),
        OptionSpec::one("wscale"),
        OptionSpec::one("mss"),
        OptionSpec::flag("ecn"),
    ];
    const DEMANDS: Demands = Demands { tables: &[], hooks: &[Hook::Input, Hook::Forward], protocols: &[6] };

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Synproxy, Problem> {
        let scale = options::find(given, "wscale").map(|option| number::word(Synproxy::NAME, option));
        let size = options::find(given, "mss").map(|option| number::word(Synproxy::NAME, option));
        Ok(Synproxy {
            sack: options::has(given, "sack-perm"),
            timestamp: options::has(given, "timestamp"),
            scale: scale.transpose()?.map(|scale| scale as u8),
            largest_segment: size.transpose()?.map(|size| size as u16),
            congestion: options::has(given, "ecn"),
        })
    }

    fn needs_conntrack(&self) -> bool {
        true
    }

    fn save(&self, out: &mut String) {
        for part in self.parts() {
            out.push_str(&format!(" --{part}"));
        }
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(" SYNPROXY ");
        for part in self.parts() {
            out.push_str(&format!("{part} "));
        }
    }
}

impl Synproxy {
    fn parts(&self) -> impl Iterator<Item = String> {
        let parts = [
            self.sack.then(|| "sack-perm".to_owned()),
            self.timestamp.then(|| "timestamp".to_owned()),
            self.scale.map(|scale| format!("wscale {scale}")),
            self.largest_segment.map(|size| format!("mss {size}")),
            self.congestion.then(|| "ecn".to_owned()),
        ];
        parts.into_iter().flatten()
    }
}
