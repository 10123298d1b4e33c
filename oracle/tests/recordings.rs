//! Every recording of the real kernel that is kept here, against the engine, in all seven aspects; and the fold of each
//! trace against the lab it leaves.

use std::path::{Path, PathBuf};

use engine::kernel::event::Trace;
use engine::lab::moment::Moment;
use engine::lab::{Customs, Lab, build, perform};
use oracle::recording::{self, Recording};

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
        let scenario = oracle::scenario::scenario(&recording.scenario).expect("a recording's scenario is readable");
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
    for (host, folded) in lab.hosts.iter().zip(&moment.hosts) {
        assert_eq!(host.tables, folded.tables, "{place}: tables of {}", host.name);
        let entries: Vec<_> = host.conntrack.confirmed().collect();
        let folded_entries: Vec<_> = folded.confirmed().collect();
        assert_eq!(entries, folded_entries, "{place}: connections of {}", host.name);
        assert_eq!(host.log, folded.log, "{place}: log of {}", host.name);
        assert_eq!(host.interfaces, folded.interfaces, "{place}: interfaces of {}", host.name);
        assert_eq!(host.routing, folded.routing, "{place}: routes of {}", host.name);
        assert_eq!(host.sysctls, folded.sysctls, "{place}: sysctls of {}", host.name);
        assert_eq!(host.sets, folded.sets, "{place}: sets of {}", host.name);
    }
}

fn check(case: &Path) -> Result<(), String> {
    let name = case.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let recording = load(case);
    oracle::fields::check(&recording.scenario).map_err(|error| format!("{name}: {error}"))?;
    let scenario = oracle::scenario::scenario(&recording.scenario).map_err(|error| format!("{name}: {error}"))?;
    let result = oracle::replay(&scenario).map_err(|problem| format!("{name}: {}", problem.0))?;
    let differences = oracle::compare(&recording.scenario, &recording.result, &result);
    match differences.as_slice() {
        [] => Ok(()),
        [first, ..] => Err(format!("{name}: {} differences, the first: {first}", differences.len())),
    }
}

fn cases() -> Vec<PathBuf> {
    recording::files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("cases")).expect("the folder of recordings is there")
}

fn load(case: &Path) -> Recording {
    recording::read(case).unwrap_or_else(|error| panic!("{}: {error}", case.display()))
}
