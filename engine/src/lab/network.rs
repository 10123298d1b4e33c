//! Links: cables, LANs and bridges' cables, the frames that wait on them, and who answers for an address.

use std::collections::{BTreeMap, VecDeque};
use std::net::Ipv4Addr;
use std::sync::Arc;

use crate::kernel::arp::{self, Answer};
use crate::kernel::event::HostId;
use crate::kernel::host::Host;
use crate::kernel::stack::{Answering, Frame, Neighbours};
use crate::state::interface::{Interface, InterfaceKind, InterfaceName, Mac};
use crate::state::networking::Networking;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Network {
    /// Ends of wires; the order is that in which they are served.
    pub ends: Vec<End>,
    /// Who can be reached over which interface, by address.
    stations: BTreeMap<(HostId, InterfaceName), Vec<Arc<Station>>>,
}

/// One end of a wire: an interface of a host, or a port of its bridge.
#[derive(Clone, Debug, PartialEq)]
pub struct End {
    pub host: HostId,
    pub interface: InterfaceName,
    pub mac: Mac,
    /// The cable of a container: it ends at a port of a bridge, or did when it was laid.
    pub is_port: bool,
    /// Places of the other ends in `Network::ends`.
    pub peers: Vec<usize>,
    /// Frames on their way from here.
    pub queue: VecDeque<Frame>,
}

#[derive(Clone, Debug, PartialEq)]
struct Station {
    host: HostId,
    interface: InterfaceName,
    mac: Mac,
    /// Decides whom the host answers.
    networking: Arc<Networking>,
}

impl Network {
    pub fn put(&mut self, host: HostId, frame: Frame) {
        let end = self.ends.iter_mut().find(|end| end.host == host && end.interface == frame.interface);
        // A frame for an interface without a wire goes nowhere, as on a card without a cable.
        if let Some(end) = end {
            end.queue.push_back(frame);
        }
    }

    /// The next frame that moves, and where it arrives.
    pub fn take(&mut self) -> Option<(Vec<(HostId, InterfaceName)>, Frame)> {
        let place = self.ends.iter().position(|end| !end.queue.is_empty())?;
        let frame = self.ends.get_mut(place)?.queue.pop_front()?;
        let from = self.ends.get(place)?;
        let receivers = from
            .peers
            .iter()
            .filter_map(|peer| self.ends.get(*peer))
            .filter(|peer| frame.destination.is_group() || peer.is_port || from.is_port || peer.mac == frame.destination)
            .map(|peer| (peer.host, peer.interface))
            .collect();
        Some((receivers, frame))
    }

    pub fn is_quiet(&self) -> bool {
        self.ends.iter().all(|end| end.queue.is_empty())
    }

    /// Learns again who answers for what, after addresses or interfaces changed.
    pub fn learn(&mut self, hosts: &[Host]) {
        let hosts = &Hosts::of(hosts.iter().map(|host| Arc::new(host.networking.clone())).collect());
        self.stations.clear();
        for (place, end) in self.ends.iter().enumerate() {
            if bridge_of(hosts, end).is_some() {
                continue;
            }
            let found = self.reachable_from(place, hosts);
            self.stations.insert((end.host, end.interface), found);
        }
        for (number, networking) in hosts.networking.iter().enumerate() {
            let id = HostId(number as u32);
            for interface in &networking.interfaces {
                if interface.kind == InterfaceKind::Bridge {
                    let stations = self.behind_ports(id, interface.name, hosts);
                    self.stations.insert((id, interface.name), stations);
                }
            }
        }
    }

    /// Stations on the link of one end, a bridge's own address and its other ports' stations among them.
    fn reachable_from(&self, place: usize, hosts: &Hosts) -> Vec<Arc<Station>> {
        let Some(end) = self.ends.get(place) else { return Vec::new() };
        let mut found = Vec::new();
        for peer in end.peers.iter().filter_map(|peer| self.ends.get(*peer)) {
            let Some(bridge) = bridge_of(hosts, peer) else {
                found.extend(hosts.station(peer.host, peer.interface));
                continue;
            };
            if !hosts.is_up(peer.host, peer.interface) || !hosts.is_up(peer.host, bridge) {
                continue;
            }
            found.extend(hosts.station(peer.host, bridge));
            let others = self.behind_ports(peer.host, bridge, hosts);
            found.extend(others.into_iter().filter(|other| other.mac != end.mac));
        }
        found
    }

    fn behind_ports(&self, host: HostId, bridge: InterfaceName, hosts: &Hosts) -> Vec<Arc<Station>> {
        self.ends
            .iter()
            .filter(|end| end.host == host && bridge_of(hosts, end) == Some(bridge) && hosts.is_up(host, end.interface))
            .flat_map(|port| port.peers.iter().filter_map(|peer| self.ends.get(*peer)))
            .filter_map(|peer| hosts.station(peer.host, peer.interface))
            .collect()
    }
}

fn bridge_of(hosts: &Hosts, port: &End) -> Option<InterfaceName> {
    match hosts.networking.get(port.host.0 as usize)?.interface(port.interface)?.kind {
        InterfaceKind::Port { bridge, .. } => Some(bridge),
        InterfaceKind::Loopback | InterfaceKind::Wire | InterfaceKind::Bridge => None,
    }
}

/// All hosts as far as ARP goes. Each station stands here once, however many can reach it.
struct Hosts {
    networking: Vec<Arc<Networking>>,
    stations: BTreeMap<(HostId, InterfaceName), Arc<Station>>,
}

impl Hosts {
    fn of(networking: Vec<Arc<Networking>>) -> Hosts {
        let stations = networking.iter().enumerate().flat_map(|(number, networking)| {
            let id = HostId(number as u32);
            networking.interfaces.iter().map(move |own| ((id, own.name), Arc::new(station(id, networking, own))))
        });
        Hosts { stations: stations.collect(), networking }
    }

    fn is_up(&self, host: HostId, interface: InterfaceName) -> bool {
        self.networking.get(host.0 as usize).and_then(|host| host.interface(interface)).is_some_and(|interface| interface.up)
    }

    fn station(&self, host: HostId, interface: InterfaceName) -> Option<Arc<Station>> {
        self.stations.get(&(host, interface)).cloned()
    }
}

fn station(id: HostId, networking: &Arc<Networking>, own: &Interface) -> Station {
    Station { host: id, interface: own.name, mac: own.mac, networking: Arc::clone(networking) }
}

impl Network {
    /// All that hear who asks there.
    pub fn near(&self, host: HostId, interface: InterfaceName) -> Vec<(HostId, InterfaceName)> {
        let stations = self.stations.get(&(host, interface)).into_iter().flatten();
        stations.map(|station| (station.host, station.interface)).collect()
    }
}

impl Neighbours for Network {
    /// Of several, one that has the address: who stands in for it lets some time pass first.
    fn find(&self, host: HostId, interface: InterfaceName, address: Ipv4Addr, asker: Ipv4Addr) -> Option<Answering> {
        let mut stands_in = None;
        for station in self.stations.get(&(host, interface)).into_iter().flatten() {
            let answering = Answering { host: station.host, interface: station.interface, mac: station.mac };
            match arp::answer(&station.networking, station.interface, address, asker) {
                Some(Answer::Own) => return Some(answering),
                Some(Answer::StandsIn) => stands_in = stands_in.or(Some(answering)),
                None => {}
            }
        }
        stands_in
    }
}
