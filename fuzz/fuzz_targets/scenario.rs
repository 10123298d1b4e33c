//! Any scenario can be read, built and performed; and what always holds of one holds.
//!
//! Bytes that begin with `{` are the scenario's JSON. Any others choose a scenario: each byte is one choice of the
//! generator that the property tests use, so that small changes of the input stay small changes of the scenario.

#![no_main]

use engine::kernel::event::Silence;
use engine::lab::{Customs, Scenario, build, moment, perform};
use libfuzzer_sys::arbitrary::Unstructured;
use libfuzzer_sys::fuzz_target;
use testkit::Generated;
use trace::Trace;

fuzz_target!(|data: &[u8]| {
    let scenario = match data {
        [b'{', ..] => std::str::from_utf8(data).ok().and_then(|text| oracle::scenario::read(text).ok()),
        choices => {
            let Generated(json) = Unstructured::new(choices).arbitrary().expect("bytes choose a scenario");
            Some(oracle::scenario::scenario(&json).expect("generated scenarios can be read"))
        }
    };
    if let Some(scenario) = scenario {
        check(&scenario);
    }
});

fn check(scenario: &Scenario) {
    let (before, _) = build(scenario, Customs::REPLAY);
    let mut lab = before.clone();
    let mut silent = before.clone();
    let mut trace = Trace::default();
    for action in &scenario.actions {
        let told = perform(&mut lab, action, &mut trace);
        assert_eq!(told, perform(&mut silent, action, &mut Silence), "programs saw something else when nobody listened");
    }
    assert!(lab == silent, "the lab is another when nobody listened");
    testkit::every_packet_ends_once(&trace.events, "");
    let (mut folded, now) = (moment::of(&before), moment::of(&lab));
    trace.events.iter().for_each(|event| folded.apply(event));
    for (host, folded) in now.hosts.values().zip(folded.hosts.values()) {
        assert!(host.tables == folded.tables, "the trace does not lead to the tables of {}", host.name);
        assert!(host.log == folded.log, "the trace does not lead to the log of {}", host.name);
        assert!(host.confirmed().eq(folded.confirmed()), "the trace does not lead to the connections of {}", host.name);
    }
    let (mut watched, _) = build(scenario, Customs::WATCH);
    for action in &scenario.actions {
        perform(&mut watched, action, &mut Silence);
    }
}
