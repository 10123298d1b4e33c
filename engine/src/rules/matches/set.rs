//! `-m set`: is the packet's address, or whatever the set asks for, in an ipset?

use super::MatchExtension;
use crate::rules::context::{Context, Tested};
use crate::rules::options;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::values::number;
use crate::rules::values::sets::SetReference;
use crate::state::sets::{CounterTest, Direction, Part, Probe, TestOptions};

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
        let inverted = |name| options::find(given, name).is_some_and(|option| option.inverted);
        if given.iter().filter(|option| option.name == "match-set").count() > 1 {
            return Err(Problem::usage("--match-set can be specified only once"));
        }
        if inverted("return-nomatch") {
            return Err(Problem::usage("--return-nomatch flag cannot be inverted"));
        }
        let (packets, bytes) = (counter(given, "packets")?, counter(given, "bytes")?);
        let missing = "You must specify `--match-set' with proper arguments";
        let option = options::find(given, "match-set").ok_or_else(|| Problem::usage(missing).late())?;
        Ok(Set {
            set: SetReference::read(option)?,
            inverted: option.inverted,
            options: TestOptions {
                keep_counters: inverted("update-counters"),
                return_nomatch: options::has(given, "return-nomatch"),
                packets,
                bytes,
            },
            keep_subcounters: inverted("update-subcounters"),
        })
    }

    fn sets(&self) -> Vec<&str> {
        vec![&self.set.name]
    }

    fn save(&self, out: &mut String) {
        self.print(out, "--");
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        self.print(out, "");
    }

    fn test(&self, context: &mut Context<'_>) -> Tested {
        let probe = Probe::of(context.packet, context.input, context.output);
        let Context { host, now, set_changes, effort, .. } = context;
        *effort += host.sets.effort(&self.set.name);
        let contained = host.sets.test(&self.set.name, &probe, &self.set.sides, &self.options, *now, set_changes);
        (contained != self.inverted).into()
    }

    fn had(&self, context: &Context<'_>) -> String {
        let probe = Probe::of(context.packet, context.input, context.output);
        let parts = context.host.sets.get(&self.set.name).map_or(&[][..], |set| set.kind.parts());
        let said = |(place, side): (usize, &Direction)| probe.part(parts.get(place).copied().unwrap_or(Part::Address), *side);
        self.set.sides.iter().enumerate().map(said).collect::<Vec<String>>().join(",")
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

fn counter(given: &[Given<'_>], what: &str) -> Result<Option<CounterTest>, Problem> {
    let of_counter = |option: &&Given<'_>| ["-eq", "-lt", "-gt"].iter().any(|end| option.name.strip_suffix(end) == Some(what));
    let options: Vec<&Given<'_>> = given.iter().filter(of_counter).collect();
    let Some(option) = options.last() else { return Ok(None) };
    if options.len() > 1 {
        return Err(Problem::usage(format!("only one of the --{what}-[eq|lt|gt] is allowed")));
    }
    let name = option.name;
    if option.inverted && !name.ends_with("eq") {
        return Err(Problem::usage(format!("--{name} option cannot be inverted")));
    }
    let value = number::whole(option.value)
        .ok_or_else(|| Problem::usage(format!("Cannot parse {} as a counter value", option.value)))?;
    Ok(Some(match (name.ends_with("eq"), name.ends_with("lt"), option.inverted) {
        (true, _, false) => CounterTest::Equal(value),
        (true, _, true) => CounterTest::Not(value),
        (false, true, _) => CounterTest::Less(value),
        (false, false, _) => CounterTest::Greater(value),
    }))
}
