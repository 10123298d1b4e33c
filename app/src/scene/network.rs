//! The network at one moment: the plan, what stands on its hosts, and where the packet is.

use std::rc::Rc;

use engine::kernel::event::{Event, HostId, What};
use engine::kernel::host::HostMoment;
use engine::lab::moment::Moment;
use engine::state::interface::{InterfaceKind, InterfaceName};

use super::Ground;
use super::plan::Plan;
use super::point::{Point, point};

#[derive(Clone, Debug, PartialEq)]
pub struct NetworkPicture {
    pub plan: Rc<Plan>,
    pub labels: Vec<HostLabel>,
    /// The host the packet is on, or was sent by; else the one on which a command or a program does something.
    pub here: Option<HostId>,
    /// The link it is on.
    pub link: Option<usize>,
    pub packet: Option<Point>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostLabel {
    pub name: String,
    /// The first address that is not `lo`'s.
    pub address: Option<String>,
}

/// `last` is the packet's last event; `elsewhere` the host on which something happens without it.
pub fn network(ground: &Ground, last: Option<&Event>, elsewhere: Option<HostId>, moment: &Moment) -> NetworkPicture {
    let labels = ground
        .topology
        .hosts
        .iter()
        .enumerate()
        .map(|(number, name)| HostLabel { name: name.clone(), address: moment.hosts.get(number).and_then(first_address) })
        .collect();
    let at = last.map(|event| event.host);
    let here = elsewhere.or(at);
    let on_link = last.and_then(|event| on_link(ground, event));
    let on_host = at.and_then(|host| ground.plan.hosts.get(host.0)).map(|planned| {
        let chip = planned.chip;
        point(chip.right() - 3, chip.y + 3)
    });
    NetworkPicture {
        plan: ground.plan.clone(),
        labels,
        here,
        link: on_link.map(|(link, _)| link),
        packet: on_link.map(|(_, point)| point).or(on_host),
    }
}

fn first_address(host: &HostMoment) -> Option<String> {
    let addresses = host
        .interfaces
        .iter()
        .filter(|interface| interface.kind != InterfaceKind::Loopback)
        .flat_map(|interface| &interface.addresses);
    addresses.map(|address| address.address.to_string()).next()
}

/// The link a packet has just been put on, and where.
fn on_link(ground: &Ground, event: &Event) -> Option<(usize, Point)> {
    let What::Sent { interface, .. } = &event.what else { return None };
    let number = ground.topology.link_of(event.host, *interface)?;
    let entries = &ground.plan.links.get(number)?.entries;
    let behind_port = station_behind(ground, number, *interface);
    let entry = behind_port.and_then(|host| entries.get(&host)).or_else(|| entries.get(&event.host))?;
    Some((number, *entry))
}

fn station_behind(ground: &Ground, link: usize, port: InterfaceName) -> Option<HostId> {
    let link = ground.topology.links.get(link)?;
    link.stations.iter().find(|station| station.port == Some(port)).map(|station| station.host)
}
