//! What tests share: the recordings that `oracle` keeps, and the trace the engine makes of each.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use engine::kernel::event::{Event, Trace};
use engine::lab::moment::Moment;
use engine::lab::{Customs, Scenario, build, perform};
use serde_json::Value;

/// The scenario of every recording, by its name.
pub fn scenarios() -> Vec<(String, Scenario)> {
    recordings().iter().map(|file| (stem(file), scenario(file))).collect()
}

/// Each event of a scenario with those of its action before it, and the moment before it.
pub fn each_event(scenario: &Scenario, mut hear: impl FnMut((&Event, &[Event]), &[Arc<str>], &Moment)) {
    let (mut lab, problems) = build(scenario, Customs::REPLAY);
    assert!(problems.is_empty(), "{}: {problems:?}", scenario.name);
    let names: Vec<Arc<str>> = lab.hosts().iter().map(|host| host.name.clone()).collect();
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

fn recordings() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../oracle/cases");
    let mut found: Vec<PathBuf> = std::fs::read_dir(&root)
        .expect("the folder of recordings is there")
        .flat_map(|folder| std::fs::read_dir(folder.expect("a folder of recordings").path()).expect("its recordings"))
        .map(|file| file.expect("a recording").path())
        .collect();
    found.sort();
    found
}

fn stem(file: &Path) -> String {
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    name.split('.').next().unwrap_or_default().to_owned()
}

fn scenario(file: &Path) -> Scenario {
    let packed = std::fs::read(file).expect("a recording can be read");
    let json = miniz_oxide::inflate::decompress_to_vec(packed.get(10..packed.len() - 8).expect("a gzip file")).expect("gzip");
    let recording: Value = serde_json::from_slice(&json).expect("a recording is JSON");
    oracle::scenario::scenario(&recording["scenario"]).expect("a recording's scenario is readable")
}
