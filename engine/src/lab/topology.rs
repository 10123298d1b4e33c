//! Which hosts there are and what joins them, as a picture needs it: read once from a lab, before anything happens.

use serde::{Deserialize, Serialize};

use super::Lab;
use crate::kernel::event::HostId;
use crate::state::interface::{InterfaceKind, InterfaceName};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topology {
    /// Names, in the lab's order: a `HostId` is a place in it.
    pub hosts: Vec<String>,
    pub links: Vec<Link>,
}

/// What joins interfaces: a cable of two, a LAN of many, or the bridge of one of the hosts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    pub bridge: Option<Bridge>,
    /// Who is on it; for a bridge those behind its ports.
    pub stations: Vec<Station>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bridge {
    pub host: HostId,
    pub name: InterfaceName,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Station {
    pub host: HostId,
    pub interface: InterfaceName,
    /// The bridge's port that leads to it.
    pub port: Option<InterfaceName>,
}

impl Topology {
    pub fn of(lab: &Lab) -> Topology {
        let hosts = lab.hosts.iter().map(|host| host.name.to_string()).collect();
        let mut links = lans(lab);
        links.extend(bridges(lab));
        Topology { hosts, links }
    }

    /// The link that an interface, a bridge or a bridge's port of a host belongs to.
    pub fn link_of(&self, host: HostId, interface: InterfaceName) -> Option<usize> {
        self.links.iter().position(|link| link.has(host, interface))
    }
}

impl Link {
    fn has(&self, host: HostId, interface: InterfaceName) -> bool {
        let at_bridge = self.bridge.as_ref().is_some_and(|bridge| {
            bridge.host == host
                && (bridge.name == interface || self.stations.iter().any(|station| station.port == Some(interface)))
        });
        at_bridge || self.stations.iter().any(|station| station.host == host && station.interface == interface)
    }
}

fn lans(lab: &Lab) -> Vec<Link> {
    let ends = &lab.network.ends;
    let mut links = Vec::new();
    for (place, end) in ends.iter().enumerate() {
        let with_port = end.is_port || end.peers.iter().filter_map(|peer| ends.get(*peer)).any(|peer| peer.is_port);
        let is_first = end.peers.iter().all(|peer| *peer > place);
        if with_port || !is_first {
            continue;
        }
        let members = [place].into_iter().chain(end.peers.iter().copied());
        let stations: Vec<Station> = members
            .filter_map(|member| ends.get(member))
            .map(|end| Station { host: end.host, interface: end.interface, port: None })
            .collect();
        if stations.len() > 1 {
            links.push(Link { bridge: None, stations });
        }
    }
    links
}

fn bridges(lab: &Lab) -> Vec<Link> {
    let mut links = Vec::new();
    for (number, host) in lab.hosts.iter().enumerate() {
        for interface in host.interfaces.iter().filter(|interface| interface.kind == InterfaceKind::Bridge) {
            let host = HostId(number);
            let stations = behind_ports(lab, host, interface.name);
            links.push(Link { bridge: Some(Bridge { host, name: interface.name }), stations });
        }
    }
    links
}

fn behind_ports(lab: &Lab, host: HostId, bridge: InterfaceName) -> Vec<Station> {
    let ends = &lab.network.ends;
    let is_port_of_bridge = |interface: InterfaceName| {
        let kind = lab.host(host).and_then(|host| host.interface(interface)).map(|interface| interface.kind);
        matches!(kind, Some(InterfaceKind::Port { bridge: owner, .. }) if owner == bridge)
    };
    ends.iter()
        .filter(|end| end.is_port && end.host == host && is_port_of_bridge(end.interface))
        .flat_map(|port| {
            let peers = port.peers.iter().filter_map(|peer| ends.get(*peer));
            peers.map(|end| Station { host: end.host, interface: end.interface, port: Some(port.interface) })
        })
        .collect()
}
