//! `-m set`: is the packet's address, or whatever the set asks for, in an ipset?

use super::MatchExtension;
use crate::kernel::rules::context::{Context, Tested};
use crate::kernel::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::kernel::rules::options;
use crate::kernel::rules::values::number;
use crate::kernel::rules::values::sets::SetReference;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Set {
    pub set: SetReference,
    pub inverted: bool,
    pub return_nomatch: bool,
    pub update_counters: bool,
    pub update_subcounters: bool,
    pub packets: Option<CounterTest>,
    pub bytes: Option<CounterTest>,
}

/// `--packets-gt 5`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CounterTest {
    pub comparison: Comparison,
    pub value: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    Different,
    Less,
    Greater,
}

impl MatchExtension for Set {
    const NAME: &'static str = "set";
    const OPTIONS: &'static [OptionSpec] = &[
        OptionSpec::two("match-set").invertible().mandatory(),
        OptionSpec::two("match-set").invertible().or("set"),
        OptionSpec::flag("return-nomatch"),
        OptionSpec::flag("update-counters").invertible(),
        OptionSpec::flag("update-subcounters").invertible(),
        OptionSpec::one("packets-eq").invertible(),
        OptionSpec::one("packets-lt"),
        OptionSpec::one("packets-gt"),
        OptionSpec::one("bytes-eq").invertible(),
        OptionSpec::one("bytes-lt"),
        OptionSpec::one("bytes-gt"),
    ];

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Set, Problem> {
        let missing = "You must specify `--match-set' with proper arguments";
        let option = options::find(given, "match-set").ok_or_else(|| Problem::usage(missing))?;
        Ok(Set {
            set: SetReference::read(option)?,
            inverted: option.inverted,
            return_nomatch: options::has(given, "return-nomatch"),
            update_counters: !options::has(given, "update-counters"),
            update_subcounters: !options::has(given, "update-subcounters"),
            packets: counter(given, ["packets-eq", "packets-lt", "packets-gt"])?,
            bytes: counter(given, ["bytes-eq", "bytes-lt", "bytes-gt"])?,
        })
    }

    fn save(&self, out: &mut String) {
        self.print(out, "--");
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        self.print(out, "");
    }

    fn test(&self, context: &mut Context<'_>) -> Tested {
        match contains(&self.set, context) {
            Some(contained) => (contained != self.inverted).into(),
            None => Tested::NotModelled,
        }
    }

    fn had(&self, context: &Context<'_>) -> String {
        let datagram = &context.packet.datagram;
        let sides = self.set.sides.iter().map(|side| side.pick(datagram.source, datagram.destination).to_string());
        sides.collect::<Vec<String>>().join(",")
    }
}

impl Set {
    fn print(&self, out: &mut String, dashes: &str) {
        out.push_str(&format!("{} {dashes}match-set {}", if self.inverted { " !" } else { "" }, self.set.text()));
        out.push_str(&if self.return_nomatch { format!(" {dashes}return-nomatch") } else { String::new() });
        out.push_str(&if self.update_counters { String::new() } else { format!(" ! {dashes}update-counters") });
        out.push_str(&if self.update_subcounters { String::new() } else { format!(" ! {dashes}update-subcounters") });
        for (name, test) in [("packets", self.packets), ("bytes", self.bytes)] {
            let Some(test) = test else { continue };
            let (inverted, comparison) = match test.comparison {
                Comparison::Equal => ("", "eq"),
                Comparison::Different => (" !", "eq"),
                Comparison::Less => ("", "lt"),
                Comparison::Greater => ("", "gt"),
            };
            out.push_str(&format!("{inverted} {dashes}{name}-{comparison} {}", test.value));
        }
    }
}

/// To be asked of the host's sets; `None` until it can be.
fn contains(_set: &SetReference, _context: &mut Context<'_>) -> Option<bool> {
    None
}

fn counter(given: &[Given<'_>], names: [&str; 3]) -> Result<Option<CounterTest>, Problem> {
    let Some(option) = given.iter().find(|option| names.contains(&option.name)) else { return Ok(None) };
    let comparison = match (option.name.ends_with("eq"), option.name.ends_with("lt"), option.inverted) {
        (true, _, false) => Comparison::Equal,
        (true, _, true) => Comparison::Different,
        (false, true, _) => Comparison::Less,
        (false, false, _) => Comparison::Greater,
    };
    let value = number::whole(option.value).ok_or_else(|| {
        Problem::usage(format!("can't parse value `{}' for option --{}", option.value, option.name))
    })?;
    Ok(Some(CounterTest { comparison, value }))
}
