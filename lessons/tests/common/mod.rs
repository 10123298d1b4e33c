//! What tests share: the recordings that `oracle` keeps, and the trace the engine makes of each.

use std::path::{Path, PathBuf};

use engine::lab::{Customs, Scenario, build, moment, perform};
use serde_json::Value;
use trace::{Event, Moment, Trace};

/// The scenario of every recording, by its name.
pub fn scenarios() -> Vec<(String, Scenario)> {
    recordings().iter().map(|file| (stem(file), scenario(file))).collect()
}

/// Each event of a scenario, and the moment before it.
pub fn each_event(scenario: &Scenario, mut hear: impl FnMut(&Event, &Moment)) {
    let (mut lab, problems) = build(scenario, Customs::REPLAY);
    assert!(problems.is_empty(), "{}: {problems:?}", scenario.name);
    let mut before = moment::of(&lab);
    let mut trace = Trace::default();
    for action in &scenario.actions {
        perform(&mut lab, action, &mut trace);
    }
    for event in &trace.events {
        hear(event, &before);
        before.apply(event);
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
