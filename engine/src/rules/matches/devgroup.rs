//! `-m devgroup`: the groups of the devices a packet comes and leaves by (`ip link set X group N`).

use trace::Value;

use super::MatchExtension;
use crate::state::interface::InterfaceName;
use crate::rules::context::{Context, Tested};
use crate::rules::missed::Missed;
use crate::rules::options;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::{Demands, Place};
use crate::rules::values::{mark, number};
use crate::state::hook::Hook;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Devgroup {
    pub source: Option<GroupTest>,
    pub destination: Option<GroupTest>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupTest {
    pub value: u32,
    pub mask: u32,
    pub inverted: bool,
}

impl MatchExtension for Devgroup {
    const NAME: &'static str = "devgroup";
    const OPTIONS: &'static [OptionSpec] =
        &[OptionSpec::one("src-group").invertible(), OptionSpec::one("dst-group").invertible()];
    const DEMANDS: Demands = Demands::NONE;

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Devgroup, Problem> {
        if given.is_empty() {
            return Err(Problem::usage("devgroup match: You must specify either '--src-group' or '--dst-group'").late());
        }
        let group = |name| options::find(given, name).map(GroupTest::read).transpose();
        Ok(Devgroup { source: group("src-group")?, destination: group("dst-group")? })
    }

    fn refused(&self, place: &Place) -> bool {
        let no_input = matches!(place.hook, Some(Hook::Output | Hook::Postrouting));
        let no_output = matches!(place.hook, Some(Hook::Prerouting | Hook::Input));
        (self.source.is_some() && no_input) || (self.destination.is_some() && no_output)
    }

    fn save(&self, out: &mut String) {
        self.print(out, "--", false);
    }

    fn read_listed(row: &mut super::Listed<'_>, inverted: bool) -> bool {
        row.pair(Self::NAME, &[("src-group", "--src-group"), ("dst-group", "--dst-group")], inverted)
    }

    fn list(&self, out: &mut String, numeric: bool) {
        self.print(out, "", numeric);
    }

    fn test(&self, context: &mut Context<'_>) -> Tested {
        let holds = |test: &Option<GroupTest>, device| test.as_ref().is_none_or(|test| test.holds(group_of(context, device)));
        (holds(&self.source, context.input) && holds(&self.destination, context.output)).into()
    }

    fn missed(&self, context: &Context<'_>) -> Missed {
        let (input, output) = (group_of(context, context.input), group_of(context, context.output));
        match (self.source.as_ref().filter(|test| !test.holds(input)), &self.destination) {
            (Some(test), _) => Missed::of("src-group", test.wanted(), Value::Mark(input)),
            (None, Some(test)) => Missed::of("dst-group", test.wanted(), Value::Mark(output)),
            (None, None) => self.missed_as_written(Value::Mark(input)),
        }
    }
}

impl Devgroup {
    fn print(&self, out: &mut String, dashes: &str, numeric: bool) {
        for (name, group) in [("src-group", &self.source), ("dst-group", &self.destination)] {
            if let Some(group) = group {
                let named = group.value == 0 && group.mask == u32::MAX && !numeric;
                let text = if named { "default".to_owned() } else { mark::text_with_zero(group.value, group.mask) };
                out.push_str(&format!("{} {dashes}{name} {text}", if group.inverted { " !" } else { "" }));
            }
        }
    }
}

fn group_of(context: &Context<'_>, device: InterfaceName) -> u32 {
    context.networking.interface(device).map_or(0, |interface| interface.group)
}

impl GroupTest {
    fn holds(&self, group: u32) -> bool {
        (group & self.mask == self.value) != self.inverted
    }

    fn wanted(&self) -> Value {
        Value::MarkUnder { value: self.value, mask: self.mask }.inverted_if(self.inverted)
    }

    fn read(option: &Given<'_>) -> Result<GroupTest, Problem> {
        if option.value == "default" {
            return Ok(GroupTest { value: 0, mask: u32::MAX, inverted: option.inverted });
        }
        let number = number::prefix(option.value)
            .filter(|(number, rest)| (rest.is_empty() || rest.starts_with('/')) && *number <= u64::from(u32::MAX));
        if number.is_none() {
            let message =
                format!("devgroup: could not map name {} to an integer value for option \"--{}\".", option.value, option.name);
            return Err(Problem::library(message));
        }
        let (value, mask) = mark::masked(Devgroup::NAME, option)?;
        Ok(GroupTest { value, mask, inverted: option.inverted })
    }
}
