//! One question asked of two labs: where the two traces part, and what comes of it.

use engine::lab::{Customs, build, moment, perform};
use serde_json::{Value, json};
use trace::compare::{Comparison, Run, compare};
use trace::{Culprit, Moment, Trace, What};

/// A client connects to port 80 of a server whose filter table is `rules`.
fn scenario(rules: &[&str]) -> Value {
    let host = |name: &str, address: &str| json!({"name": name, "ifaces": [{"name": "eth0", "link": "lan", "addrs": [format!("{address}/24")]}]});
    let mut server = host("server", "10.0.0.2");
    server["iptables"] = json!([&["*filter"], rules, &["COMMIT"]].concat());
    server["listen"] = json!(["tcp/80"]);
    json!({
        "name": "compared",
        "hosts": [host("client", "10.0.0.1"), server],
        "actions": [{"do": "tcp_connect", "host": "client", "to": "10.0.0.2:80"}],
    })
}

fn played(rules: &[&str]) -> (Moment, Trace) {
    let scenario = oracle::scenario::scenario(&scenario(rules)).expect("a scenario");
    let (mut lab, problems) = build(&scenario, Customs::REPLAY);
    assert_eq!(problems, []);
    let (start, mut trace) = (moment::of(&lab), Trace::default());
    scenario.actions.iter().for_each(|action| {
        perform(&mut lab, action, &mut trace);
    });
    (start, trace)
}

fn compared(first: &(Moment, Trace), second: &(Moment, Trace)) -> Comparison {
    let run = |(start, trace): &'_ (Moment, Trace)| (start.clone(), trace.events.clone());
    let (first, second) = (run(first), run(second));
    compare(Run { start: &first.0, events: &first.1 }, Run { start: &second.0, events: &second.1 })
}

const OPEN: [&str; 1] = ["-A INPUT -p icmp -j ACCEPT"];
const SHUT: [&str; 2] = ["-A INPUT -p icmp -j ACCEPT", "-A INPUT -p tcp --dport 80 -j DROP"];

#[test]
fn a_rule_more_that_misses_is_no_difference() {
    let one_more = ["-A INPUT -p icmp -j ACCEPT", "-A INPUT -p udp -j DROP", "-A INPUT -p tcp --dport 22 -j DROP"];
    assert_eq!(compared(&played(&OPEN), &played(&one_more)).partings, []);
}

#[test]
fn two_runs_part_at_the_rule_that_drops_and_the_rest_follows() {
    let (open, shut) = (played(&OPEN), played(&SHUT));
    let comparison = compared(&open, &shut);
    let first = comparison.first().expect("they part");
    let event = first.second.and_then(|event| shut.1.event(event)).expect("in the second run something happens");
    assert!(matches!(&event.what, What::Step { .. }), "the rule's step, not {:?}", event.what);
    let before = first.first.and_then(|event| open.1.event(event)).expect("and in the first something else");
    assert_eq!((before.packet, before.host), (event.packet, event.host), "to the same packet on the same host");
    assert!(!first.follows);
    assert!(comparison.partings.len() > 1 && comparison.partings[1..].iter().any(|parting| parting.follows));
}

#[test]
fn why_leads_from_an_answer_back_to_who_began() {
    let (_, trace) = played(&OPEN);
    let answer = trace.events.iter().rfind(|event| matches!(event.what, What::Delivered { .. })).expect("something arrives");
    let why: Vec<_> = trace.why(answer.id).collect();
    let first = why.last().expect("it was caused");
    assert!(matches!(first.what, What::Made { cause: trace::Cause::Program, .. }), "{:?}", first.what);
    assert!(why.windows(2).all(|pair| pair[1].id < pair[0].id), "each cause came before what it caused");
}

#[test]
fn who_dropped_the_packet_is_the_rule_that_did() {
    let (start, trace) = played(&SHUT);
    let by = trace.events.iter().find_map(|event| match &event.what {
        What::Dropped { by: Culprit::Rule(place), .. } => Some((event.host, place)),
        _ => None,
    });
    let (host, place) = by.expect("a rule drops it");
    let row = start.hosts[&host].row(place).expect("it is shown");
    assert_eq!(row.saved(), "-p tcp -m tcp --dport 80 -j DROP");
}
