//! What holds for every scenario, whatever it is: for all recordings and for a thousand generated ones.

mod endings;
mod generate;
mod translations;

use std::collections::BTreeMap;
use std::path::Path;

use engine::kernel::event::{Drop, Event, Silence, Trace, What};
use engine::kernel::host::{Host, HostMoment};
use engine::lab::moment::Moment;
use engine::lab::{Customs, Lab, Outcome, Scenario, build, perform};
use engine::state::packet::Transport;
use engine::tools::iptables::{RestoreOptions, SaveOptions, iptables_restore, iptables_save};
use engine::tools::restore_sets;
use serde_json::Value;

/// More in the night: `SCENARIOS=100000 cargo test`.
const GENERATED: u64 = 1_000;

#[test]
fn what_always_holds_holds_for_every_recording() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let mut checked = 0;
    for folder in std::fs::read_dir(root).expect("the folder of recordings is there") {
        for file in std::fs::read_dir(folder.expect("a folder of recordings").path()).expect("its recordings") {
            let path = file.expect("a recording").path();
            check(&unpacked(&path)["scenario"], &path.display().to_string());
            checked += 1;
        }
    }
    assert!(checked >= 240, "only {checked} recordings found");
}

#[test]
fn what_always_holds_holds_for_generated_scenarios() {
    let count = std::env::var("SCENARIOS").ok().and_then(|text| text.parse().ok()).unwrap_or(GENERATED);
    let mut met: BTreeMap<&str, u64> = BTreeMap::new();
    for seed in 0..count {
        let heard = check(&generate::scenario(&mut generate::Seed(seed)), &format!("seed {seed}"));
        for kind in heard.events.iter().filter_map(|event| kind(&event.what)) {
            *met.entry(kind).or_default() += 1;
        }
    }
    for (kind, least) in WORTH_MEETING {
        let times = met.get(kind).copied().unwrap_or(0);
        assert!(times >= least, "{count} scenarios met «{kind}» only {times} times: they do not go deep enough");
    }
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
        What::Dropped { why: Drop::Rule } => Some("dropped by a rule"),
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
            _ => generate::scenario(&mut generate::Bytes { rest: &bytes }),
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
    endings::every_packet_ends_once(&heard.events, name);
    translations::are_undone(&before, &heard.events, name);
    for host in &heard.lab.hosts {
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
    let mut moment = Moment::of(before);
    heard.events.iter().for_each(|event| moment.apply(event));
    assert_eq!(heard.lab.clock, moment.clock, "{name}: clock");
    for (host, folded) in heard.lab.hosts.iter().zip(&moment.hosts) {
        let HostMoment { tables, entries: _, log, interfaces, routing, sysctls, sets } = HostMoment::of(host);
        let place = format!("{name}: host {}", host.name);
        assert_eq!(tables, folded.tables, "{place}: tables");
        assert_eq!(log, folded.log, "{place}: log");
        assert_eq!(interfaces, folded.interfaces, "{place}: interfaces");
        assert_eq!(routing, folded.routing, "{place}: routes");
        assert_eq!(sysctls, folded.sysctls, "{place}: sysctls");
        assert_eq!(sets, folded.sets, "{place}: sets");
        let entries: Vec<_> = host.conntrack.confirmed().collect();
        assert_eq!(entries, folded.confirmed().collect::<Vec<_>>(), "{place}: connections");
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

/// A recording: the deflate stream of a gzip file without extra fields.
fn unpacked(path: &Path) -> Value {
    let packed = std::fs::read(path).expect("a recording can be read");
    let inner = packed.get(10..packed.len().saturating_sub(8)).expect("a gzip file has a header and a trailer");
    let text = miniz_oxide::inflate::decompress_to_vec(inner).expect("a whole gzip file");
    serde_json::from_slice(&text).expect("a recording is JSON")
}
