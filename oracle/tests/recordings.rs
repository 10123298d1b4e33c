//! Every recording of the real kernel that is kept here, against the engine, in all seven aspects; and the fold of each
//! trace against the lab it leaves.

use std::path::{Path, PathBuf};

use engine::kernel::event::Trace;
use engine::lab::moment::Moment;
use engine::lab::{Customs, Lab, build, perform};
use serde_json::Value;

#[test]
fn the_engine_agrees_with_every_recording() {
    let cases = cases();
    assert!(cases.len() >= 240, "only {} recordings found", cases.len());
    let wrong: Vec<String> = cases.iter().filter_map(|case| check(case).err()).collect();
    assert!(wrong.is_empty(), "{} of {} recordings differ:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn the_fold_of_every_trace_is_the_lab_after_it() {
    for case in cases() {
        let recording = load(&case);
        let scenario = oracle::scenario::scenario(&recording["scenario"]).expect("a recording's scenario is readable");
        let (mut lab, problems) = build(&scenario, Customs::REPLAY);
        assert!(problems.is_empty(), "{}: {problems:?}", case.display());
        let mut moment = Moment::of(&lab);
        for (number, action) in scenario.actions.iter().enumerate() {
            let mut trace = Trace::default();
            perform(&mut lab, action, &mut trace);
            for event in &trace.events {
                moment.apply(event);
            }
            check_fold(&lab, &moment, &format!("{}, action {number}", case.display()));
        }
    }
}

fn check_fold(lab: &Lab, moment: &Moment, place: &str) {
    assert_eq!(lab.clock, moment.clock, "{place}: clock");
    for (host, folded) in lab.hosts().iter().zip(&moment.hosts) {
        assert_eq!(host.tables, folded.tables, "{place}: tables of {}", host.name);
        let entries: Vec<_> = host.conntrack.confirmed().collect();
        let folded_entries: Vec<_> = folded.confirmed().collect();
        assert_eq!(entries, folded_entries, "{place}: connections of {}", host.name);
        assert_eq!(host.log, folded.log, "{place}: log of {}", host.name);
        assert_eq!(host.networking.interfaces, folded.interfaces, "{place}: interfaces of {}", host.name);
        assert_eq!(host.networking.routing, folded.routing, "{place}: routes of {}", host.name);
        assert_eq!(host.networking.sysctls, folded.sysctls, "{place}: sysctls of {}", host.name);
        assert_eq!(host.sets, folded.sets, "{place}: sets of {}", host.name);
    }
}

fn check(case: &Path) -> Result<(), String> {
    let name = case.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let recording = load(case);
    oracle::fields::check(&recording["scenario"]).map_err(|error| format!("{name}: {error}"))?;
    let scenario = oracle::scenario::scenario(&recording["scenario"]).map_err(|error| format!("{name}: {error}"))?;
    let result = oracle::replay(&scenario).map_err(|problem| format!("{name}: {}", problem.0))?;
    let differences = oracle::compare(&recording["scenario"], &recording["result"], &result);
    match differences.as_slice() {
        [] => Ok(()),
        [first, ..] => Err(format!("{name}: {} differences, the first: {first}", differences.len())),
    }
}

fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let mut found: Vec<PathBuf> = std::fs::read_dir(&root)
        .expect("the folder of recordings is there")
        .flat_map(|folder| std::fs::read_dir(folder.expect("a folder of recordings").path()).expect("its recordings"))
        .map(|file| file.expect("a recording").path())
        .collect();
    found.sort();
    found
}

fn load(case: &Path) -> Value {
    let packed = std::fs::read(case).expect("a recording can be read");
    serde_json::from_slice(&unpacked(&packed)).expect("a recording is JSON")
}

/// The deflate stream of a gzip file without extra fields, which is how recordings are written.
fn unpacked(packed: &[u8]) -> Vec<u8> {
    const HEADER: usize = 10;
    const TRAILER: usize = 8;
    assert_eq!(packed.get(..4), Some(&[0x1f, 0x8b, 8, 0][..]), "a plain gzip header");
    miniz_oxide::inflate::decompress_to_vec(&packed[HEADER..packed.len() - TRAILER]).expect("a whole gzip file")
}
