//! The way out: OUTPUT and POSTROUTING, and onto the device.

use std::net::Ipv4Addr;

use super::{Asked, Frame, Kernel, MOST_NESTED, OutputRoute, Unanswered, Way};
use crate::kernel::arp;
use crate::kernel::event::{Bound, Cause, Listener, What};
use crate::kernel::tell;
use crate::state::conntrack::Tracking;
use crate::state::hook::Hook;
use crate::state::interface::{InterfaceKind, InterfaceName, Mac};
use crate::state::packet::{Packet, TcpFlags, Transport};
use crate::state::route::{OutputKind, realms};
use crate::state::sockets::Errno;

/// Frames that may wait on a host's wires in one step.
const MOST_FRAMES: usize = 100_000;

impl<L: Listener> Kernel<'_, L> {
    /// A packet of this host itself, its first route found.
    pub(crate) fn send_local(&mut self, mut packet: Packet, mut route: OutputRoute, cause: Cause) -> Result<(), Errno> {
        if L::LISTENS {
            let view = Box::new(self.view(&packet, InterfaceName::NONE, route.device));
            self.tell(packet.id, || What::Made { view, cause });
            let decision = tell::routed_out(&route);
            self.tell(packet.id, || What::Routed { decision });
            self.tell_several_ways(packet.id, route.winner.as_ref());
        }
        if self.nested >= MOST_NESTED {
            self.tell_bound(packet.id, Bound::NestedPackets);
            return Err(Errno::LimitReached);
        }
        packet.realms = realms::of_output(&route);
        self.nested += 1;
        let outcome = self
            .run_hook(&mut packet, Hook::Output, InterfaceName::NONE, route.device, Some(&mut route))
            .and_then(|()| self.post_and_transmit(packet, route, InterfaceName::NONE, false));
        self.nested -= 1;
        outcome.map_err(|stopped| stopped.error)
    }

    /// POSTROUTING and what follows. `input` is the device a forwarded packet came by.
    pub(super) fn post_and_transmit(
        &mut self,
        packet: Packet,
        mut route: OutputRoute,
        input: InterfaceName,
        forwarded: bool,
    ) -> Result<(), super::Stopped> {
        if copy_comes_back(&route.kind, &packet) && !self.is_loopback(route.device) {
            let mut copy = packet.clone();
            copy.id = self.ids.take();
            if L::LISTENS {
                let view = Box::new(self.view(&copy, input, route.device));
                self.tell(copy.id, || What::Made { view, cause: Cause::CopyOf(packet.id) });
            }
            if self.run_hook(&mut copy, Hook::Postrouting, input, route.device, Some(&mut route.clone())).is_ok() {
                self.loop_back(copy, route.device, true);
                // A program's copy is received before the original goes on (recordings: broadcast, extra-settings-3-0012).
                if !self.in_interrupt && !self.sending_icmp {
                    self.run_backlog();
                }
            }
        }
        let mut packet = packet;
        self.run_hook(&mut packet, Hook::Postrouting, input, route.device, Some(&mut route))?;
        self.transmit(packet, route, forwarded);
        Ok(())
    }

    /// What leaves by `lo` comes back by itself.
    pub(super) fn is_loopback(&self, device: InterfaceName) -> bool {
        self.host.networking.interface(device).is_some_and(|interface| interface.kind == InterfaceKind::Loopback)
    }

    fn transmit(&mut self, packet: Packet, route: OutputRoute, forwarded: bool) {
        let Some(interface) = self.host.networking.interface(route.device) else {
            self.tell_no_device(packet.id, route.device);
            return;
        };
        if !interface.up {
            self.tell_no_device(packet.id, route.device);
            return;
        }
        let kind = interface.kind;
        if kind == InterfaceKind::Loopback {
            let group = !matches!(route.kind, OutputKind::Local | OutputKind::Unicast);
            self.loop_back(packet, route.device, group);
            return;
        }
        let (no_arp, own) = (interface.no_arp, interface.mac);
        let destination = match route.kind {
            // Who asks nobody takes his own address for everybody's, but for groups (`arp_constructor`).
            OutputKind::Broadcast if no_arp => own,
            OutputKind::Broadcast => Mac::BROADCAST,
            OutputKind::Multicast { .. } => Mac::of_group(packet.datagram.destination),
            OutputKind::Unicast | OutputKind::Local => {
                let next_hop = match route.gateway {
                    Some(gateway) => gateway,
                    None => packet.datagram.destination,
                };
                match self.find_neighbour(&packet, route.device, next_hop) {
                    Some(mac) => mac,
                    None => {
                        let way = Way::Out { route: Box::new(route.clone()), forwarded };
                        self.wait_for_neighbour(Unanswered { interface: route.device, next_hop, packet, route: way });
                        return;
                    }
                }
            }
        };
        self.put_on_device(packet, route.device, destination);
    }

    /// The station that has this address, by what is known or by asking.
    pub(super) fn find_neighbour(&mut self, packet: &Packet, device: InterfaceName, next_hop: Ipv4Addr) -> Option<Mac> {
        if let Some(known) = self.host.neighbours.get(device, next_hop, self.now) {
            return Some(known.mac);
        }
        if let Some(own) = self.host.networking.interface(device).filter(|own| own.no_arp) {
            return Some(own.mac);
        }
        let asker = arp::announced(&self.host.networking, device, packet.datagram.source, next_hop);
        let found = self.neighbours.find(self.id, device, next_hop, asker);
        self.tell(packet.id, || What::NeighbourAsked { interface: device, next_hop: next_hop.into() });
        self.outbox.asked.push_back(Asked { interface: device, by: asker, answering: found });
        let mac = found?.mac;
        self.host.neighbours.answered(device, next_hop, mac, self.now);
        Some(mac)
    }

    /// Put aside until the neighbour is given up; its entry lives that long.
    pub(super) fn wait_for_neighbour(&mut self, unanswered: Unanswered) {
        if let Tracking::Entry { id, .. } = unanswered.packet.tracking {
            self.host.conntrack.hold(id);
        }
        if self.outbox.unanswered.len() >= MOST_FRAMES {
            self.tell_bound(unanswered.packet.id, Bound::QueueLength);
            return;
        }
        self.outbox.unanswered.push_back(unanswered);
    }

    /// From here on it is the link's: a bridge passes it to its ports.
    pub(super) fn put_on_device(&mut self, packet: Packet, device: InterfaceName, destination: Mac) {
        let Some(interface) = self.host.networking.interface(device) else {
            self.tell_no_device(packet.id, device);
            return;
        };
        let (kind, source) = (interface.kind, interface.mac);
        self.tell_sent(&packet, device);
        match kind {
            InterfaceKind::Bridge => self.leave_bridge(packet, device, source, destination, InterfaceName::NONE),
            InterfaceKind::Wire | InterfaceKind::Port { .. } | InterfaceKind::Loopback => {
                self.put_on_wire(packet, device, source, destination);
            }
        }
    }

    pub(super) fn put_on_wire(&mut self, packet: Packet, interface: InterfaceName, source: Mac, destination: Mac) {
        if self.outbox.frames.len() >= MOST_FRAMES {
            self.tell_bound(packet.id, Bound::QueueLength);
            return;
        }
        self.outbox.frames.push_back(Frame { interface, source, destination, packet });
    }

    pub(super) fn tell_sent(&mut self, packet: &Packet, interface: InterfaceName) {
        if L::LISTENS {
            let view = Box::new(self.view(packet, packet.input, interface));
            self.tell(packet.id, || What::Sent { interface, view });
        }
    }
}

/// Own broadcasts, and multicast to a group joined on the device, are received by the sender, too.
/// The answer to a SYN comes from no socket yet that would ask for a copy (recording: reset-to-a-group-listener).
fn copy_comes_back(kind: &OutputKind, packet: &Packet) -> bool {
    let answers_syn = match &packet.datagram.transport {
        Transport::Tcp(segment) => segment.flags.has(TcpFlags::SYN) && segment.flags.has(TcpFlags::ACK),
        Transport::Udp(_) | Transport::Icmp(_) | Transport::Other { .. } => false,
    };
    match kind {
        OutputKind::Broadcast => true,
        OutputKind::Multicast { joined: true } => !answers_syn,
        OutputKind::Multicast { joined: false } | OutputKind::Unicast | OutputKind::Local => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::event::{HostId, Trace};
    use crate::kernel::host::Host;
    use crate::kernel::stack::{Answering, Neighbours, Outbox, PacketIds};
    use crate::state::clock::Instant;
    use crate::state::interface::Interface;
    use crate::state::packet::{Datagram, SentBy, UdpHeader};
    use crate::state::route::{OutputQuery, output};

    fn datagram() -> Datagram {
        Datagram {
            source: Ipv4Addr::LOCALHOST,
            destination: Ipv4Addr::LOCALHOST,
            ttl: 64,
            tos: 0,
            identification: 0,
            dont_fragment: true,
            transport: Transport::Udp(UdpHeader { source_port: 1, destination_port: 2 }),
            payload: [].into(),
        }
    }

    fn loopback() -> Interface {
        Interface { up: true, ..Interface::new(1, InterfaceName::LOOPBACK, InterfaceKind::Loopback, Mac::default()) }
    }

    struct NoNeighbours;

    impl Neighbours for NoNeighbours {
        fn find(&self, _host: HostId, _interface: InterfaceName, _address: Ipv4Addr, _asker: Ipv4Addr) -> Option<Answering> {
            None
        }
    }

    /// No rules make answers to answers: the bound stands against what is not known yet, and only this reaches it.
    #[test]
    fn packets_that_are_made_while_too_many_others_are() {
        for (nested, bound) in [(MOST_NESTED - 1, None), (MOST_NESTED, Some(Bound::NestedPackets))] {
            let mut host = Host::new("a");
            host.networking.add_interface(loopback());
            let route = output(&host.networking, &OutputQuery::to(Ipv4Addr::LOCALHOST)).expect("a way to itself");
            let (mut ids, mut outbox, mut trace) = (PacketIds::default(), Outbox::default(), Trace::default());
            let mut kernel = Kernel::new(&mut host, HostId(0), Instant(0), &mut ids, &NoNeighbours, &mut outbox, &mut trace);
            kernel.nested = nested;
            let packet = kernel.make_packet(datagram(), 0, SentBy::Nobody);
            let sent = kernel.send_local(packet, route, Cause::Program);
            assert_eq!(sent.err(), bound.map(|_| Errno::LimitReached), "{nested} others");
            let reached = trace.events.iter().find_map(|event| match event.what {
                What::BoundReached { bound } => Some(bound),
                _ => None,
            });
            assert_eq!(reached, bound, "{nested} others");
        }
    }
}
