//! What holds for every scenario, whatever it is: for all recordings and for a thousand generated ones, or ten thousand.

mod translations;

use std::collections::BTreeMap;
use std::path::Path;

use arbtest::arbitrary::Unstructured;
use arbtest::arbtest;
use engine::kernel::event::Silence;
use engine::kernel::host::Host;
use engine::lab::{Customs, Lab, Outcome, Scenario, build, moment, perform};
use engine::tools::iptables::{RestoreOptions, SaveOptions, iptables_restore, iptables_save};
use engine::tools::restore_sets;
use net::Transport;
use serde_json::Value;
use testkit::{ENOUGH, Generated};
use trace::{Drop, Event, Trace, What};

const GENERATED: u32 = 1_000;
const GENERATED_IF_LONG: u32 = 10_000;

#[test]
fn what_always_holds_holds_for_every_recording() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let files = oracle::recording::files(&cases).expect("the folder of recordings is there");
    assert!(files.len() >= 240, "only {} recordings found", files.len());
    for file in files {
        let name = file.display().to_string();
        let recording = oracle::recording::read(&file).unwrap_or_else(|error| panic!("{name}: {error}"));
        check(&recording.scenario, &name);
    }
}

#[test]
fn what_always_holds_holds_for_generated_scenarios() {
    let count = if testkit::is_long() { GENERATED_IF_LONG } else { GENERATED };
    let mut met: BTreeMap<&str, u64> = BTreeMap::new();
    for number in 0..count {
        arbtest(|choices| {
            let Generated(scenario) = choices.arbitrary()?;
            assert!(!choices.is_empty(), "scenario {number} wanted more bytes than there are");
            let heard = check(&scenario, &format!("scenario {number}"));
            for kind in heard.events.iter().filter_map(|event| kind(&event.what)) {
                *met.entry(kind).or_default() += 1;
            }
            Ok(())
        })
        .seed(seed(number));
    }
    for (kind, least) in WORTH_MEETING {
        let times = met.get(kind).copied().unwrap_or(0);
        assert!(times >= least, "{count} scenarios met «{kind}» only {times} times: they do not go deep enough");
    }
}

/// `arbtest` takes the upper half as chance and the lower as the count of bytes; it prints the seed of what fails. Its
/// generator begins alike for numbers that lie close together, so they are spread.
fn seed(number: u32) -> u64 {
    const SPREAD: u32 = 0x9e37_79b9;
    u64::from((number + 1).wrapping_mul(SPREAD)) << 32 | ENOUGH as u64
}

/// Without these in them, generated scenarios would prove little. For a thousand of them.
const WORTH_MEETING: [(&str, u64); 10] = [
    ("delivered", 5_000),
    ("dropped by a rule", 200),
    ("connection confirmed", 1_500),
    ("rewritten", 500),
    ("rewritten in an error", 10),
    ("rejected", 100),
    ("bridged", 500),
    ("nobody answered ARP", 300),
    ("rerouted", 50),
    ("set changed", 10),
];

fn kind(what: &What) -> Option<&'static str> {
    match what {
        What::Delivered { .. } => Some("delivered"),
        What::Dropped { why: Drop::Rule, .. } => Some("dropped by a rule"),
        What::EntryConfirmed { .. } => Some("connection confirmed"),
        What::Rewritten { after, .. } if matches!(after.transport, Transport::Icmp(ref message) if message.is_error()) => {
            Some("rewritten in an error")
        }
        What::Rewritten { .. } => Some("rewritten"),
        What::Rejected { .. } => Some("rejected"),
        What::Bridged { .. } => Some("bridged"),
        What::NeighbourSilent { .. } => Some("nobody answered ARP"),
        What::Rerouted { .. } => Some("rerouted"),
        What::SetsChanged { .. } => Some("set changed"),
        _ => None,
    }
}

/// With what the fuzzer found among them.
#[test]
fn what_always_holds_holds_for_every_seed_of_the_fuzzer() {
    for (name, text) in seeds("iptables_save") {
        let mut host = Host::new("host");
        restore_sets(&mut host, "create s hash:ip\ncreate sp hash:ip,port\n");
        let text = String::from_utf8(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        iptables_restore(&mut host, &text, RestoreOptions { counters: true, ..RestoreOptions::default() });
        printing_and_reading_again_changes_nothing(&host, &name);
    }
    for (name, bytes) in seeds("scenario") {
        let json = match bytes.first() {
            Some(b'{') => serde_json::from_slice(&bytes).unwrap_or_else(|error| panic!("{name}: {error}")),
            _ => {
                let Generated(scenario) = Unstructured::new(&bytes).arbitrary().expect("bytes choose a scenario");
                scenario
            }
        };
        check(&json, &name);
    }
}

fn seeds(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/seeds").join(target);
    let files = std::fs::read_dir(folder).expect("the folder of seeds is there").map(|file| file.expect("a seed").path());
    let mut seeds: Vec<_> =
        files.map(|path| (path.display().to_string(), std::fs::read(&path).expect("a seed can be read"))).collect();
    seeds.sort();
    seeds
}

fn check(json: &Value, name: &str) -> Heard {
    let scenario = oracle::scenario::scenario(json).unwrap_or_else(|error| panic!("{name}: {error}"));
    let (before, problems) = build(&scenario, Customs::REPLAY);
    assert!(problems.is_empty(), "{name}: {problems:?}");
    let heard = run(&before, &scenario);
    same_in_same_out(&before, &scenario, &heard, name);
    the_fold_of_the_trace_is_the_lab(&before, &heard, name);
    testkit::every_packet_ends_once(&heard.events, name);
    translations::are_undone(&before, &heard.events, name);
    for host in heard.lab.hosts() {
        printing_and_reading_again_changes_nothing(host, name);
    }
    heard
}

/// What became of a lab.
struct Heard {
    lab: Lab,
    outcomes: Vec<Outcome>,
    events: Vec<Event>,
}

fn run(before: &Lab, scenario: &Scenario) -> Heard {
    let mut lab = before.clone();
    let mut trace = Trace::default();
    let outcomes = scenario.actions.iter().map(|action| perform(&mut lab, action, &mut trace)).collect();
    Heard { lab, outcomes, events: trace.events }
}

fn same_in_same_out(before: &Lab, scenario: &Scenario, heard: &Heard, name: &str) {
    let again = run(before, scenario);
    assert!(again.events == heard.events, "{name}: the same scenario told two traces");
    assert!(again.lab == heard.lab, "{name}: the same scenario left two labs");
    let mut silent = before.clone();
    let outcomes: Vec<Outcome> = scenario.actions.iter().map(|action| perform(&mut silent, action, &mut Silence)).collect();
    assert_eq!(outcomes, heard.outcomes, "{name}: programs saw something else when nobody listened");
    assert!(silent == heard.lab, "{name}: the lab is another when nobody listened");
}

fn the_fold_of_the_trace_is_the_lab(before: &Lab, heard: &Heard, name: &str) {
    let mut folded = moment::of(before);
    heard.events.iter().for_each(|event| folded.apply(event));
    let mut now = moment::of(&heard.lab);
    assert_eq!(now.clock, folded.clock, "{name}: clock");
    assert_eq!(now.links, folded.links, "{name}: links");
    assert_eq!(now.hosts.len(), folded.hosts.len(), "{name}: hosts");
    for (host, folded) in now.hosts.values_mut().zip(folded.hosts.values_mut()) {
        // Those that show; unconfirmed ones go without a word.
        for host in [&mut *host, &mut *folded] {
            host.entries.retain(|_, entry| entry.status.confirmed && !entry.status.dying);
        }
        assert_eq!(host, folded, "{name}: host {}", host.name);
    }
}

fn printing_and_reading_again_changes_nothing(host: &Host, name: &str) {
    let options = SaveOptions { counters: true, ..SaveOptions::default() };
    let printed = iptables_save(host, options);
    let mut read = Host::new(&host.name);
    read.sets = host.sets.clone();
    let output = iptables_restore(&mut read, &printed, RestoreOptions { counters: true, ..RestoreOptions::default() });
    assert_eq!(output.code, 0, "{name}: host {}: {}\n{printed}", host.name, output.err);
    assert_eq!(printed, iptables_save(&read, options), "{name}: host {}", host.name);
}
