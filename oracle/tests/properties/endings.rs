//! Every packet of a trace ends, and ends once.

use std::collections::BTreeMap;

use engine::kernel::event::{Event, HostId, What};
use engine::state::packet::PacketId;

/// Where a packet is, as far as its events tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Life {
    Held(HostId),
    /// Handed to a device. That is an end, too: nobody took it from there.
    Sent(HostId),
    Dropped,
    /// To the kernel, to nobody, or to sockets: a datagram for many reaches several, one after the other.
    Delivered(HostId),
}

pub fn every_packet_ends_once(events: &[Event], name: &str) {
    let mut lives: BTreeMap<PacketId, Life> = BTreeMap::new();
    for (number, event) in events.iter().enumerate() {
        let Some(packet) = event.packet else { continue };
        let before = lives.get(&packet).copied();
        match step(before, event) {
            Step::To(life) => {
                lives.insert(packet, life);
            }
            Step::NotAboutThat => {}
            Step::Impossible => panic!("{name}: event {number}: {packet:?} was {before:?}, then {event:?}"),
        }
    }
    let endless: Vec<_> = lives.iter().filter(|(_, life)| matches!(life, Life::Held(_))).collect();
    assert!(endless.is_empty(), "{name}: these packets never end: {endless:?}");
}

enum Step {
    To(Life),
    NotAboutThat,
    Impossible,
}

fn step(before: Option<Life>, event: &Event) -> Step {
    let here = event.host;
    match (&event.what, before) {
        (What::Made { .. }, None) => Step::To(Life::Held(here)),
        (What::Copied { .. }, None) => Step::To(Life::Sent(here)),
        (What::Sent { .. }, Some(Life::Held(host) | Life::Sent(host))) if host == here => Step::To(Life::Sent(here)),
        // from a wire, or once more inside the host: by a bridge, or by `lo`
        (What::Arrived { .. }, Some(Life::Sent(_))) => Step::To(Life::Held(here)),
        (What::Arrived { .. }, Some(Life::Held(host))) if host == here => Step::To(Life::Held(here)),
        // a bridge that hands a frame to its own device goes on with it
        (What::HookEntered { .. }, Some(Life::Held(host) | Life::Sent(host))) if host == here => Step::To(Life::Held(here)),
        (What::Dropped { .. }, Some(Life::Held(_) | Life::Sent(_))) => Step::To(Life::Dropped),
        (What::Delivered { .. }, Some(Life::Held(host) | Life::Delivered(host))) if host == here => {
            Step::To(Life::Delivered(here))
        }
        (
            What::Made { .. }
            | What::Copied { .. }
            | What::Sent { .. }
            | What::Arrived { .. }
            | What::HookEntered { .. }
            | What::Dropped { .. }
            | What::Delivered { .. },
            _,
        ) => Step::Impossible,
        _ => Step::NotAboutThat,
    }
}
