//! Whether an event is one of those that a cue or a claim means.

use std::sync::Arc;

use engine::kernel::event::{Event, RulePlace, Saw, StepPlace, Verdict, What};
use engine::lab::moment::Moment;
use engine::state::conntrack::{State, Tracking};
use engine::state::hook::TableName;
use engine::state::packet::{Datagram, Transport};

use crate::labels;
use crate::language::Language;
use crate::model::{Happening, RuleSpot, Selector};

/// `before` is the moment before the event.
pub fn fits(selector: &Selector, event: &Event, names: &[Arc<str>], before: &Moment) -> bool {
    let host_fits = selector.host.as_ref().is_none_or(|host| names.get(event.host.0).is_some_and(|name| **name == **host));
    host_fits && happens(&selector.what, &event.what) && packet_fits(selector, event, before)
}

fn happens(wanted: &Happening, what: &What) -> bool {
    match wanted {
        Happening::Start | Happening::End => false,
        Happening::Made => matches!(what, What::Made { .. }),
        Happening::Delivered => matches!(what, What::Delivered { .. }),
        Happening::Dropped => matches!(what, What::Dropped { .. }),
        Happening::Bridged => matches!(what, What::Bridged { .. }),
        Happening::EntryMade => matches!(what, What::EntryMade { .. }),
        Happening::EntryChanged => matches!(what, What::EntryChanged { .. }),
        Happening::EntryConfirmed => matches!(what, What::EntryConfirmed { .. }),
        Happening::EntryGone => matches!(what, What::EntryGone { .. }),
        Happening::Routed => matches!(what, What::Routed { .. }),
        Happening::Rerouted => matches!(what, What::Rerouted { .. }),
        Happening::Logged => matches!(what, What::Logged { .. }),
        Happening::Rejected => matches!(what, What::Rejected { .. }),
        Happening::Command => matches!(what, What::HostChanged { .. }),
        Happening::Connected => matches!(saw(what), Some(Saw::Connected { .. })),
        Happening::Accepted => matches!(saw(what), Some(Saw::Accepted { .. })),
        Happening::Read => matches!(saw(what), Some(Saw::Data { .. })),
        Happening::Replied => matches!(saw(what), Some(Saw::Replied { .. })),
        Happening::Failed => matches!(saw(what), Some(Saw::Failed(_))),
        Happening::GaveUp => matches!(saw(what), Some(Saw::GaveUp)),
        Happening::Sent { interface } => matches!(what, What::Sent { interface: by, .. } if is_called(interface, by.as_str())),
        Happening::Arrived { interface } => {
            matches!(what, What::Arrived { interface: by, .. } if is_called(interface, by.as_str()))
        }
        Happening::Hook { hook } => matches!(what, What::HookEntered { hook: at, .. } if at == hook),
        Happening::Asked { table } => matches!(what, What::TableEntered { table: asked } if asked == table),
        Happening::Skipped { table, why } => matches!(what, What::TableSkipped { table: skipped, why: reason }
            if skipped == table && is_called(why, labels::skip(Language::English, *reason))),
        Happening::Missed { rule } => matches!(what, What::RuleMissed { place, .. } if is_at(place, rule)),
        Happening::Matched { rule } => matches!(what, What::RuleMatched { place, .. } if is_at(place, rule)),
        Happening::Policy { table, chain } => {
            matches!(what, What::Step { place: StepPlace::Policy { table: of, chain: at, .. }, .. }
            if of == table && **at == **chain)
        }
        Happening::Returned { table, chain } => returned(what).is_some_and(|(of, at)| of == *table && at == chain),
        Happening::LookedUp { state } => matches!(what, What::LookedUp { tracking, .. }
            if state.is_none() || *state == state_of(*tracking)),
        Happening::Rewritten { side } => matches!(what, What::Rewritten { side: of, .. } if side.is_none_or(|side| side == *of)),
    }
}

fn saw(what: &What) -> Option<&Saw> {
    if let What::ProgramSaw { saw, .. } = what { Some(saw) } else { None }
}

fn is_called(wanted: &Option<String>, name: &str) -> bool {
    wanted.as_ref().is_none_or(|wanted| wanted == name)
}

/// The chain that a packet goes back from.
fn returned(what: &What) -> Option<(TableName, &str)> {
    let What::Step { place, verdict: Verdict::Return } = what else { return None };
    match place {
        StepPlace::Rule(place) => Some((place.table, &place.chain)),
        StepPlace::End { table, chain } => Some((*table, chain)),
        StepPlace::Policy { .. } => None,
    }
}

fn state_of(tracking: Tracking) -> Option<State> {
    match tracking {
        Tracking::Entry { state, .. } => Some(state),
        Tracking::None | Tracking::Untracked => None,
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
