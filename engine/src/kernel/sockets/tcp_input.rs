//! TCP segments and errors that arrive at a host.

use super::tcp_options::{Ends, taken};
use super::tcp_timers::{SOON, time_wait_until};
use crate::kernel::event::{Bound, Cause, Drop, Listener, Receiver, Saw, What};
use crate::kernel::stack::Kernel;
use crate::state::packet::{
    Datagram, LinkType, Packet, PacketId, SackBlocks, SentBy, TcpFlags, TcpSegment, Transport, icmp_type,
};
use crate::state::sequence::before;
use crate::state::sockets::early::Early;
use crate::state::sockets::errno;
use crate::state::sockets::tcp::{HalfOpen, end_of_sent};
use crate::state::sockets::tcp_ecn::{self, Ecn};
use crate::state::sockets::{Errno, MOST_WAITING, Socket, SocketId, TcpSocket, TcpSocketState};
use crate::state::sysctl::Setting;

/// About what both ends announce.
const LARGEST_WINDOW: u32 = 65_535;
/// `tcp_invalid_ratelimit`.
const CORRECTIONS: std::time::Duration = std::time::Duration::from_millis(500);

impl<L: Listener> Kernel<'_, L> {
    /// A segment that passed INPUT.
    pub(crate) fn tcp_receive(&mut self, packet: Packet, segment: &TcpSegment) {
        if packet.link_type != LinkType::ToUs {
            self.tell_dropped(&packet, Drop::NotForUs);
            return;
        }
        let local = (packet.datagram.destination, segment.destination_port);
        let remote = (packet.datagram.source, segment.source_port);
        if let Some(id) = self.host.sockets.connection(local, remote) {
            let reopens = self.host.sockets.tcp(id).is_some_and(|socket| socket.state == TcpSocketState::TimeWait)
                && segment.flags.has(TcpFlags::SYN)
                && !segment.flags.has(TcpFlags::ACK)
                && self.host.sockets.listener(local).is_some();
            if !reopens {
                self.tell(packet.id, || What::Delivered { to: Receiver::Socket(id) });
                self.tcp_receive_on(id, &packet, segment);
                return;
            }
            self.host.sockets.remove(id);
        }
        match self.host.sockets.listener(local) {
            Some(id) => {
                self.tell(packet.id, || What::Delivered { to: Receiver::Socket(id) });
                self.tcp_receive_listening(id, &packet, segment);
            }
            None => {
                self.tell(packet.id, || What::Delivered { to: Receiver::Kernel });
                // Without a socket only what a local route led here is refused (recording: src-bcast-rst).
                if packet.to_us {
                    self.tcp_refuse(&packet, segment, SentBy::Kernel, 0);
                }
            }
        }
    }

    fn tcp_receive_listening(&mut self, id: SocketId, packet: &Packet, segment: &TcpSegment) {
        let local = (packet.datagram.destination, segment.destination_port);
        let remote = (packet.datagram.source, segment.source_port);
        let Some(listener) = self.host.sockets.listener_mut(id) else { return };
        let owner = listener.owner;
        let known = listener.half_open.iter().position(|half| half.local == local && half.remote == remote);
        if let Some(place) = known {
            self.tcp_receive_half_open(id, place, packet, segment);
            return;
        }
        if segment.flags.has(TcpFlags::RST) {
            return;
        }
        if segment.flags.has(TcpFlags::ACK) {
            self.tcp_refuse(packet, segment, SentBy::Program(owner), 0);
            return;
        }
        if !segment.flags.has(TcpFlags::SYN) || segment.flags.has(TcpFlags::FIN) || packet.to_group {
            return;
        }
        let sysctls = &self.host.networking.sysctls;
        let mark = if sysctls.is_on(Setting::TcpFwmarkAccept) { packet.mark } else { 0 };
        let route = self.tcp_route(Ends { local, remote, mark, owner: Some(owner) });
        let mut half = HalfOpen {
            local,
            remote,
            their_sequence: segment.sequence,
            our_sequence: self.first_sequence(),
            peer: taken(sysctls, segment),
            mark,
            tos: if sysctls.is_on(Setting::TcpReflectTos) { packet.datagram.tos & !tcp_ecn::BITS } else { 0 },
            wants_ecn: tcp_ecn::agrees(sysctls, route.as_ref(), &packet.datagram, segment),
            timer: self.half_open_timer(),
            answered_by: PacketId::default(),
        };
        half.answered_by = self.tcp_send_syn_ack(&half, owner, Cause::AnswerTo(packet.id));
        let Some(listener) = self.host.sockets.listener_mut(id) else { return };
        if listener.half_open.len() < MOST_WAITING {
            listener.half_open.push(half);
        } else {
            self.tell(packet.id, || What::BoundReached { bound: Bound::QueueLength });
        }
    }

    fn tcp_receive_half_open(&mut self, id: SocketId, place: usize, packet: &Packet, segment: &TcpSegment) {
        let Some(listener) = self.host.sockets.listener_mut(id) else { return };
        let Some(half) = listener.half_open.get(place).cloned() else { return };
        let owner = listener.owner;
        let flags = segment.flags;
        if flags.has(TcpFlags::SYN) && !flags.has(TcpFlags::ACK) && segment.sequence == half.their_sequence {
            self.tcp_send_syn_ack(&half, owner, Cause::RetransmissionOf(half.answered_by));
            return;
        }
        if flags.has(TcpFlags::RST) {
            if segment.sequence == half.their_sequence.wrapping_add(1) {
                listener.half_open.remove(place);
            }
            return;
        }
        if !flags.has(TcpFlags::ACK) {
            return;
        }
        if segment.acknowledgement != half.our_sequence.wrapping_add(1) {
            self.tcp_refuse(packet, segment, SentBy::Program(owner), 0);
            return;
        }
        listener.half_open.remove(place);
        let sequence = half.our_sequence.wrapping_add(1);
        let child = TcpSocket {
            mark: half.mark,
            tos: half.tos,
            peer: half.peer,
            ecn: Ecn::agreed(half.wants_ecn),
            next_receive: half.their_sequence.wrapping_add(1),
            ..TcpSocket::new((half.local, half.remote), TcpSocketState::Established, owner, sequence)
        };
        let child = self.host.sockets.add(Socket::Tcp(Box::new(child)));
        if let Some(listener) = self.host.sockets.listener_mut(id) {
            listener.ready.push_back(child);
        }
        self.tcp_receive_on(child, packet, segment);
    }

    fn tcp_receive_on(&mut self, id: SocketId, packet: &Packet, segment: &TcpSegment) {
        let Some(socket) = self.host.sockets.tcp(id) else { return };
        match socket.state {
            TcpSocketState::SynSent => self.tcp_receive_syn_sent(id, packet, segment),
            TcpSocketState::Closed => {
                let (sent_by, mark) = (socket.sent_by(), socket.mark);
                self.tcp_refuse(packet, segment, sent_by, mark);
            }
            TcpSocketState::SynReceived
            | TcpSocketState::Established
            | TcpSocketState::FinWait1
            | TcpSocketState::FinWait2
            | TcpSocketState::CloseWait
            | TcpSocketState::Closing
            | TcpSocketState::LastAck
            | TcpSocketState::TimeWait => self.tcp_receive_synchronised(id, packet, segment),
        }
    }

    fn tcp_receive_syn_sent(&mut self, id: SocketId, packet: &Packet, segment: &TcpSegment) {
        let flags = segment.flags;
        let peer = taken(&self.host.networking.sysctls, segment);
        let Some(socket) = self.host.sockets.tcp_mut(id) else { return };
        if flags.has(TcpFlags::ACK) && segment.acknowledgement != socket.next_send {
            let (sent_by, mark) = (socket.sent_by(), socket.mark);
            // The other end still knows an old connection, which the reset ends: the SYN may go again soon.
            if let Some(timer) = socket.timer.as_mut().filter(|timer| timer.tries == 0) {
                timer.at = self.now + SOON;
            }
            self.tcp_refuse(packet, segment, sent_by, mark);
            return;
        }
        if flags.has(TcpFlags::RST) {
            if flags.has(TcpFlags::ACK) {
                self.tcp_fail(id, Errno::ConnectionRefused);
            }
            return;
        }
        if !flags.has(TcpFlags::SYN) {
            return;
        }
        socket.peer = peer;
        socket.ecn.hear_syn(flags);
        socket.next_receive = segment.sequence.wrapping_add(1);
        if !flags.has(TcpFlags::ACK) {
            socket.state = TcpSocketState::SynReceived;
            self.tcp_send_syn_ack_of_socket(id, packet.id);
            return;
        }
        socket.state = TcpSocketState::Established;
        socket.unacknowledged = segment.acknowledgement;
        socket.in_flight.clear();
        socket.timer = None;
        let (local, peer) = (socket.local, socket.remote);
        self.tell_program(id, || Saw::Connected { local: local.into(), peer: peer.into() });
        self.tcp_send_acknowledgement(id, packet.id);
    }

    fn tcp_receive_synchronised(&mut self, id: SocketId, packet: &Packet, segment: &TcpSegment) {
        let flags = segment.flags;
        let Some(socket) = self.host.sockets.tcp(id) else { return };
        let (state, next_send) = (socket.state, socket.next_send);
        if flags.has(TcpFlags::RST) {
            self.tcp_receive_reset(id, packet, segment);
            return;
        }
        let finishes = flags.has(TcpFlags::SYN) && flags.has(TcpFlags::ACK) && state == TcpSocketState::SynReceived;
        if flags.has(TcpFlags::SYN) && !finishes {
            self.tcp_correct(id, packet.id);
            return;
        }
        if !flags.has(TcpFlags::ACK) {
            return;
        }
        if !finishes && self.is_bare_and_outside(id, packet, segment) {
            self.tcp_correct(id, packet.id);
            return;
        }
        let acceptable = !before(next_send, segment.acknowledgement);
        if !acceptable {
            self.tcp_send_acknowledgement(id, packet.id);
            return;
        }
        self.tcp_take_acknowledgement(id, segment);
        self.tcp_repeat_lost(id, segment.options.sack);
        self.tcp_send_held(id);
        self.tcp_take_data(id, packet, segment);
        if finishes {
            self.tcp_acknowledge_second_syn(id, packet.id, segment.sequence);
        }
        self.tcp_bury(id);
    }

    /// Both ends sent a SYN: the one that comes again with its acknowledgement takes a number that was taken already, and the
    /// other end is told (D-SACK; recording: 26-self-connect).
    fn tcp_acknowledge_second_syn(&mut self, id: SocketId, about: PacketId, sequence: u32) {
        let Some(socket) = self.host.sockets.tcp(id) else { return };
        let mut twice = SackBlocks::default();
        if socket.peer.sack_permitted && self.host.networking.sysctls.is_on(Setting::TcpDuplicateSack) {
            twice.push((sequence, sequence.wrapping_add(1)));
        }
        self.tcp_acknowledge_with(id, about, twice);
    }

    /// A bare acknowledgement whose number is not in the window (`tcp_sequence`). A FIN that is not acknowledged yet still counts
    /// as to come.
    fn is_bare_and_outside(&self, id: SocketId, packet: &Packet, segment: &TcpSegment) -> bool {
        let Some(socket) = self.host.sockets.tcp(id) else { return false };
        let is_bare = packet.datagram.payload.is_empty() && !segment.flags.has(TcpFlags::FIN);
        let inside = segment.sequence.wrapping_sub(socket.next_receive) <= LARGEST_WINDOW;
        is_bare && !inside && self.host.sockets.unanswered_of(id).is_none()
    }

    /// The other end is told what is expected, but not more than twice a second (`tcp_oow_rate_limited`; recordings:
    /// outside-the-window-twice, outside-the-window-then-syn).
    fn tcp_correct(&mut self, id: SocketId, about: PacketId) {
        let now = self.now;
        let Some(socket) = self.host.sockets.tcp_mut(id) else { return };
        let over = socket.state == TcpSocketState::TimeWait;
        let too_soon = socket.corrected.is_some_and(|(was_over, last)| was_over == over && now < last + CORRECTIONS);
        if !too_soon {
            socket.corrected = Some((over, now));
            self.tcp_send_acknowledgement(id, about);
        }
    }

    fn tcp_receive_reset(&mut self, id: SocketId, packet: &Packet, segment: &TcpSegment) {
        let Some(socket) = self.host.sockets.tcp(id) else { return };
        if segment.sequence != socket.next_receive && Some(segment.sequence) != socket.last_early() {
            let in_window = segment.sequence.wrapping_sub(socket.next_receive) < 65_535;
            if in_window && socket.state != TcpSocketState::TimeWait {
                self.tcp_correct(id, packet.id);
            }
            return;
        }
        let error = match socket.state {
            TcpSocketState::SynReceived => Errno::ConnectionRefused,
            TcpSocketState::CloseWait => Errno::BrokenPipe,
            TcpSocketState::SynSent
            | TcpSocketState::Established
            | TcpSocketState::FinWait1
            | TcpSocketState::FinWait2
            | TcpSocketState::Closing
            | TcpSocketState::LastAck
            | TcpSocketState::TimeWait
            | TcpSocketState::Closed => Errno::ConnectionReset,
        };
        self.tcp_fail(id, error);
    }

    /// The connection is over; its program learns why when it looks.
    pub(super) fn tcp_fail(&mut self, id: SocketId, error: Errno) {
        let Some(socket) = self.host.sockets.tcp_mut(id) else { return };
        socket.state = TcpSocketState::Closed;
        socket.error = Some(error);
        socket.timer = None;
        socket.in_flight.clear();
        if socket.orphaned {
            self.host.sockets.remove(id);
            return;
        }
        self.tell_program(id, || Saw::Failed(error));
    }

    fn tcp_take_acknowledgement(&mut self, id: SocketId, segment: &TcpSegment) {
        let (now, acknowledgement) = (self.now, segment.acknowledgement);
        let on = self.host.sockets.retransmit;
        let Some(socket) = self.host.sockets.tcp_mut(id) else { return };
        if before(socket.unacknowledged, acknowledgement) {
            socket.unacknowledged = acknowledgement;
        }
        if !socket.in_flight.is_empty() {
            socket.ecn.hear_acknowledgement(segment.flags, socket.unacknowledged, socket.next_send);
        }
        while let Some(sent) = socket.in_flight.front() {
            let end = end_of_sent(sent);
            if before(acknowledgement, end) {
                break;
            }
            socket.in_flight.pop_front();
            socket.timer = None;
        }
        let all_acknowledged = socket.unacknowledged == socket.next_send && socket.held.is_empty();
        match socket.state {
            TcpSocketState::SynReceived => {
                socket.state = TcpSocketState::Established;
                let (local, peer) = (socket.local, socket.remote);
                self.tell_program(id, || Saw::Connected { local: local.into(), peer: peer.into() });
            }
            TcpSocketState::FinWait1 if all_acknowledged => socket.state = TcpSocketState::FinWait2,
            TcpSocketState::Closing if all_acknowledged => {
                socket.state = TcpSocketState::TimeWait;
                socket.timer = on.then(|| time_wait_until(now));
            }
            TcpSocketState::LastAck if all_acknowledged => socket.state = TcpSocketState::Closed,
            TcpSocketState::FinWait1
            | TcpSocketState::Closing
            | TcpSocketState::LastAck
            | TcpSocketState::SynSent
            | TcpSocketState::Established
            | TcpSocketState::FinWait2
            | TcpSocketState::CloseWait
            | TcpSocketState::TimeWait
            | TcpSocketState::Closed => {}
        }
        let waiting = self.host.sockets.tcp(id).is_some_and(|socket| !socket.in_flight.is_empty());
        if waiting {
            self.start_timer(id, std::time::Duration::from_millis(200));
        }
    }

    fn tcp_take_data(&mut self, id: SocketId, packet: &Packet, segment: &TcpSegment) {
        let now = self.now;
        let on = self.host.sockets.retransmit;
        let data = &packet.datagram.payload;
        let fin = segment.flags.has(TcpFlags::FIN);
        if data.is_empty() && !fin {
            return;
        }
        let Some(socket) = self.host.sockets.tcp_mut(id) else { return };
        socket.ecn.hear_data(&packet.datagram, segment.flags);
        if segment.sequence != socket.next_receive {
            let has_room = socket.keep_early(Early { sequence: segment.sequence, data: data.to_vec(), fin });
            if !has_room {
                self.tell(packet.id, || What::BoundReached { bound: Bound::QueueLength });
            }
            self.tcp_send_acknowledgement(id, packet.id);
            return;
        }
        if !data.is_empty() && socket.orphaned {
            // Nobody will ever read it.
            let mark = socket.mark;
            self.tcp_refuse(packet, segment, SentBy::Orphan, mark);
            self.host.sockets.remove(id);
            return;
        }
        socket.next_receive = socket.next_receive.wrapping_add(data.len() as u32).wrapping_add(u32::from(fin));
        let room = (1 << 22usize) - socket.received.len().min(1 << 22);
        let (closes_gap, told) = (!socket.early.is_empty(), socket.sack_blocks());
        let has_heard = std::mem::replace(&mut socket.has_heard, true);
        let (early, early_fin) = socket.take_early();
        socket.received.extend(data.iter().chain(&early).take(room));
        if fin || early_fin {
            socket.peer_closed = true;
            if socket.state == TcpSocketState::Established && !closes_gap {
                socket.state = TcpSocketState::CloseWait;
                self.host.sockets.answer_later(id, packet.id);
                return;
            }
            let was = socket.state;
            socket.state = match was {
                TcpSocketState::SynReceived | TcpSocketState::Established => TcpSocketState::CloseWait,
                TcpSocketState::FinWait1 => TcpSocketState::Closing,
                TcpSocketState::FinWait2 => {
                    socket.timer = on.then(|| time_wait_until(now));
                    TcpSocketState::TimeWait
                }
                state @ (TcpSocketState::SynSent
                | TcpSocketState::CloseWait
                | TcpSocketState::Closing
                | TcpSocketState::LastAck
                | TcpSocketState::TimeWait
                | TcpSocketState::Closed) => state,
            };
            if was == TcpSocketState::FinWait2 && early_fin {
                // The FIN is answered before the gap counts as closed (`tcp_ofo_queue`; recording: extra-losses-72-0018).
                self.tcp_acknowledge_with(id, packet.id, told);
                return;
            }
        } else if matches!(socket.state, TcpSocketState::FinWait1 | TcpSocketState::FinWait2) && has_heard && !closes_gap {
            self.host.sockets.answer_later(id, packet.id);
            return;
        }
        self.tcp_send_acknowledgement(id, packet.id);
    }

    /// An orphan that has nothing left to do goes.
    fn tcp_bury(&mut self, id: SocketId) {
        if self.host.sockets.tcp(id).is_some_and(|socket| socket.orphaned && socket.state == TcpSocketState::Closed) {
            self.host.sockets.remove(id);
        }
    }

    /// An ICMP error about a segment this host sent.
    pub(crate) fn tcp_receive_error(&mut self, quote: &Datagram, kind: u8, code: u8) {
        let Transport::Tcp(segment) = &quote.transport else { return };
        let Some((error, _)) = errno::of_icmp(kind, code) else { return };
        let local = (quote.source, segment.source_port);
        let remote = (quote.destination, segment.destination_port);
        let Some(id) = self.host.sockets.connection(local, remote) else {
            self.tcp_half_open_error(local, remote, segment.sequence, kind, code);
            return;
        };
        let Some(socket) = self.host.sockets.tcp_mut(id) else { return };
        let sent = !before(segment.sequence, socket.unacknowledged) && !before(socket.next_send, segment.sequence);
        if !sent {
            return;
        }
        match socket.state {
            TcpSocketState::SynSent | TcpSocketState::SynReceived => self.tcp_fail(id, error),
            TcpSocketState::Established
            | TcpSocketState::FinWait1
            | TcpSocketState::FinWait2
            | TcpSocketState::CloseWait
            | TcpSocketState::Closing
            | TcpSocketState::LastAck => socket.soft_error = Some(error),
            TcpSocketState::TimeWait | TcpSocketState::Closed => {}
        }
    }

    /// The SYN-ACK of a connection that nobody accepted yet: it is forgotten if its sender cannot be reached.
    fn tcp_half_open_error(
        &mut self,
        local: crate::state::sockets::Endpoint,
        remote: crate::state::sockets::Endpoint,
        sequence: u32,
        kind: u8,
        code: u8,
    ) {
        let gives_up = match kind {
            icmp_type::PARAMETER_PROBLEM | icmp_type::TIME_EXCEEDED => true,
            icmp_type::DESTINATION_UNREACHABLE => code <= 1,
            _ => false,
        };
        if let Some(id) = self.host.sockets.listener(local)
            && let Some(listener) = self.host.sockets.listener_mut(id)
            && gives_up
        {
            listener.half_open.retain(|half| half.local != local || half.remote != remote || half.our_sequence != sequence);
        }
    }
}
