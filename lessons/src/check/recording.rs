//! What the real kernel did with the same scenarios: the lesson's, the solution's, and that of each near miss, in all aspects.

use std::path::PathBuf;

use oracle::recording::{self, Recording};
use serde_json::{Value, json};

use super::Findings;
use crate::judge::action_of;
use crate::model::CommandLine;
use crate::read::Source;

pub(super) fn check(source: &Source, findings: &mut Findings<'_>) {
    for wanted in wanted(source) {
        match recording::read(&file(findings, &wanted.file)) {
            Ok(recording) => compare(&wanted, &recording, findings),
            Err(what) => findings.wrong_in(&wanted.file, 0, format!("{what}; record.py asks a real kernel (AUTHORING.md, 6)")),
        }
    }
}

/// A recording that a lesson has.
struct Wanted {
    file: String,
    hosts: Value,
    actions: Vec<Value>,
    /// Where the actions are written.
    written_in: String,
}

fn wanted(source: &Source) -> Vec<Wanted> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let lesson = Wanted {
        file: "recording.json".to_owned(),
        hosts: source.scenario.json["hosts"].clone(),
        actions: list(&source.scenario.json["actions"]),
        written_in: "scenario.json".to_owned(),
    };
    let attempt = |file: String, commands: &[CommandLine], line: usize| {
        let mut actions = list(&source.start.json["actions"]);
        actions.extend(commands.iter().map(action));
        actions.extend(source.tries.iter().cloned());
        Wanted { file, hosts: source.start.json["hosts"].clone(), actions, written_in: format!("lesson.toml:{line}") }
    };
    let exercise = &source.lesson.exercise;
    let solution = attempt("solution.json".to_owned(), &exercise.solution, source.lines.solution);
    let near_misses = exercise.near_misses.iter().zip(&source.lines.near_misses).enumerate();
    let near_misses = near_misses
        .map(|(place, (near_miss, line))| attempt(format!("near-miss-{}.json", place + 1), &near_miss.commands, *line));
    [lesson, solution].into_iter().chain(near_misses).collect()
}

/// A command line as recordings hold it; `record.py` writes the same.
fn action(command: &CommandLine) -> Value {
    use engine::lab::Action;
    let host = &command.host;
    let (tool, options) = command.line.trim_start().split_once(char::is_whitespace).unwrap_or((&command.line, ""));
    match action_of(command) {
        Action::RestoreRules { text, keep, .. } => json!({"do": "iptables_restore", "host": host, "text": text, "noflush": keep}),
        _ if tool == "sysctl" => {
            let pairs = options.split_whitespace().filter_map(|word| word.split_once('='));
            let set: serde_json::Map<String, Value> = pairs.map(|(key, value)| (key.to_owned(), json!(value))).collect();
            json!({"do": "sysctl", "host": host, "set": set})
        }
        _ => json!({"do": tool, "host": host, "args": options.trim_start()}),
    }
}

/// Packed where there is no plain one.
fn file(findings: &Findings<'_>, name: &str) -> PathBuf {
    let (plain, packed) = (findings.folder.join(name), findings.folder.join(format!("{name}.gz")));
    if !plain.exists() && packed.exists() { packed } else { plain }
}

fn compare(wanted: &Wanted, recording: &Recording, findings: &mut Findings<'_>) {
    let (scenario, result) = (&recording.scenario, &recording.result);
    let recorded = scenario["actions"].as_array().map_or(&[][..], Vec::as_slice);
    if scenario["hosts"] != wanted.hosts || recorded != wanted.actions {
        let what = format!("was recorded with something else than {} says: record it again", wanted.written_in);
        findings.wrong_in(&wanted.file, 0, what);
        return;
    }
    let replayed = match oracle::scenario::scenario(scenario) {
        Ok(scenario) => oracle::replay(&scenario).map_err(|problem| problem.0),
        Err(error) => Err(error.to_string()),
    };
    match replayed {
        Err(what) => findings.wrong_in(&wanted.file, 0, what),
        Ok(replayed) => {
            let differences = oracle::compare(scenario, result, &replayed);
            if let Some(first) = differences.first() {
                let what = format!("{} differences from the kernel, the first: {first}", differences.len());
                findings.wrong_in(&wanted.file, 0, what);
            }
        }
    }
}
