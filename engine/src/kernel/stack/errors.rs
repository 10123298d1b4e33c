//! What a host says about packets it does not pass: ICMP errors and resets, of the stack and of REJECT.

use std::net::Ipv4Addr;
use std::sync::Arc;

use super::{Kernel, OutputRoute};
use crate::kernel::event::{Cause, Listener, What};
use crate::kernel::scene::Scene;
use crate::kernel::sockets::tcp_output::reset_for;
use crate::kernel::tell;
use crate::rules::targets::act::{LogLine, RejectWith};
use crate::state::conntrack::{State, TcpState, Track, Tracking};
use crate::state::interface::InterfaceName;
use crate::state::packet::{Datagram, IcmpBody, IcmpMessage, LinkType, Packet, Protocol, SentBy, Transport, icmp_type};
use crate::state::route::{AddressType, OutputQuery, address_type, error_source, output, reroute};
use crate::state::sysctl::Setting;

/// An ICMP error is at most so long, its IP header counted.
const LONGEST_ERROR: u32 = 576;
const HEADERS: u32 = 28;
/// Routing bits of the packet's TOS that an error keeps, and the precedence it gets.
const KEPT_TOS: u8 = 0x1e;
const INTERNETWORK_CONTROL: u8 = 0xc0;

impl<L: Listener> Kernel<'_, L> {
    /// `icmp_send`: from the address the packet was sent to if that is ours, else from one that reaches its sender.
    pub(crate) fn send_error(&mut self, about: &Packet, kind: u8, code: u8) {
        if self.sending_icmp || !may_be_answered(self, about) {
            return;
        }
        let original = &about.datagram;
        // An address that is ours only in another table than local is taken all the same, and then has no way out
        // (recording: local-other-table).
        let is_ours = match address_type(&self.host.networking, original.destination, None) {
            AddressType::Local => true,
            AddressType::Unicast | AddressType::Broadcast | AddressType::Anycast | AddressType::Multicast => about.to_us,
        };
        let source =
            if is_ours { Some(original.destination) } else { error_source(&self.host.networking, original.source, about.input) };
        let mark = self.reflected_mark(about);
        let query = OutputQuery {
            source: source.filter(|source| !source.is_unspecified()),
            mark,
            tos: original.tos,
            protocol: Some(Protocol::ICMP),
            ..OutputQuery::to(original.source)
        };
        let Ok(route) = output(&self.host.networking, &query) else { return };
        let quoted_length = original.total_length().min(LONGEST_ERROR - HEADERS);
        let datagram = Datagram {
            source: route.source,
            destination: original.source,
            ttl: self.usual_ttl(&route),
            tos: (original.tos & KEPT_TOS) | INTERNETWORK_CONTROL,
            identification: 0,
            dont_fragment: false,
            transport: Transport::Icmp(IcmpMessage {
                kind,
                code,
                body: IcmpBody::Error { quote: Box::new(original.clone()), quoted_length, mtu: 0, gateway: None },
            }),
            payload: Arc::from([]),
        };
        let mut packet = self.make_packet(datagram, mark, SentBy::Kernel);
        packet.tracking = related_to(about.tracking);
        packet.is_answer = about.tracking != Tracking::None || about.is_answer;
        self.send_icmp(packet, route, Cause::ErrorAbout(about.id));
    }

    /// What the kernel itself answers to a marked packet is marked likewise, if `fwmark_reflect` says so.
    pub(crate) fn reflected_mark(&self, about: &Packet) -> u32 {
        if self.host.networking.sysctls.is_on(Setting::FwmarkReflect) { about.mark } else { 0 }
    }

    /// Nobody waits for how it went.
    pub(super) fn send_icmp(&mut self, packet: Packet, route: OutputRoute, cause: Cause) {
        self.sending_icmp = true;
        let _ = self.send_local(packet, route, cause);
        self.sending_icmp = false;
    }

    /// REJECT: the answer leaves before the packet is dropped.
    pub(crate) fn reject(&mut self, packet: &mut Packet, scene: Scene, with: RejectWith) {
        self.tell(packet.id, || What::Rejected { with });
        let code = match with {
            RejectWith::NetUnreachable => 0,
            RejectWith::HostUnreachable => 1,
            RejectWith::ProtocolUnreachable => 2,
            RejectWith::PortUnreachable => 3,
            RejectWith::NetProhibited => 9,
            RejectWith::HostProhibited => 10,
            RejectWith::AdminProhibited => 13,
            RejectWith::TcpReset => {
                self.reject_with_reset(packet, scene);
                return;
            }
        };
        self.send_error(packet, icmp_type::DESTINATION_UNREACHABLE, code);
    }

    fn reject_with_reset(&mut self, packet: &Packet, scene: Scene) {
        let Transport::Tcp(segment) = &packet.datagram.transport else { return };
        if segment.flags.has(crate::state::packet::TcpFlags::RST) || packet.link_type != LinkType::ToUs {
            return;
        }
        let mut reset = reset_for(&packet.datagram, segment, self.host.networking.sysctls.default_ttl());
        reset.tos = 0;
        let mark = self.reflected_mark(packet);
        let Ok(route) = reroute(&self.host.networking, &reset, mark, scene.output, None) else { return };
        let mut answer = self.make_packet(reset, mark, SentBy::Nobody);
        answer.tracking = related_to(packet.tracking);
        answer.is_answer = packet.tracking != Tracking::None || packet.is_answer;
        self.close_entry(packet);
        if packet.through_bridge {
            self.answer_on_bridge_port(answer, packet);
            return;
        }
        // Nobody waits for how it went.
        let _ = self.send_local(answer, route, Cause::ErrorAbout(packet.id));
    }

    /// The kernel closes the entry of a connection it resets.
    fn close_entry(&mut self, packet: &Packet) {
        let Tracking::Entry { id, .. } = packet.tracking else { return };
        let now = self.now;
        let timeout = self.host.conntrack.settings.tcp_close;
        let Some(entry) = self.host.conntrack.get_mut(id) else { return };
        if !entry.status.confirmed {
            return;
        }
        match &mut entry.track {
            Track::Tcp(track) => {
                let was = track.state;
                track.state = TcpState::Close;
                if was != TcpState::Close && !entry.status.fixed_timeout {
                    entry.expires = now + crate::state::conntrack::settings::seconds(timeout);
                }
            }
            Track::Udp | Track::Icmp | Track::Generic => return,
        }
        self.tell_entry(packet, id, false);
    }

    pub(crate) fn log(&mut self, packet: &Packet, scene: Scene, line: &LogLine, place: crate::kernel::event::RulePlace) {
        // POSTROUTING still knows where a packet came in (recording: engine/tests/data/log.txt).
        let view = self.view(packet, packet.input, scene.output);
        let logged = crate::kernel::host::Logged {
            at: self.now,
            hook: scene.hook,
            place,
            line: line.clone(),
            view,
            header: tell::link_header(packet),
            port_in: if packet.through_bridge { packet.bridge_port_in } else { InterfaceName::NONE },
            port_out: if packet.through_bridge { packet.bridge_port_out } else { InterfaceName::NONE },
            owner: packet.sent_by.program(),
        };
        self.host.remember_log(logged.clone());
        self.tell(packet.id, || What::Logged { logged: Box::new(logged) });
    }
}

/// Errors are never sent about errors, nor about what was sent to many.
fn may_be_answered<L: Listener>(kernel: &Kernel<'_, L>, about: &Packet) -> bool {
    let is_error = match &about.datagram.transport {
        Transport::Icmp(message) => message.is_error(),
        Transport::Tcp(_) | Transport::Udp(_) | Transport::Other { .. } => false,
    };
    let to_many = match address_type(&kernel.host.networking, about.datagram.destination, None) {
        AddressType::Broadcast | AddressType::Multicast => true,
        AddressType::Unicast | AddressType::Local | AddressType::Anycast => false,
    };
    !is_error && !to_many && about.link_type == LinkType::ToUs && about.datagram.source != Ipv4Addr::UNSPECIFIED
}

/// An answer made by rules or by the stack belongs to the connection it is about (`nf_ct_attach`).
fn related_to(tracking: Tracking) -> Tracking {
    match tracking {
        Tracking::Entry { id, direction, .. } => Tracking::Entry { id, direction: direction.opposite(), state: State::Related },
        Tracking::None | Tracking::Untracked => Tracking::None,
    }
}

impl<L: Listener> Kernel<'_, L> {
    /// A bridged packet's reset goes straight back through the port it came by, past all rules (`nf_send_reset`).
    fn answer_on_bridge_port(&mut self, answer: Packet, about: &Packet) {
        if L::LISTENS {
            let view = Box::new(self.view(&answer, InterfaceName::NONE, about.bridge_port_in));
            self.tell(answer.id, || What::Made { view, cause: Cause::ErrorAbout(about.id) });
        }
        let Some(port) = self.host.networking.interface(about.bridge_port_in) else {
            self.tell_no_device(answer.id, about.bridge_port_in);
            return;
        };
        let (name, source) = (port.name, port.mac);
        self.tell_sent(&answer, name);
        self.put_on_wire(answer, name, source, about.link_source);
    }
}
