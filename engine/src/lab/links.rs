//! What joins the interfaces of a lab, read off its wires and bridges.

use trace::link::{Bridge, Link, LinkStation};

use super::Lab;
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
        let with_port = end.is_port || end.peers.iter().filter_map(|peer| ends.get(*peer)).any(|peer| peer.is_port);
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
    let is_port_of_bridge = |interface: InterfaceName| {
        let kind = lab.host(host).and_then(|host| host.networking.interface(interface)).map(|interface| interface.kind);
        matches!(kind, Some(InterfaceKind::Port { bridge: owner, .. }) if owner == bridge)
    };
    ends.iter()
        .filter(|end| end.is_port && end.host == host && is_port_of_bridge(end.interface))
        .flat_map(|port| {
            let peers = port.peers.iter().filter_map(|peer| ends.get(*peer));
            peers.map(|end| LinkStation { host: end.host, interface: end.interface, port: Some(port.interface) })
        })
        .collect()
}
