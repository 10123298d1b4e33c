//! Names of moments: each is its own, is found again, and stays when something else comes to the trace.

mod made;

use std::collections::BTreeSet;

use made::{Made, SERVER};
use trace::event::{Skip, StepPlace, Verdict, What};
use trace::{Event, Hook, Moment, PacketId, Stage, Trace, name};

/// Two packets to a server that asks one table of two rules, and time between them.
fn events(with: impl FnOnce(&mut Made)) -> (Moment, Vec<Event>) {
    let mut made = Made::default();
    walk(&mut made, PacketId(0));
    made.tell(None, What::ClockMoved { to: trace::Instant(1_000_000) });
    with(&mut made);
    made.tell(None, What::ClockMoved { to: trace::Instant(2_000_000) });
    walk(&mut made, PacketId(1));
    let Made { start, trace: Trace { events, .. }, .. } = made;
    (start, events)
}

fn walk(made: &mut Made, packet: PacketId) {
    made.made(packet);
    for hook in [Hook::Output, Hook::Postrouting] {
        made.enter(packet, hook);
        made.tell(Some(packet), What::StageEntered { stage: Stage::Table("filter".into()) });
        made.tell(Some(packet), What::TableEntered { table: "filter".into() });
        made.missed(packet, "INPUT", 0);
        made.missed(packet, "INPUT", 1);
        let policy =
            StepPlace::Policy { table: "filter".into(), chain: "INPUT".into(), chain_place: 0, counted: true, bytes: 60 };
        made.tell(Some(packet), What::Step { place: policy, verdict: Verdict::Accept });
        made.tell(Some(packet), What::StageLeft { stage: Stage::Table("filter".into()) });
        made.tell(Some(packet), What::TableSkipped { table: "nat".into(), why: Skip::NotNew });
        made.tell(Some(packet), What::HookLeft { hook });
    }
}

fn names(start: &Moment, events: &[Event]) -> Vec<String> {
    (0..=events.len()).map(|position| name::of(events, position, start)).collect()
}

#[test]
fn each_position_has_a_name_of_its_own_and_is_found_by_it() {
    let (start, events) = events(|_| {});
    let names = names(&start, &events);
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{names:?}");
    for (position, name) in names.iter().enumerate() {
        assert_eq!(name::find(&events, &start, name), Some(position), "{name}");
        assert!(name.chars().all(|letter| matches!(letter, 'a'..='z' | '0'..='9' | '.' | '-' | '_')), "{name}");
    }
    assert_eq!(name::of(&events, 6, &start), "p1-my_server-filter.input.2-missed");
    assert!(names.contains(&"p2-my_server-filter.input.policy-accept-2".to_owned()), "{names:?}");
}

#[test]
fn what_is_added_elsewhere_changes_no_other_name() {
    let (start, before) = events(|_| {});
    let (_, after) = events(|made| {
        walk(made, PacketId(7));
        made.tell(None, What::HostChanged { changes: Vec::new() });
    });
    let (before, after) = (names(&start, &before), names(&start, &after));
    let kept: Vec<&String> = after.iter().filter(|name| before.contains(name)).collect();
    assert_eq!(kept, before.iter().collect::<Vec<_>>());
}

#[test]
fn numbers_are_positions_and_nonsense_is_none() {
    let (start, events) = events(|_| {});
    assert_eq!(name::find(&events, &start, "3"), Some(3));
    assert_eq!(name::find(&events, &start, "99999"), Some(events.len()));
    assert_eq!(name::find(&events, &start, "P1-MY_SERVER-made"), Some(1));
    for name in ["", "p1", "p9-my_server-made", "p1-my_server-made-2", "p1-my_server-made-0", "-1", "finish"] {
        assert_eq!(name::find(&events, &start, name), None, "{name}");
    }
    assert_eq!(name::of(&events, usize::MAX, &start), name::of(&events, events.len(), &start));
    assert_eq!(name::of(&[], 0, &start), "start");
}

#[test]
fn a_host_that_came_later_is_named() {
    let mut made = Made::default();
    let container = trace::HostId(9);
    let host = trace::HostMoment { name: "web.1".into(), ..trace::HostMoment::default() };
    made.trace.tell(trace::Instant(0), container, None, What::HostAdded { host: Box::new(host) });
    made.trace.tell(trace::Instant(0), container, None, What::HostGone);
    assert_eq!(names(&made.start, &made.trace.events), ["start", "web.1-added", "web.1-gone"]);
    assert!(made.start.hosts.contains_key(&SERVER));
}
