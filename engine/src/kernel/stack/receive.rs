//! What arrives: from a wire, from `lo`, from a bridge; PREROUTING, the route, INPUT, and the transport.

use std::net::Ipv4Addr;
use std::sync::Arc;

use super::{Frame, Kernel, Looped, Way};
use crate::kernel::event::{Cause, Culprit, Drop, Listener, Receiver, RouteDrop, RouteSeen, What};
use crate::kernel::tell;
use crate::state::conntrack::Tracking;
use crate::state::hook::Hook;
use crate::state::interface::{InterfaceKind, InterfaceName, Mac};
use crate::state::packet::{Datagram, IcmpBody, IcmpMessage, LinkType, Packet, Protocol, SentBy, Transport, icmp_type};
use crate::state::route::{InputQuery, InputRoute, OutputQuery, answering_source, input, output, realms};
use crate::state::sysctl::{DeviceSetting, Setting};

impl<L: Listener> Kernel<'_, L> {
    /// A frame from the wire of an interface.
    pub fn receive(&mut self, frame: Frame) {
        let Frame { interface, source, destination, mut packet } = frame;
        let Some(device) = self.host.networking.interface(interface) else { return };
        if !device.up {
            return;
        }
        let (kind, mac) = (device.kind, device.mac);
        enter_host(&mut packet, interface, source);
        packet.link_destination = destination;
        packet.link_type = LinkType::of(destination, mac);
        self.tell_arrived(&packet, interface);
        self.in_interrupt = true;
        match kind {
            InterfaceKind::Port { bridge, .. } => self.enter_bridge(packet, interface, bridge, source, destination),
            InterfaceKind::Wire | InterfaceKind::Bridge | InterfaceKind::Loopback => self.receive_ip(packet),
        }
        self.in_interrupt = false;
        self.run_backlog();
    }

    /// `ip_rcv`: not for us by its frame, or PREROUTING.
    pub(super) fn receive_ip(&mut self, mut packet: Packet) {
        if packet.link_type == LinkType::ToOthers {
            self.tell_dropped(&packet, Drop::NotForUs);
            return;
        }
        let device = packet.input;
        if self.run_hook(&mut packet, Hook::Prerouting, device, InterfaceName::NONE, None).is_ok() {
            self.route_in(packet);
        }
    }

    /// A packet of this host that comes back: it keeps its route, unless PREROUTING changed where it goes.
    pub(super) fn receive_looped(&mut self, looped: Looped) {
        let Looped { mut packet, device, group } = looped;
        packet.input = device;
        packet.sent_by = SentBy::Nobody;
        packet.link_source = Mac::default();
        packet.link_type = if group { LinkType::of_looped(packet.datagram.destination) } else { LinkType::ToUs };
        let destination = packet.datagram.destination;
        // A broadcast's own copy is not seen on the wire a second time.
        if !group || self.is_loopback(device) {
            self.tell_arrived(&packet, device);
        }
        if self.run_hook(&mut packet, Hook::Prerouting, device, InterfaceName::NONE, None).is_err() {
            return;
        }
        if packet.datagram.destination != destination {
            self.route_in(packet);
            return;
        }
        self.tell(packet.id, || What::Routed { decision: RouteSeen::Kept });
        self.deliver(packet, group);
    }

    pub(super) fn route_in(&mut self, mut packet: Packet) {
        let query = InputQuery::of(&packet.datagram, packet.input, packet.mark);
        let route = input(&self.host.networking, &query);
        packet.realms = realms::of_input(&self.host.networking, &query, &route);
        if L::LISTENS {
            self.tell_routed_in(&packet, &route);
            if let InputRoute::Forward { route, .. } = &route {
                self.tell_several_ways(packet.id, route.winner.as_ref());
            }
        }
        match route {
            InputRoute::Local { .. } => self.deliver(packet, false),
            InputRoute::Broadcast { .. } | InputRoute::Multicast => self.deliver(packet, true),
            InputRoute::Forward { route, .. } => self.forward(packet, route),
            InputRoute::Dropped { reason: reason @ RouteDrop::Blackhole, by: Some(winner) } => {
                self.tell_dropped_by(packet.id, Drop::Route(reason), || Culprit::Route(Box::new(winner.shown())));
            }
            InputRoute::Dropped { reason, .. } => self.tell_dropped(&packet, Drop::Route(reason)),
            InputRoute::Unreachable { code, by } => {
                let why = match self.host.told.once_more(packet.datagram.source, self.now) {
                    true => {
                        self.send_error(&packet, icmp_type::DESTINATION_UNREACHABLE, code);
                        Drop::Unreachable
                    }
                    false => Drop::UnreachableUntold,
                };
                self.tell_dropped_by(packet.id, why, || tell::refused_by(&by, &packet));
            }
        }
    }

    /// INPUT, and to the transport.
    fn deliver(&mut self, mut packet: Packet, group: bool) {
        let device = packet.input;
        packet.to_us = !group;
        if self.run_hook(&mut packet, Hook::Input, device, InterfaceName::NONE, None).is_err() {
            return;
        }
        packet.to_group = group;
        self.hand_to_transport(packet);
    }

    pub(crate) fn hand_to_transport(&mut self, packet: Packet) {
        if self.waits_for_system_call(&packet) {
            self.host.sockets.waiting.push_back(packet);
            return;
        }
        let group = packet.to_group;
        match packet.datagram.transport.clone() {
            Transport::Tcp(segment) => self.tcp_receive(packet, &segment),
            Transport::Udp(header) => self.udp_receive(packet, header, group),
            Transport::Icmp(message) => self.icmp_receive(packet, &message, group),
            Transport::Other { .. } => {
                self.tell(packet.id, || What::Delivered { to: Receiver::Nobody });
                if !group {
                    self.send_error(&packet, icmp_type::DESTINATION_UNREACHABLE, PROTOCOL_UNREACHABLE);
                }
            }
        }
    }

    /// The program of its socket is inside a system call: the kernel puts it aside until that ends.
    fn waits_for_system_call(&self, packet: &Packet) -> bool {
        let Some(busy) = self.host.sockets.in_call else { return false };
        let Some(socket) = self.host.sockets.tcp(busy) else { return false };
        let (local, remote) = match &packet.datagram.transport {
            Transport::Tcp(segment) => {
                ((packet.datagram.destination, segment.destination_port), (packet.datagram.source, segment.source_port))
            }
            Transport::Icmp(IcmpMessage { body: IcmpBody::Error { quote, .. }, .. }) => match quote.transport.ports() {
                Some((from, to)) => ((quote.source, from), (quote.destination, to)),
                None => return false,
            },
            Transport::Udp(_) | Transport::Icmp(_) | Transport::Other { .. } => return false,
        };
        socket.local == local && socket.remote == remote
    }

    fn icmp_receive(&mut self, packet: Packet, message: &IcmpMessage, group: bool) {
        self.tell(packet.id, || What::Delivered { to: Receiver::Kernel });
        self.raw_receive(&packet);
        match &message.body {
            IcmpBody::Error { quote, .. } => match quote.transport.protocol() {
                Protocol::TCP => self.tcp_receive_error(quote, message.kind, message.code),
                Protocol::UDP => self.udp_receive_error(quote, message.kind, message.code),
                _ => {}
            },
            IcmpBody::Query { .. } if message.kind == icmp_type::ECHO_REQUEST => self.answer_echo(&packet, message, group),
            IcmpBody::Query { .. } | IcmpBody::Plain => {}
        }
    }

    fn answer_echo(&mut self, packet: &Packet, message: &IcmpMessage, group: bool) {
        let ignored = self.host.networking.sysctls.is_on(Setting::IcmpEchoIgnoreAll)
            || (group && self.host.networking.sysctls.is_on(Setting::IcmpEchoIgnoreBroadcasts));
        if ignored {
            return;
        }
        let source = if group { self.preferred_source(packet) } else { packet.datagram.destination };
        let mark = self.reflected_mark(packet);
        let query = OutputQuery {
            source: (!source.is_unspecified()).then_some(source),
            mark,
            tos: packet.datagram.tos,
            protocol: Some(Protocol::ICMP),
            ..OutputQuery::to(packet.datagram.source)
        };
        let Ok(route) = output(&self.host.networking, &query) else { return };
        let answer = Datagram {
            source: route.source,
            destination: packet.datagram.source,
            ttl: self.usual_ttl(&route),
            tos: packet.datagram.tos,
            identification: 0,
            dont_fragment: false,
            transport: Transport::Icmp(IcmpMessage { kind: icmp_type::ECHO_REPLY, ..message.clone() }),
            payload: Arc::clone(&packet.datagram.payload),
        };
        let answer = self.make_packet(answer, mark, SentBy::Kernel);
        self.send_icmp(answer, route, Cause::AnswerTo(packet.id));
    }

    /// The address of ours that answers a broadcast best (`fib_compute_spec_dst`).
    pub(crate) fn preferred_source(&self, packet: &Packet) -> Ipv4Addr {
        let sender = packet.datagram.source;
        let by_mark = self.host.networking.sysctls.either(packet.input, DeviceSetting::SourceValidMark);
        let mark = if by_mark { packet.mark } else { 0 };
        answering_source(&self.host.networking, sender, packet.input, mark, packet.datagram.tos).unwrap_or(Ipv4Addr::UNSPECIFIED)
    }

    pub(super) fn tell_arrived(&mut self, packet: &Packet, interface: InterfaceName) {
        if L::LISTENS {
            let view = Box::new(self.view(packet, interface, InterfaceName::NONE));
            let header = tell::link_header(packet);
            self.tell(packet.id, || What::Arrived { interface, view, header });
        }
    }

    /// A neighbour is given up: with it all that waited for it, before anything of this arrives anywhere
    /// (recording: gen-401-0410).
    pub fn neighbour_failed(&mut self, waiting: Vec<super::Unanswered>) {
        self.in_interrupt = true;
        for unanswered in waiting {
            self.tell_neighbour_failed(unanswered);
        }
        self.in_interrupt = false;
        self.run_backlog();
    }

    /// Nobody answered for its next hop: the sender is told, as far as one is.
    fn tell_neighbour_failed(&mut self, unanswered: super::Unanswered) {
        let super::Unanswered { interface, next_hop, packet, route } = unanswered;
        if let Tracking::Entry { id, .. } = packet.tracking {
            self.host.conntrack.release(id);
        }
        self.tell(packet.id, || What::NeighbourSilent { interface, next_hop: next_hop.into() });
        let by = || Culprit::Neighbour { interface, address: next_hop.into() };
        self.tell_dropped_by(packet.id, Drop::NoNeighbour, by);
        match route {
            Way::Out { .. } => self.send_error(&packet, icmp_type::DESTINATION_UNREACHABLE, HOST_UNREACHABLE),
            Way::Local { .. } | Way::Bridged => {}
        }
    }
}

const HOST_UNREACHABLE: u8 = 1;
const PROTOCOL_UNREACHABLE: u8 = 2;

/// Nothing of what another host knew of a packet crosses a wire.
fn enter_host(packet: &mut Packet, interface: InterfaceName, source: Mac) {
    packet.input = interface;
    packet.link_source = source;
    packet.mark = 0;
    packet.tracking = Tracking::None;
    packet.track_request = None;
    packet.sent_by = SentBy::Nobody;
    packet.traced = false;
    packet.is_answer = false;
    packet.bridge_port_in = InterfaceName::NONE;
    packet.bridge_port_out = InterfaceName::NONE;
    packet.through_bridge = false;
    packet.to_group = false;
    packet.to_us = false;
    packet.realms = 0;
    packet.template = None;
}
