//! `-j SET`: the packet's address goes into an ipset or out of it.

use super::TargetExtension;
use super::act::Act;
use crate::state::hook::{Hook, TableName};
use crate::rules::context::Context;
use crate::rules::options;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::Place;
use crate::rules::values::number;
use crate::rules::values::sets::SetReference;
use crate::state::sets::{AddOptions, Probe, TestOptions};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Set {
    pub add: Option<SetReference>,
    pub delete: Option<SetReference>,
    pub map: Option<SetReference>,
    pub exist: bool,
    pub timeout: Option<u32>,
    pub map_mark: bool,
    pub map_priority: bool,
    pub map_queue: bool,
}

impl TargetExtension for Set {
    const NAME: &'static str = "SET";
    const OPTIONS: &'static [OptionSpec] = &[
        OptionSpec::two("add-set").repeatable().invertible(),
        OptionSpec::two("del-set").repeatable().invertible(),
        OptionSpec::two("map-set").repeatable().invertible(),
        OptionSpec::flag("exist").repeatable().invertible(),
        OptionSpec::one("timeout").repeatable().invertible(),
        OptionSpec::flag("map-mark").repeatable().invertible(),
        OptionSpec::flag("map-prio").repeatable().invertible(),
        OptionSpec::flag("map-queue").repeatable().invertible(),
    ];

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Set, Problem> {
        let reference = |name| last(given, name).map(SetReference::read).transpose();
        for name in ["add-set", "del-set", "map-set"] {
            if given.iter().filter(|option| option.name == name).count() > 1 {
                return Err(Problem::usage(format!("--{name} can be specified only once")));
            }
        }
        let timeout = last(given, "timeout").map(|option| {
            number::within(option.value, 0, u64::from(u32::MAX) - 1).map(|seconds| seconds as u32).ok_or_else(|| {
                let greatest = u32::MAX - 1;
                Problem::usage(format!("Invalid value for option --timeout or out of range 0-{greatest}"))
            })
        });
        let set = Set {
            add: reference("add-set")?,
            delete: reference("del-set")?,
            map: reference("map-set")?,
            exist: options::has(given, "exist"),
            timeout: timeout.transpose()?,
            map_mark: options::has(given, "map-mark"),
            map_priority: options::has(given, "map-prio"),
            map_queue: options::has(given, "map-queue"),
        };
        match set.complaint() {
            Some(complaint) => Err(Problem::usage(complaint).late()),
            None => Ok(set),
        }
    }

    /// Only mangle maps, and priorities and queues only where a packet leaves.
    fn refused(&self, place: &Place) -> bool {
        let leaving = |hook| matches!(hook, Hook::Forward | Hook::Output | Hook::Postrouting);
        let maps_way_out = self.map_priority || self.map_queue;
        self.map.is_some() && (place.table != TableName::Mangle || (maps_way_out && place.hook.is_some_and(|hook| !leaving(hook))))
    }

    fn sets(&self) -> Vec<&str> {
        [&self.add, &self.delete, &self.map].into_iter().flatten().map(|set| set.name.as_str()).collect()
    }

    fn save(&self, out: &mut String) {
        self.print(out, "--");
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        self.print(out, "");
    }

    fn strike(&self, context: &mut Context<'_>) -> Act {
        let probe = Probe::of(context.packet, context.input, context.output);
        let Context { host, now, set_changes, effort, .. } = context;
        let sets = &mut host.sets;
        *effort += [&self.add, &self.delete, &self.map].into_iter().flatten().map(|set| sets.effort(&set.name)).sum::<u64>();
        // what the set refuses, the packet does not notice
        if let Some(set) = &self.add {
            let options = AddOptions { exist: self.exist, timeout: self.timeout };
            let _full = sets.add_packet(&set.name, &probe, &set.sides, options, *now, set_changes);
        }
        if let Some(set) = &self.delete {
            let _missing = sets.remove_packet(&set.name, &probe, &set.sides, *now, set_changes);
        }
        if let Some(set) = &self.map {
            let options = sets.find_packet(&set.name, &probe, &set.sides, &TestOptions::default(), *now, set_changes);
            if let Some(options) = options.filter(|_| self.map_mark) {
                context.packet.mark = options.marked(context.packet.mark);
            }
        }
        Act::Continue
    }
}

impl Set {
    fn complaint(&self) -> Option<&'static str> {
        if self.add.is_none() && self.delete.is_none() && self.map.is_none() {
            return Some("You must specify either `--add-set' or `--del-set' or `--map-set'");
        }
        if self.exist && self.add.is_none() {
            return Some("Flag `--exist' can be used with `--add-set' only");
        }
        if self.timeout.is_some() && self.add.is_none() {
            return Some("Option `--timeout' can be used with `--add-set' only");
        }
        let mapped = self.map_mark || self.map_priority || self.map_queue;
        if self.map.is_some() && !mapped {
            return Some("You must specify flags `--map-mark' or '--map-prio` or `--map-queue'");
        }
        if self.map.is_none() && self.map_mark {
            return Some("Flag `--map-mark' can be used with `--map-set' only");
        }
        if self.map.is_none() && self.map_priority {
            return Some("Flag `--map-prio' can be used with `--map-set' only");
        }
        if self.map.is_none() && self.map_queue {
            return Some("Flag `--map-queue' can be used with `--map-set' only");
        }
        None
    }

    fn print(&self, out: &mut String, dashes: &str) {
        let option = |out: &mut String, name: &str| out.push_str(&format!(" {dashes}{name}"));
        if let Some(set) = &self.add {
            option(out, &format!("add-set {}", set.text()));
        }
        if self.exist {
            option(out, "exist");
        }
        if let Some(seconds) = self.timeout {
            option(out, &format!("timeout {seconds}"));
        }
        if let Some(set) = &self.delete {
            option(out, &format!("del-set {}", set.text()));
        }
        if let Some(set) = &self.map {
            option(out, &format!("map-set {}", set.text()));
        }
        for (given, name) in [(self.map_mark, "map-mark"), (self.map_priority, "map-prio"), (self.map_queue, "map-queue")] {
            if given {
                option(out, name);
            }
        }
    }
}

fn last<'given, 'words>(given: &'given [Given<'words>], name: &str) -> Option<&'given Given<'words>> {
    given.iter().rev().find(|option| option.name == name)
}
