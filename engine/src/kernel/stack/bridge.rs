//! A bridge of this host: frames between its ports, up to the host and down from it, and through iptables where
//! `bridge-nf-call-iptables` asks for that (reference: traversal.md §2f).

use super::{Kernel, Stopped, Unanswered, Way};
use crate::kernel::event::{Bridging, Cause, Drop, Listener, What};
use crate::state::hook::Hook;
use crate::state::interface::{InterfaceKind, InterfaceName, Mac};
use crate::state::neighbours::Knowledge;
use crate::state::packet::{LinkType, Packet};
use crate::state::route::{DropReason, InputQuery, InputRoute, OutputRoute, input};
use crate::state::sysctl::Setting;

impl<L: Listener> Kernel<'_, L> {
    /// A frame that came by a port.
    pub(super) fn enter_bridge(
        &mut self,
        mut packet: Packet,
        port: InterfaceName,
        bridge: InterfaceName,
        source: Mac,
        destination: Mac,
    ) {
        let Some(device) = self.host.networking.interface(bridge).filter(|device| device.up) else {
            self.tell_no_device(packet.id, bridge);
            return;
        };
        let (mac, promiscuous) = (device.mac, device.promiscuous);
        packet.input = bridge;
        let to_port = self.host.networking.interface(port).is_some_and(|own| own.mac == destination);
        let mut framed = if to_port { LinkType::ToUs } else { LinkType::of(destination, mac) };
        packet.link_type = framed;
        let mut destination = destination;
        if self.host.networking.sysctls.is_on(Setting::BridgeCallsIptables) {
            packet.through_bridge = true;
            packet.bridge_port_in = port;
            packet.link_type = as_rules_see(packet.link_type);
            let before = packet.datagram.destination;
            if self.run_hook(&mut packet, Hook::Prerouting, bridge, InterfaceName::NONE, None).is_err() {
                return;
            }
            if packet.datagram.destination != before {
                match self.where_translated(&packet, bridge, mac) {
                    Some(station) => {
                        destination = station;
                        if station == mac {
                            framed = LinkType::ToUs;
                        }
                    }
                    None => return,
                }
            }
        }
        // A frame for many counts as one whatever PREROUTING made of it (recording: 34-bridged-group-frame-after-dnat).
        packet.link_type = framed;
        if framed == LinkType::ToOthers && self.is_of_port(bridge, destination) {
            // To the address of another port than the one it came by.
            self.show_to_host(&packet);
        } else if destination == mac || self.is_of_port(bridge, destination) {
            self.pass_up(packet);
        } else if destination.is_group() {
            let mut copy = packet.clone();
            copy.id = self.ids.take();
            let original = packet.id;
            if L::LISTENS {
                let view = Box::new(self.view(&copy, bridge, InterfaceName::NONE));
                self.tell(copy.id, || What::Made { view, cause: Cause::CopyOf(original) });
            }
            self.pass_between_ports(copy, bridge, source, destination, port);
            self.pass_up(packet);
        } else {
            let seen = promiscuous.then(|| packet.clone());
            self.pass_between_ports(packet, bridge, source, destination, port);
            if let Some(seen) = seen {
                let copy = Packet { id: self.ids.take(), ..seen };
                if L::LISTENS {
                    let view = Box::new(self.view(&copy, bridge, InterfaceName::NONE));
                    self.tell(copy.id, || What::Made { view, cause: Cause::CopyOf(seen.id) });
                }
                self.show_to_host(&copy);
            }
        }
    }

    /// Frames to the address of a port are for the host as well.
    fn is_of_port(&self, bridge: InterfaceName, destination: Mac) -> bool {
        self.host.networking.interfaces.iter().any(|port| {
            port.mac == destination && matches!(port.kind, InterfaceKind::Port { bridge: owner, .. } if owner == bridge)
        })
    }

    /// A bridge that is promiscuous sees what is for others, too; IP does not look at it.
    fn show_to_host(&mut self, seen: &Packet) {
        let bridge = seen.input;
        self.tell(seen.id, || What::Bridged { how: Bridging::Up { bridge } });
        self.tell_arrived(seen, bridge);
        self.tell_dropped(seen, Drop::NotForUs);
    }

    /// PREROUTING changed the destination of a bridged packet: to another station of this bridge, or up to be routed.
    /// `None`: it goes no further, or waits.
    fn where_translated(&mut self, packet: &Packet, bridge: InterfaceName, mac: Mac) -> Option<Mac> {
        let Some(route) = self.route_translated(packet, bridge) else {
            self.tell_dropped(packet, Drop::Rerouting);
            return None;
        };
        let Translated::OnThisBridge(route) = route else { return Some(mac) };
        let next_hop = route.next_hop();
        let known = self.host.neighbours.get(bridge, next_hop, self.now).map(|known| known.knowledge);
        let station = self.find_neighbour(packet, bridge, next_hop);
        if station.is_none() {
            let way = Way::Out { route, forwarded: true };
            self.wait_for_neighbour(Unanswered { interface: bridge, next_hop, packet: packet.clone(), route: way });
        } else if !matches!(known, Some(Knowledge::Reachable | Knowledge::Permanent)) {
            // Until the neighbour is known for sure the bridge's own device hands the frame over (recording: gen-5-0052).
            self.tell_sent(packet, bridge);
        }
        station
    }

    /// `br_nf_pre_routing_finish`: to another station of the same bridge, or up, where a packet without a way is
    /// answered (recording: gen-707-0605). Only a source that cannot be is dropped here.
    fn route_translated(&mut self, packet: &Packet, bridge: InterfaceName) -> Option<Translated> {
        match input(&self.host.networking, &InputQuery::of(&packet.datagram, bridge, packet.mark)) {
            InputRoute::Forward { route, .. } if route.device == bridge => Some(Translated::OnThisBridge(Box::new(route))),
            InputRoute::Forward { .. }
            | InputRoute::Local { .. }
            | InputRoute::Broadcast { .. }
            | InputRoute::Multicast
            | InputRoute::Unreachable { .. } => Some(Translated::Up),
            InputRoute::Dropped { reason, .. } => match reason {
                DropReason::ForwardingOff | DropReason::NoRouteForwardingOff | DropReason::Blackhole => Some(Translated::Up),
                DropReason::MartianSource
                | DropReason::MartianDestination
                | DropReason::OwnSource
                | DropReason::SourceNotUnicast
                | DropReason::ReversePath
                | DropReason::NoWayBack
                | DropReason::NotJoined
                | DropReason::NoDevice => None,
            },
        }
    }

    /// To the host itself, as if it had come by the bridge.
    fn pass_up(&mut self, mut packet: Packet) {
        let bridge = packet.input;
        // `br_nf_local_in`: what is for many is confirmed before it goes up (recording: extra-bridged-3-0007).
        if packet.through_bridge
            && packet.link_type.is_group()
            && let Err(stopped) = self.confirm(&mut packet)
        {
            self.tell_dropped(&packet, stopped.why);
            return;
        }
        self.tell(packet.id, || What::Bridged { how: Bridging::Up { bridge } });
        self.tell_arrived(&packet, bridge);
        if packet.through_bridge {
            // PREROUTING is behind it (`ip_sabotage_in`).
            self.route_in(packet);
        } else {
            self.receive_ip(packet);
        }
    }

    /// Out by each port that leads to its destination; every one is a packet of its own to iptables.
    fn pass_between_ports(&mut self, packet: Packet, bridge: InterfaceName, source: Mac, destination: Mac, from: InterfaceName) {
        let ports = self.ports_for(bridge, destination, from);
        if ports.is_empty() {
            self.tell_dropped(&packet, Drop::SameBridgePort);
            return;
        }
        for (number, port) in ports.into_iter().enumerate() {
            let mut passing = packet.clone();
            if number > 0 {
                passing.id = self.ids.take();
                if L::LISTENS {
                    let view = Box::new(self.view(&passing, bridge, InterfaceName::NONE));
                    self.tell(passing.id, || What::Made { view, cause: Cause::CopyOf(packet.id) });
                }
            }
            self.tell(passing.id, || What::Bridged { how: Bridging::Through { bridge } });
            if passing.through_bridge && self.pass_rules_between_ports(&mut passing, bridge, port).is_err() {
                continue;
            }
            self.tell_sent(&passing, port);
            self.put_on_wire(passing, port, source, destination);
        }
    }

    fn pass_rules_between_ports(
        &mut self,
        packet: &mut Packet,
        bridge: InterfaceName,
        port: InterfaceName,
    ) -> Result<(), Stopped> {
        packet.link_type = as_rules_see(packet.link_type);
        packet.bridge_port_out = port;
        self.run_hook(packet, Hook::Forward, bridge, bridge, None)?;
        self.run_hook(packet, Hook::Postrouting, InterfaceName::NONE, bridge, None)
    }

    /// Out by the port behind which the station is, or by all for a group.
    pub(super) fn leave_bridge(
        &mut self,
        packet: Packet,
        bridge: InterfaceName,
        source: Mac,
        destination: Mac,
        from: InterfaceName,
    ) {
        for (number, port) in self.ports_for(bridge, destination, from).into_iter().enumerate() {
            let mut leaving = packet.clone();
            if number > 0 {
                leaving.id = self.ids.take();
                self.tell(leaving.id, || What::Copied { of: packet.id });
            }
            self.tell_sent(&leaving, port);
            self.put_on_wire(leaving, port, source, destination);
        }
    }

    fn ports_for(&self, bridge: InterfaceName, destination: Mac, from: InterfaceName) -> Vec<InterfaceName> {
        let ports = self.host.networking.interfaces.iter().filter_map(|interface| match interface.kind {
            InterfaceKind::Port { bridge: owner, hairpin } if owner == bridge && interface.up => {
                let back = interface.name == from && !hairpin;
                (!back).then_some((interface.name, interface.peer))
            }
            InterfaceKind::Port { .. } | InterfaceKind::Loopback | InterfaceKind::Wire | InterfaceKind::Bridge => None,
        });
        if destination.is_group() {
            // The kernel's list begins with the port that was added last.
            let mut all: Vec<InterfaceName> = ports.map(|(name, _)| name).collect();
            all.reverse();
            all
        } else {
            ports.filter(|(_, station)| *station == Some(destination)).map(|(name, _)| name).collect()
        }
    }
}

/// While iptables looks at it, a frame for another station counts as one for us (`nf_bridge->pkt_otherhost`).
fn as_rules_see(link_type: LinkType) -> LinkType {
    match link_type {
        LinkType::ToOthers => LinkType::ToUs,
        LinkType::ToUs | LinkType::Broadcast | LinkType::Multicast => link_type,
    }
}

/// Where a bridged packet with a new destination goes.
enum Translated {
    OnThisBridge(Box<OutputRoute>),
    Up,
}
