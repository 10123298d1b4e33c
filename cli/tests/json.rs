//! `chainwalk run --json`: what it prints is the trace itself, with nothing lost and no sentence in it.

use std::path::Path;
use std::process::Command;

use lessons::Recording;
use serde_json::Value;
use trace::{Culprit, Moment, What};

#[test]
fn what_is_printed_is_the_trace_and_comes_back_equal() {
    let printed = printed("lab.json");
    let value: Value = serde_json::from_str(&printed).expect("one value of JSON");
    assert_eq!(value["version"], trace::VERSION);
    let fields: Vec<&str> = value.as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(fields, ["chapters", "events", "start", "version"]);
    let recording = read(&printed);
    for (field, again) in [
        ("start", serde_json::to_value(&recording.start)),
        ("events", serde_json::to_value(&recording.events)),
        ("chapters", serde_json::to_value(&recording.chapters)),
    ] {
        assert_eq!(value[field], again.expect("it can be written"), "{field}");
    }
}

/// Whoever reads it needs nothing else: the moments, who decided, and what was done.
#[test]
fn what_is_printed_says_what_happened() {
    let recording = read(&printed("lab.json"));
    let mut moment = recording.start.clone();
    recording.events.iter().for_each(|event| moment.apply(event));
    assert_eq!(moment.packets.len(), packets(&recording));
    let names = |moment: &Moment| moment.hosts.values().map(|host| host.name.to_string()).collect::<Vec<_>>();
    assert_eq!(names(&moment), names(&recording.start));
    let culprits = recording.events.iter().filter_map(|event| match &event.what {
        What::Dropped { by: Culprit::Policy { table, chain }, .. } => Some(format!("{table} {chain}")),
        _ => None,
    });
    assert_eq!(culprits.collect::<Vec<_>>(), CULPRITS);
    assert_eq!(recording.chapters.iter().map(|chapter| &*chapter.command).collect::<Vec<_>>(), COMMANDS);
}

const CULPRITS: [&str; 0] = [];
const COMMANDS: [&str; 0] = [];

fn packets(recording: &Recording) -> usize {
    let begins = |what: &What| matches!(what, What::Made { .. } | What::Copied { .. });
    recording.events.iter().filter(|event| begins(&event.what)).count()
}

fn printed(scenario: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chainwalk"));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let output = command.args(["run", "--json", scenario]).current_dir(folder).output().expect("it runs");
    assert_eq!((String::from_utf8_lossy(&output.stderr).as_ref(), output.status.code()), ("", Some(0)));
    String::from_utf8(output.stdout).expect("a text")
}

fn read(printed: &str) -> Recording {
    serde_json::from_str(printed).expect("the types read it")
}
