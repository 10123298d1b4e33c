//! `-m cgroup`: the control group of the socket. A lab has none.

use super::MatchExtension;
use crate::kernel::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::kernel::rules::place::Place;
use crate::kernel::rules::values::{number, quote};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cgroup {
    pub group: Group,
    pub inverted: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Group {
    Class(u32),
    Path(String),
}

impl MatchExtension for Cgroup {
    const NAME: &'static str = "cgroup";
    const OPTIONS: &'static [OptionSpec] = &[
        OptionSpec::one("path").invertible(),
        OptionSpec::one("cgroup").invertible(),
    ];

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Cgroup, Problem> {
        let option = given.first();
        let group = match option.map(|option| option.name) {
            Some("path") => Group::Path(option.map_or("", |option| option.value).to_owned()),
            Some(_) | None => match option {
                Some(option) => Group::Class(number::word(Cgroup::NAME, option)?),
                // neither was given: the kernel will say no
                None => Group::Path("/".to_owned()),
            },
        };
        Ok(Cgroup { group, inverted: option.is_some_and(|option| option.inverted) })
    }

    /// Only the root of the groups is there.
    fn refused(&self, _place: &Place) -> bool {
        matches!(&self.group, Group::Path(path) if !path.is_empty())
    }

    fn save(&self, out: &mut String) {
        let inverted = if self.inverted { " !" } else { "" };
        match &self.group {
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
            Group::Class(class) => out.push_str(&format!(" cgroup {inverted}{class}")),
            Group::Path(path) => out.push_str(&format!(" cgroup {inverted}{path}")),
        }
    }
}
