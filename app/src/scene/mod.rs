//! The picture of a moment as plain data: what `components::map` draws, made from the trace alone.
//!
//! `Ground` is what scenes of a lab have in common; a `Scene` is one moment on it. Nothing here knows a browser, a language or a
//! colour, and nothing decides where a packet goes.

pub mod header;
pub mod host;
pub mod layout;
pub mod network;
pub mod plan;
pub mod point;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use trace::fold::{host_names, visit};
use trace::{Event, HostId, Moment, What};

use host::HostPicture;
use network::NetworkPicture;
use plan::Plan;

/// The width of the whole picture, in its own units.
pub const WIDTH: i32 = 800;

/// The names of all hosts that come or go in a trace, and the plan that was drawn last: hosts and links mostly stay.
pub struct Ground {
    names: BTreeMap<HostId, Arc<str>>,
    plan: RefCell<Rc<Plan>>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    pub network: NetworkPicture,
    pub host: HostPicture,
}

impl Ground {
    pub fn of(start: &Moment, events: &[Event]) -> Ground {
        Ground { names: host_names(start, events), plan: RefCell::new(Rc::new(Plan::of(start))) }
    }

    /// Where hosts and links stand that are there at a moment.
    pub fn plan(&self, moment: &Moment) -> Rc<Plan> {
        let mut plan = self.plan.borrow_mut();
        if !plan.is_of(moment) {
            *plan = Rc::new(Plan::of(moment));
        }
        plan.clone()
    }

    /// What a host is called at a moment; one that is not there, as it was called.
    pub fn name<'here>(&'here self, moment: &'here Moment, host: HostId) -> &'here str {
        moment.host_name(host).or(self.names.get(&host).map(|name| &**name)).unwrap_or_default()
    }
}

/// The scene after the first `number` events; `moment` is theirs.
pub fn of(ground: &Ground, events: &[Event], number: usize, moment: &Moment) -> Scene {
    let past = events.get(..number).unwrap_or(events);
    let last = past.iter().rev().find(|event| event.packet.is_some());
    let visit = last.and_then(|event| event.packet).and_then(|packet| visit(past, packet, moment));
    let elsewhere = past.last().and_then(without_packet);
    let network = network::network(ground.plan(moment), last, elsewhere, moment);
    let hooks = |host: HostId| moment.hosts.get(&host).map(|host| host.hooks.clone()).unwrap_or_default();
    let host = match (visit, elsewhere) {
        (Some(visit), Some(host)) if host != visit.host => HostPicture::of_program(ground.name(moment, host), &hooks(host)),
        (Some(visit), _) => HostPicture::of(ground.name(moment, visit.host), &visit, past, moment),
        (None, host) => {
            let host = host.unwrap_or_else(|| first_host(events, moment));
            HostPicture::empty(ground.name(moment, host), &hooks(host))
        }
    };
    Scene { network, host }
}

/// The host of what a program saw or a person did, while no packet moves.
fn without_packet(event: &Event) -> Option<HostId> {
    matches!(event.what, What::ProgramSaw { .. } | What::HostChanged { .. } | What::HostAdded { .. } | What::HostGone)
        .then_some(event.host)
}

/// Where the first packet will be.
fn first_host(events: &[Event], moment: &Moment) -> HostId {
    let first = events.iter().find(|event| event.packet.is_some()).map(|event| event.host);
    first.or_else(|| moment.hosts.keys().next().copied()).unwrap_or_default()
}
