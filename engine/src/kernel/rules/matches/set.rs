//! `-m set`: is the packet's address, or whatever the set asks for, in an ipset?

use super::MatchExtension;
use crate::kernel::rules::context::{Context, Tested};
use crate::kernel::rules::options;
use crate::kernel::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::kernel::rules::values::number;
use crate::kernel::rules::values::sets::SetReference;
use crate::kernel::sets::{CounterTest, Probe, TestOptions};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Set {
    pub set: SetReference,
    pub inverted: bool,
    pub options: TestOptions,
    pub keep_subcounters: bool,
}

impl MatchExtension for Set {
    const NAME: &'static str = "set";
    const OPTIONS: &'static [OptionSpec] = &[
        OptionSpec::two("match-set").invertible().repeatable(),
        OptionSpec::two("match-set").invertible().repeatable().or("set"),
        OptionSpec::flag("return-nomatch").invertible().repeatable(),
        OptionSpec::flag("update-counters").invertible().repeatable(),
        OptionSpec::flag("update-subcounters").invertible().repeatable(),
        OptionSpec::one("packets-eq").invertible().repeatable(),
        OptionSpec::one("packets-lt").invertible().repeatable(),
        OptionSpec::one("packets-gt").invertible().repeatable(),
        OptionSpec::one("bytes-eq").invertible().repeatable(),
        OptionSpec::one("bytes-lt").invertible().repeatable(),
        OptionSpec::one("bytes-gt").invertible().repeatable(),
    ];

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Set, Problem> {
        let missing = "You must specify `--match-set' with proper arguments";
        let option = options::find(given, "match-set").ok_or_else(|| Problem::usage(missing).late())?;
        Ok(Set {
            set: SetReference::read(option)?,
            inverted: option.inverted,
            options: TestOptions {
                keep_counters: options::has(given, "update-counters"),
                return_nomatch: options::has(given, "return-nomatch"),
                packets: counter(given, ["packets-eq", "packets-lt", "packets-gt"])?,
                bytes: counter(given, ["bytes-eq", "bytes-lt", "bytes-gt"])?,
            },
            keep_subcounters: options::has(given, "update-subcounters"),
        })
    }

    fn save(&self, out: &mut String) {
        self.print(out, "--");
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        self.print(out, "");
    }

    fn test(&self, context: &mut Context<'_>) -> Tested {
        let probe = Probe::of(context.packet, context.input, context.output);
        let contained = context.host.sets.test(&self.set.name, &probe, &self.set.sides, &self.options, context.now);
        (contained != self.inverted).into()
    }

    fn had(&self, context: &Context<'_>) -> String {
        let probe = Probe::of(context.packet, context.input, context.output);
        let sides: Vec<String> = self.set.sides.iter().map(|side| probe.address(*side).to_string()).collect();
        sides.join(",")
    }
}

impl Set {
    fn print(&self, out: &mut String, dashes: &str) {
        out.push_str(&format!("{} {dashes}match-set {}", if self.inverted { " !" } else { "" }, self.set.text()));
        let flags = [
            (self.options.return_nomatch, "", "return-nomatch"),
            (self.options.keep_counters, " !", "update-counters"),
            (self.keep_subcounters, " !", "update-subcounters"),
        ];
        for (given, inverted, name) in flags {
            if given {
                out.push_str(&format!("{inverted} {dashes}{name}"));
            }
        }
        for (name, test) in [("packets", self.options.packets), ("bytes", self.options.bytes)] {
            let Some(test) = test else { continue };
            let (inverted, comparison, value) = match test {
                CounterTest::Equal(value) => ("", "eq", value),
                CounterTest::Not(value) => (" !", "eq", value),
                CounterTest::Less(value) => ("", "lt", value),
                CounterTest::Greater(value) => ("", "gt", value),
            };
            out.push_str(&format!("{inverted} {dashes}{name}-{comparison} {value}"));
        }
    }
}

fn counter(given: &[Given<'_>], names: [&str; 3]) -> Result<Option<CounterTest>, Problem> {
    let Some(option) = given.iter().find(|option| names.contains(&option.name)) else { return Ok(None) };
    let value = number::whole(option.value)
        .ok_or_else(|| Problem::usage(format!("can't parse value `{}' for option --{}", option.value, option.name)))?;
    Ok(Some(match (option.name.ends_with("eq"), option.name.ends_with("lt"), option.inverted) {
        (true, _, false) => CounterTest::Equal(value),
        (true, _, true) => CounterTest::Not(value),
        (false, true, _) => CounterTest::Less(value),
        (false, false, _) => CounterTest::Greater(value),
    }))
}
