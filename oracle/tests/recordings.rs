//! Every recording of the real kernel that is kept here, against the engine, in all seven aspects; and the fold of each
//! trace against the lab it leaves.

use std::path::{Path, PathBuf};

use engine::lab::{Customs, Lab, build, moment, perform};
use oracle::recording::{self, Recording};
use trace::{Culprit, Drop, Event, HostMoment, Moment, RouteDrop, Trace, What};

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
        let mut moment = moment::of(&lab);
        for (number, action) in scenario.actions.iter().enumerate() {
            let mut trace = Trace::default();
            perform(&mut lab, action, &mut trace);
            for event in &trace.events {
                moment.apply(event);
            }
            let place = format!("{}, action {number}", case.display());
            check_fold(&lab, &moment, &place);
            check_trace(&trace, &place);
            if case.extension().is_some_and(|ending| ending == "json") {
                check_written(&trace, &place);
            }
        }
    }
}

fn check_fold(lab: &Lab, moment: &Moment, place: &str) {
    let now = moment::of(lab);
    assert_eq!(now.clock, moment.clock, "{place}: clock");
    assert_eq!(now.links, moment.links, "{place}: links");
    assert_eq!(now.hosts.len(), moment.hosts.len(), "{place}: hosts");
    for (host, folded) in now.hosts.values().zip(moment.hosts.values()) {
        let name = &host.name;
        assert_eq!(host.hooks, folded.hooks, "{place}: hooks of {name}");
        assert_eq!(host.tables, folded.tables, "{place}: tables of {name}");
        let confirmed = |host: &HostMoment| host.confirmed().cloned().collect::<Vec<_>>();
        assert_eq!(confirmed(host), confirmed(folded), "{place}: connections of {name}");
        assert_eq!(host.tracks, folded.tracks, "{place}: tracking of {name}");
        assert_eq!(host.log, folded.log, "{place}: log of {name}");
        assert_eq!(host.interfaces, folded.interfaces, "{place}: interfaces of {name}");
        assert_eq!(host.routing, folded.routing, "{place}: routes of {name}");
        assert_eq!(host.settings, folded.settings, "{place}: settings of {name}");
        assert_eq!(host.sets, folded.sets, "{place}: sets of {name}");
    }
}

/// What is written down comes back equal. Asked of what people wrote: the random ones would only take longer.
fn check_written(trace: &Trace, place: &str) {
    let packed = postcard::to_allocvec(&trace.events).expect("a trace can be packed");
    let unpacked: Vec<Event> = postcard::from_bytes(&packed).expect("and unpacked");
    assert!(unpacked == trace.events, "{place}: packed and unpacked it is another");
    let json = serde_json::to_string(&trace.events).expect("a trace can be written");
    let read: Vec<Event> = serde_json::from_str(&json).expect("and read");
    assert!(read == trace.events, "{place}: written and read it is another");
}

/// Who ended each packet is named, and each event leads back to what caused it.
fn check_trace(trace: &Trace, place: &str) {
    for event in &trace.events {
        assert!(event.cause.is_none_or(|cause| cause < event.id), "{place}: {:?} is caused by what came later", event.id);
        if let What::Dropped { why, by } = &event.what {
            assert!(names_who_ended_it(*why, by), "{place}: {why:?} by {by:?}");
        }
    }
}

fn names_who_ended_it(why: Drop, by: &Culprit) -> bool {
    match why {
        Drop::Rule | Drop::Rejected | Drop::Match | Drop::NoListenerInQueue => matches!(by, Culprit::Rule(_)),
        Drop::Policy => matches!(by, Culprit::Policy { .. }),
        Drop::Route(RouteDrop::ForwardingOff | RouteDrop::NoRouteForwardingOff) => {
            matches!(by, Culprit::Setting { value, .. } if &**value == "0")
        }
        Drop::Route(RouteDrop::ReversePath | RouteDrop::NoWayBack) => {
            matches!(by, Culprit::Setting { name, value } if name.ends_with(".rp_filter") && &**value != "0")
        }
        Drop::NoNeighbour => matches!(by, Culprit::Neighbour { .. }),
        Drop::InterfaceDown => matches!(by, Culprit::Interface(_)),
        Drop::Bound(_) => matches!(by, Culprit::Bound(_)),
        Drop::Unreachable | Drop::UnreachableUntold => {
            matches!(by, Culprit::NoRoute(_) | Culprit::Route(_) | Culprit::RoutingRule(_))
        }
        Drop::Route(_)
        | Drop::TtlExpired
        | Drop::NatFailed
        | Drop::InsertFailed
        | Drop::TableFull
        | Drop::Rerouting
        | Drop::NotForUs
        | Drop::MasqueradedElsewhere
        | Drop::SameBridgePort
        | Drop::Malformed => true,
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
