//! The network at one moment: the plan, what stands on its hosts, and where the packet is.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use net::InterfaceName;
use trace::interface::InterfaceKind;
use trace::link::link_of;
use trace::{Event, HostId, HostMoment, Moment, What};

use super::plan::Plan;
use super::point::{Point, point};

#[derive(Clone, Debug, PartialEq)]
pub struct NetworkPicture {
    pub plan: Rc<Plan>,
    /// Of the hosts of the plan.
    pub labels: BTreeMap<HostId, HostLabel>,
    /// The host the packet is on, or was sent by; else the one on which a command or a program does something.
    pub here: Option<HostId>,
    /// The link it is on.
    pub link: Option<usize>,
    pub packet: Option<Point>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostLabel {
    pub name: Arc<str>,
    /// The first address that is not `lo`'s.
    pub address: Option<String>,
}

/// `last` is the packet's last event; `elsewhere` the host on which something happens without it.
pub fn network(plan: Rc<Plan>, last: Option<&Event>, elsewhere: Option<HostId>, moment: &Moment) -> NetworkPicture {
    let label = |host: &HostMoment| HostLabel { name: host.name.clone(), address: first_address(host) };
    let labels = moment.hosts.iter().map(|(id, host)| (*id, label(host))).collect();
    let at = last.map(|event| event.host);
    let here = elsewhere.or(at);
    let on_link = last.and_then(|event| on_link(&plan, moment, event));
    let on_host = at.and_then(|host| plan.hosts.get(&host)).map(|planned| {
        let chip = planned.chip;
        point(chip.right() - 3, chip.y + 3)
    });
    NetworkPicture {
        labels,
        here,
        link: on_link.map(|(link, _)| link),
        packet: on_link.map(|(_, point)| point).or(on_host),
        plan,
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
fn on_link(plan: &Plan, moment: &Moment, event: &Event) -> Option<(usize, Point)> {
    let What::Sent { interface, .. } = &event.what else { return None };
    let number = link_of(&moment.links, event.host, *interface)?;
    let entries = &plan.links.get(number)?.entries;
    let behind_port = station_behind(moment, number, *interface);
    let entry = behind_port.and_then(|host| entries.get(&host)).or_else(|| entries.get(&event.host))?;
    Some((number, *entry))
}

fn station_behind(moment: &Moment, link: usize, port: InterfaceName) -> Option<HostId> {
    let link = moment.links.get(link)?;
    link.stations.iter().find(|station| station.port == Some(port)).map(|station| station.host)
}
