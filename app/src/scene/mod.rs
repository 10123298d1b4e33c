//! The picture of a moment as plain data: what `components::map` draws, made from the trace alone.
//!
//! `Ground` is what stays the same while a lab is played; a `Scene` is one moment on it. Nothing here knows a browser,
//! a language or a colour, and nothing decides where a packet goes.

pub mod header;
pub mod host;
pub mod layout;
pub mod network;
pub mod plan;
pub mod point;
pub mod visit;
pub mod way;

use std::rc::Rc;

use engine::kernel::event::{Event, HostId, What};
use engine::lab::Topology;
use engine::lab::moment::Moment;

use host::HostPicture;
use network::NetworkPicture;
use plan::Plan;

/// The width of the whole picture, in its own units.
pub const WIDTH: i32 = 800;

/// What all scenes of a lab have in common.
#[derive(Clone, Debug, PartialEq)]
pub struct Ground {
    pub topology: Topology,
    pub plan: Rc<Plan>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    pub network: NetworkPicture,
    pub host: HostPicture,
}

impl Ground {
    pub fn of(topology: Topology) -> Ground {
        let plan = Rc::new(plan::plan(&topology));
        Ground { topology, plan }
    }
}

/// The scene after the first `number` events; `moment` is theirs.
pub fn of(ground: &Ground, events: &[Event], number: usize, moment: &Moment) -> Scene {
    let past = events.get(..number).unwrap_or(events);
    let last = past.iter().rev().find(|event| event.packet.is_some());
    let visit = last.and_then(|event| event.packet).and_then(|packet| visit::visit(past, packet));
    let elsewhere = past.last().and_then(without_packet);
    let network = network::network(ground, last, elsewhere, moment);
    let host = match (visit, elsewhere) {
        (Some(visit), Some(host)) if host != visit.host => HostPicture::of_program(name(ground, host)),
        (Some(visit), _) => HostPicture::of(name(ground, visit.host), &visit, past, moment),
        (None, host) => HostPicture::empty(name(ground, host.unwrap_or(first_host(events)))),
    };
    Scene { network, host }
}

/// The host of what a program saw or a person did, while no packet moves.
fn without_packet(event: &Event) -> Option<HostId> {
    matches!(event.what, What::ProgramSaw { .. } | What::HostChanged { .. }).then_some(event.host)
}

/// Where the first packet will be.
fn first_host(events: &[Event]) -> HostId {
    events.iter().find(|event| event.packet.is_some()).map_or(HostId(0), |event| event.host)
}

fn name(ground: &Ground, host: HostId) -> &str {
    ground.topology.hosts.get(host.0).map_or("", String::as_str)
}
