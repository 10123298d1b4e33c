//! Where a step leads: from one position of a trace to another. Back goes by the same stops as forward.

use engine::kernel::event::Event;
use engine::state::packet::PacketId;

use super::index::Grain;
use super::playback::Playback;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Forward,
    Back,
}

/// The next stop of this grain; the end of the trace, or its beginning, where there is none.
pub fn step(playback: &Playback, position: usize, grain: Grain, way: Way) -> usize {
    find(playback, position, grain, way, |_| true)
}

/// The next stop of the same packet that lies no deeper in user chains: over the chain a rule jumps to.
pub fn over(playback: &Playback, position: usize, way: Way) -> usize {
    let depth = playback.index.depth(position);
    let packet = packet_at(playback, position);
    find(playback, position, Grain::Rule, way, |stop| {
        packet.is_none() || (packet_at(playback, stop) == packet && playback.index.depth(stop) <= depth)
    })
}

/// The next stop of the same packet outside of the user chain it is in; outside of all of them, in the next table.
pub fn out(playback: &Playback, position: usize, way: Way) -> usize {
    let depth = playback.index.depth(position);
    let packet = packet_at(playback, position);
    let is_same = |stop: usize| packet.is_none() || packet_at(playback, stop) == packet;
    match depth {
        0 => find(playback, position, Grain::Table, way, is_same),
        _ => find(playback, position, Grain::Rule, way, |stop| is_same(stop) && playback.index.depth(stop) < depth),
    }
}

/// The next stop whose events, from the last stop on, hold one that `is_wanted`.
pub fn run(playback: &Playback, position: usize, way: Way, is_wanted: impl Fn(&Event) -> bool) -> usize {
    find(playback, position, Grain::Rule, way, |stop| events_of(playback, stop).iter().any(&is_wanted))
}

/// The events that a stop shows: those after the stop before it.
pub fn events_of(playback: &Playback, stop: usize) -> &[Event] {
    let stops = playback.index.stops(Grain::Rule);
    let before = stops.partition_point(|other| *other < stop).checked_sub(1).and_then(|number| stops.get(number));
    playback.events.get(before.copied().unwrap_or(0)..stop).unwrap_or_default()
}

fn packet_at(playback: &Playback, position: usize) -> Option<PacketId> {
    playback.event(position).and_then(|event| event.packet)
}

fn find(playback: &Playback, position: usize, grain: Grain, way: Way, is_wanted: impl Fn(usize) -> bool) -> usize {
    let stops = playback.index.stops(grain);
    match way {
        Way::Forward => {
            let later = stops.get(stops.partition_point(|stop| *stop <= position)..).unwrap_or_default();
            later.iter().copied().find(|stop| is_wanted(*stop)).unwrap_or(playback.end())
        }
        Way::Back => {
            let earlier = stops.get(..stops.partition_point(|stop| *stop < position)).unwrap_or_default();
            earlier.iter().rev().copied().find(|stop| is_wanted(*stop)).unwrap_or(0)
        }
    }
}
