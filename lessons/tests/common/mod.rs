//! What tests share: the recordings that `oracle` keeps, and the trace the engine makes of each.

use std::path::Path;
use std::sync::Arc;

use engine::kernel::event::{Event, Trace};
use engine::lab::moment::Moment;
use engine::lab::{Customs, Scenario, build, perform};

/// The scenario of every recording, by its name.
pub fn scenarios() -> Vec<(String, Scenario)> {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../oracle/cases");
    let files = oracle::recording::files(&cases).expect("the folder of recordings is there");
    files.iter().map(|file| (stem(file), scenario(file))).collect()
}

/// Each event of a scenario with those of its action before it, and the moment before it.
pub fn each_event(scenario: &Scenario, mut hear: impl FnMut((&Event, &[Event]), &[Arc<str>], &Moment)) {
    let (mut lab, problems) = build(scenario, Customs::REPLAY);
    assert!(problems.is_empty(), "{}: {problems:?}", scenario.name);
    let names: Vec<Arc<str>> = lab.hosts.iter().map(|host| host.name.clone()).collect();
    let mut before = Moment::of(&lab);
    for action in &scenario.actions {
        let mut trace = Trace::default();
        perform(&mut lab, action, &mut trace);
        for (number, event) in trace.events.iter().enumerate() {
            hear((event, &trace.events[..number]), &names, &before);
            before.apply(event);
        }
    }
}

fn stem(file: &Path) -> String {
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    name.split('.').next().unwrap_or_default().to_owned()
}

fn scenario(file: &Path) -> Scenario {
    let recording = oracle::recording::read(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    oracle::scenario::scenario(&recording.scenario).expect("a recording's scenario is readable")
}
