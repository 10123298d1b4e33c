//! What joins the interfaces of a lab, read off its wires and bridges.

use trace::link::{Bridge, Link, LinkStation};

use super::Lab;
use super::network::End;
use crate::kernel::event::HostId;
use crate::state::interface::{InterfaceKind, InterfaceName};

pub fn of(lab: &Lab) -> Vec<Link> {
    let mut links = lans(lab);
    links.extend(bridges(lab));
    links
}

fn lans(lab: &Lab) -> Vec<Link> {
    let ends = &lab.network.ends;
    let mut links = Vec::new();
    for (place, end) in ends.iter().enumerate() {
        let is_port = |end: &End| bridge_of(lab, end).is_some();
        let with_port = is_port(end) || end.peers.iter().filter_map(|peer| ends.get(*peer)).any(is_port);
        let is_first = end.peers.iter().all(|peer| *peer > place);
        if with_port || !is_first {
            continue;
        }
        let members = [place].into_iter().chain(end.peers.iter().copied());
        let stations: Vec<LinkStation> = members
            .filter_map(|member| ends.get(member))
            .map(|end| LinkStation { host: end.host, interface: end.interface, port: None })
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
        for interface in host.networking.interfaces.iter().filter(|interface| interface.kind == InterfaceKind::Bridge) {
            let host = HostId(number as u32);
            let stations = behind_ports(lab, host, interface.name);
            links.push(Link { bridge: Some(Bridge { host, name: interface.name }), stations });
        }
    }
    links
}

fn behind_ports(lab: &Lab, host: HostId, bridge: InterfaceName) -> Vec<LinkStation> {
    let ends = &lab.network.ends;
    ends.iter()
        .filter(|end| end.host == host && bridge_of(lab, end) == Some(bridge))
        .flat_map(|port| {
            let peers = port.peers.iter().filter_map(|peer| ends.get(*peer));
            peers.map(|end| LinkStation { host: end.host, interface: end.interface, port: Some(port.interface) })
        })
        .collect()
}

/// The bridge that an end is a port of now.
fn bridge_of(lab: &Lab, end: &End) -> Option<InterfaceName> {
    match lab.host(end.host)?.networking.interface(end.interface)?.kind {
        InterfaceKind::Port { bridge, .. } => Some(bridge),
        InterfaceKind::Loopback | InterfaceKind::Wire | InterfaceKind::Bridge => None,
    }
}
