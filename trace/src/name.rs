//! The name of a moment: what happened last, to which packet, on which host. It stays when something else is added to the trace,
//! so that a link to a moment still finds it in a later version of a lesson.
//!
//! `p1-server-filter.input.3-missed`; where equal things happen, the second of them ends in `-2`. Only letters that stand in an
//! address as they are: a to z, digits, `.`, `-` and `_`.

use std::collections::BTreeMap;
use std::mem::discriminant;
use std::sync::Arc;

use crate::event::{Event, RulePlace, Side, StepPlace, Verdict, What};
use crate::fold::host_names;
use crate::hook::Stage;
use crate::ids::HostId;
use crate::moment::Moment;
use crate::program::Saw;

/// Before anything has happened.
const START: &str = "start";

/// The name of a position; past the end, that of the end.
pub fn of(events: &[Event], position: usize, start: &Moment) -> String {
    let Some(number) = position.min(events.len()).checked_sub(1) else { return START.to_owned() };
    let Some((event, earlier)) = events.get(..=number).and_then(<[Event]>::split_last) else { return START.to_owned() };
    let names = host_names(start, events);
    let name = plain(event, &names);
    let is_equal = |other: &&Event| discriminant(&other.what) == discriminant(&event.what) && plain(other, &names) == name;
    let equal = earlier.iter().filter(is_equal).count();
    match equal {
        0 => name,
        _ => format!("{name}-{}", equal + 1),
    }
}

/// The position that has this name. A plain number is a position, too: links from before there were names have it.
pub fn find(events: &[Event], start: &Moment, name: &str) -> Option<usize> {
    let name = name.to_ascii_lowercase();
    if let Ok(position) = name.parse::<usize>() {
        return Some(position.min(events.len()));
    }
    if name == START {
        return Some(0);
    }
    let (wanted, which) = split(&name);
    let names = host_names(start, events);
    let mut equal = events.iter().zip(1..).filter(|(event, _)| plain(event, &names) == wanted);
    equal.nth(which.checked_sub(1)?).map(|(_, position)| position)
}

/// A name without its number among equals, and that number. A name ends in a letter, always.
fn split(name: &str) -> (&str, usize) {
    let numbered = name.rsplit_once('-').and_then(|(wanted, which)| Some((wanted, which.parse().ok()?)));
    numbered.unwrap_or((name, 1))
}

/// The name without a number among equals.
fn plain(event: &Event, names: &BTreeMap<HostId, Arc<str>>) -> String {
    let host = names.get(&event.host).map_or("", |name| name);
    let what = what(&event.what);
    match event.packet {
        Some(packet) => slug(&format!("p{}-{host}-{what}", packet.0.saturating_add(1))),
        None => slug(&format!("{host}-{what}")),
    }
}

fn slug(text: &str) -> String {
    let letter = |letter: char| match letter.to_ascii_lowercase() {
        kept @ ('a'..='z' | '0'..='9' | '.' | '-' | '_') => kept,
        _ => '_',
    };
    text.chars().map(letter).collect()
}

/// The part behind the last `-` belongs to one kind of event alone: events of different kinds have different names.
fn what(what: &What) -> String {
    let fixed = match what {
        What::Made { .. } => "made",
        What::Copied { .. } => "copied",
        What::Sent { interface, .. } => return format!("{interface}-sent"),
        What::Arrived { interface, .. } => return format!("{interface}-arrived"),
        What::Delivered { .. } => "delivered",
        What::Dropped { .. } => "dropped",
        What::HookEntered { hook, .. } => return format!("{hook}-entered"),
        What::HookLeft { hook } => return format!("{hook}-left"),
        What::StageEntered { stage } => return format!("{}-reached", stage_name(stage)),
        What::StageLeft { stage } => return format!("{}-done", stage_name(stage)),
        What::TableEntered { table } => return format!("{table}-asked"),
        What::TableSkipped { table, .. } => return format!("{table}-skipped"),
        What::RuleMissed { place, .. } => return format!("{}-missed", rule(place)),
        What::RuleMatched { place, .. } => return format!("{}-matched", rule(place)),
        What::RuleNotModelled { place, .. } => return format!("{}-unknown", rule(place)),
        What::Step { place, verdict } => return step(place, verdict),
        What::LookedUp { .. } => "tracked",
        What::EntryMade { .. } => "entry.made",
        What::EntryChanged { .. } => "entry.changed",
        What::EntryConfirmed { .. } => "entry.confirmed",
        What::EntryGone { .. } => "entry.gone",
        What::Untracked => "untracked",
        What::TrackingAsked { .. } => "tracking.asked",
        What::Rewritten { side: Side::Source, .. } => "source.rewritten",
        What::Rewritten { side: Side::Destination, .. } => "destination.rewritten",
        What::Altered { .. } => "altered",
        What::TtlDecremented { .. } => "ttl.decremented",
        What::Routed { .. } => "routed",
        What::Rerouted { .. } => "rerouted",
        What::NeighbourAsked { .. } => "neighbour.asked",
        What::NeighbourSilent { .. } => "neighbour.silent",
        What::Bridged { .. } => "bridged",
        What::Logged { .. } => "logged",
        What::Rejected { .. } => "rejected",
        What::ProgramSaw { saw, .. } => return format!("program.{}", seen(saw)),
        What::HostChanged { .. } => "changed",
        What::HostAdded { .. } => "added",
        What::HostGone => "gone",
        What::LinksChanged { .. } => "links.changed",
        What::SetsChanged { .. } => "sets.changed",
        What::ClockMoved { .. } => "clock.moved",
        What::BoundReached { .. } => "bound.reached",
        What::Noted { .. } => "noted",
    };
    fixed.to_owned()
}

fn stage_name(stage: &Stage) -> &str {
    match stage {
        Stage::Table(table) => table.as_str(),
        Stage::Conntrack => "conntrack",
        Stage::Confirm => "confirm",
    }
}

fn rule(place: &RulePlace) -> String {
    format!("{}.{}.{}", place.table, place.chain, place.rule_place.saturating_add(1))
}

fn step(place: &StepPlace, verdict: &Verdict) -> String {
    let place = match place {
        StepPlace::Rule(place) => rule(place),
        StepPlace::Policy { table, chain, .. } => format!("{table}.{chain}.policy"),
        StepPlace::End { table, chain } => format!("{table}.{chain}.end"),
    };
    let verdict = match verdict {
        Verdict::Accept => "accept",
        Verdict::Drop => "drop",
        Verdict::Continue => "continue",
        Verdict::Return => "return",
        Verdict::Jump(_) => "jump",
        Verdict::Goto(_) => "goto",
        Verdict::Queue => "queue",
    };
    format!("{place}-{verdict}")
}

fn seen(saw: &Saw) -> &'static str {
    match saw {
        Saw::Connected { .. } => "connected",
        Saw::Accepted { .. } => "accepted",
        Saw::Data { .. } => "data",
        Saw::ClosedByPeer => "closed",
        Saw::Failed(_) => "failed",
        Saw::GaveUp => "gave_up",
        Saw::Replied { .. } => "replied",
        Saw::IcmpError { .. } => "icmp_error",
        Saw::Relay { .. } => "relay",
    }
}
