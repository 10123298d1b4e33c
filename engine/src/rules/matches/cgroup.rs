//! `-m cgroup`: the control group of the socket. A lab has none.

use super::MatchExtension;
use crate::state::hook::Hook;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::{Demands, Place};
use crate::rules::values::{number, quote};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cgroup {
    pub group: Group,
    pub inverted: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Group {
    Class(u32),
    Path(String),
    /// Both were asked for, or neither: the kernel says no.
    Unclear,
}

impl MatchExtension for Cgroup {
    const NAME: &'static str = "cgroup";
    const OPTIONS: &'static [OptionSpec] = &[OptionSpec::one("path").invertible(), OptionSpec::one("cgroup").invertible()];

    const DEMANDS: Demands = Demands::hooks(&[Hook::Input, Hook::Output, Hook::Postrouting]);

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Cgroup, Problem> {
        if let Some(class) = given.iter().find(|option| option.name == "cgroup") {
            number::word(Cgroup::NAME, class)?;
        }
        let option = given.first();
        let group = match (option, given.len()) {
            (Some(option), 1) if option.name == "path" => Group::Path(option.value.to_owned()),
            (Some(option), 1) => Group::Class(number::word(Cgroup::NAME, option)?),
            (Some(_) | None, _) => Group::Unclear,
        };
        Ok(Cgroup { group, inverted: option.is_some_and(|option| option.inverted) })
    }

    /// Only the root of the groups is there.
    fn refused(&self, _place: &Place) -> bool {
        match &self.group {
            Group::Class(_) => false,
            Group::Path(path) => !matches!(path.as_str(), "" | "/"),
            Group::Unclear => true,
        }
    }

    fn save(&self, out: &mut String) {
        let inverted = if self.inverted { " !" } else { "" };
        match &self.group {
            Group::Unclear => {}
            Group::Class(class) => out.push_str(&format!("{inverted} --cgroup {class}")),
            Group::Path(path) => {
                out.push_str(&format!("{inverted} --path "));
                quote::word(out, path);
            }
        }
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        let inverted = if self.inverted { "! " } else { "" };
        match &self.group {
            Group::Unclear => {}
            Group::Class(class) => out.push_str(&format!(" cgroup {inverted}{class}")),
            Group::Path(path) => out.push_str(&format!(" cgroup {inverted}{path}")),
        }
    }
}
