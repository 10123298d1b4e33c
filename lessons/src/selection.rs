//! Whether an event is one of those that a cue or a claim means.

use std::sync::Arc;

use engine::kernel::conntrack::Tracking;
use engine::kernel::event::{Event, RulePlace, Saw, StepPlace, Verdict, What};
use engine::kernel::packet::{Datagram, Transport};
use engine::lab::moment::Moment;

use crate::language::Language;
use crate::model::{Happening, RuleSpot, Selector};
use crate::narrate::labels;

/// `before` is the moment before the event.
pub fn fits(selector: &Selector, event: &Event, names: &[Arc<str>], before: &Moment) -> bool {
    let host_fits = selector.host.as_ref().is_none_or(|host| names.get(event.host.0).is_some_and(|name| **name == **host));
    host_fits && happens(&selector.what, &event.what) && packet_fits(selector, event, before)
}

fn happens(wanted: &Happening, what: &What) -> bool {
    match (wanted, what) {
        (Happening::Made, What::Made { .. })
        | (Happening::Delivered, What::Delivered { .. })
        | (Happening::Dropped, What::Dropped { .. })
        | (Happening::Bridged, What::Bridged { .. })
        | (Happening::EntryMade, What::EntryMade { .. })
        | (Happening::EntryChanged, What::EntryChanged { .. })
        | (Happening::EntryConfirmed, What::EntryConfirmed { .. })
        | (Happening::EntryGone, What::EntryGone { .. })
        | (Happening::Routed, What::Routed { .. })
        | (Happening::Rerouted, What::Rerouted { .. })
        | (Happening::Logged, What::Logged { .. })
        | (Happening::Rejected, What::Rejected { .. })
        | (Happening::Connected, What::ProgramSaw { saw: Saw::Connected { .. }, .. })
        | (Happening::Accepted, What::ProgramSaw { saw: Saw::Accepted { .. }, .. })
        | (Happening::Read, What::ProgramSaw { saw: Saw::Data { .. }, .. })
        | (Happening::Replied, What::ProgramSaw { saw: Saw::Replied { .. }, .. })
        | (Happening::Failed, What::ProgramSaw { saw: Saw::Failed(_), .. })
        | (Happening::GaveUp, What::ProgramSaw { saw: Saw::GaveUp, .. })
        | (Happening::Command, What::HostChanged { .. }) => true,
        (Happening::Sent { interface }, What::Sent { interface: by, .. })
        | (Happening::Arrived { interface }, What::Arrived { interface: by, .. }) => {
            interface.as_ref().is_none_or(|wanted| by.as_str() == wanted)
        }
        (Happening::Hook { hook }, What::HookEntered { hook: at, .. }) => hook == at,
        (Happening::Asked { table }, What::TableEntered { table: asked }) => table == asked,
        (Happening::Skipped { table, why }, What::TableSkipped { table: skipped, why: reason }) => {
            table == skipped && why.as_ref().is_none_or(|why| labels::skip(Language::English, *reason) == why)
        }
        (Happening::Missed { rule }, What::RuleMissed { place, .. })
        | (Happening::Matched { rule }, What::RuleMatched { place, .. }) => is_at(place, rule),
        (Happening::Policy { table, chain }, What::Step { place: StepPlace::Policy { table: of, chain: at, .. }, .. }) => {
            table == of && **at == **chain
        }
        (Happening::Returned { table, chain }, What::Step { place, verdict: Verdict::Return }) => match place {
            StepPlace::Rule(place) => place.table == *table && *place.chain == **chain,
            StepPlace::End { table: of, chain: at } => table == of && **at == **chain,
            StepPlace::Policy { .. } => false,
        },
        (Happening::LookedUp { state }, What::LookedUp { tracking, .. }) => match (state, tracking) {
            (None, _) => true,
            (Some(wanted), Tracking::Entry { state, .. }) => wanted == state,
            (Some(_), Tracking::None | Tracking::Untracked) => false,
        },
        (Happening::Rewritten { side }, What::Rewritten { side: of, .. }) => side.is_none_or(|side| side == *of),
        _ => false,
    }
}

fn is_at(place: &RulePlace, spot: &RuleSpot) -> bool {
    place.table == spot.table && *place.chain == *spot.chain && place.rule_place + 1 == spot.number
}

fn packet_fits(selector: &Selector, event: &Event, before: &Moment) -> bool {
    if selector.packet.is_none() && selector.from.is_none() && selector.to.is_none() {
        return true;
    }
    let Some(datagram) = datagram_of(event, before) else { return false };
    let ports = datagram.transport.ports();
    selector.packet.as_ref().is_none_or(|kind| kind_of(datagram) == *kind)
        && selector.from.is_none_or(|from| from.accepts(datagram.source, ports.map(|(source, _)| source)))
        && selector.to.is_none_or(|to| to.accepts(datagram.destination, ports.map(|(_, destination)| destination)))
}

/// The packet as the event shows it, else as it was before.
fn datagram_of<'event>(event: &'event Event, before: &'event Moment) -> Option<&'event Datagram> {
    match &event.what {
        What::Made { view, .. } | What::Sent { view, .. } | What::Arrived { view, .. } | What::HookEntered { view, .. } => {
            Some(&view.datagram)
        }
        _ => before.packets.get(&event.packet?).map(|packet| &packet.view.datagram),
    }
}

/// In the words of cues.
fn kind_of(datagram: &Datagram) -> String {
    match &datagram.transport {
        Transport::Tcp(segment) => segment.flags.to_string(),
        Transport::Udp(_) => "UDP".to_owned(),
        Transport::Icmp(message) if message.is_error() => "ICMP error".to_owned(),
        Transport::Icmp(_) => "ICMP".to_owned(),
        Transport::Other { protocol } => protocol.to_string(),
    }
}
