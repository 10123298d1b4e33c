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

use engine::kernel::event::{Event, HostId};
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
    let network = network::network(ground, last, moment);
    let visit = last.and_then(|event| event.packet).and_then(|packet| visit::visit(past, packet));
    let host = match visit {
        Some(visit) => HostPicture::of(name(ground, visit.host), &visit, past, moment),
        None => HostPicture::empty(name(ground, first_host(events))),
    };
    Scene { network, host }
}

/// Where the first packet will be.
fn first_host(events: &[Event]) -> HostId {
    events.iter().find(|event| event.packet.is_some()).map_or(HostId(0), |event| event.host)
}

fn name(ground: &Ground, host: HostId) -> &str {
    ground.topology.hosts.get(host.0).map_or("", String::as_str)
}
