//! `-m socket`: is there a socket that would take the packet? Kept and printed, not asked.

use super::MatchExtension;
use crate::state::hook::Hook;
use crate::rules::options;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::Demands;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Socket {
    pub transparent: bool,
    pub no_wildcard: bool,
    pub restore_mark: bool,
}

impl MatchExtension for Socket {
    const NAME: &'static str = "socket";
    const OPTIONS: &'static [OptionSpec] =
        &[OptionSpec::flag("transparent"), OptionSpec::flag("nowildcard"), OptionSpec::flag("restore-skmark")];
    const DEMANDS: Demands = Demands::hooks(&[Hook::Prerouting, Hook::Input]);

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Socket, Problem> {
        Ok(Socket {
            transparent: options::has(given, "transparent"),
            no_wildcard: options::has(given, "nowildcard"),
            restore_mark: options::has(given, "restore-skmark"),
        })
    }

    fn save(&self, out: &mut String) {
        out.push_str(if self.transparent { " --transparent" } else { "" });
        out.push_str(if self.no_wildcard { " --nowildcard" } else { "" });
        out.push_str(if self.restore_mark { " --restore-skmark" } else { "" });
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(" socket");
        self.save(out);
    }
}
