//! TCP segments that leave a host: from its sockets, and resets for what has none.

use std::net::Ipv4Addr;
use std::sync::Arc;

use super::tcp::{HalfOpen, PeerOptions, Sent, Timer};
use super::{Endpoint, SocketId, TcpSocketState};
use crate::kernel::clock::Instant;
use crate::kernel::event::{Cause, Listener};
use crate::kernel::packet::{Datagram, Owner, Packet, PacketId, TcpFlags, TcpOptions, TcpSegment, Transport};
use crate::kernel::route::{OutputQuery, OutputRoute, output};
use crate::kernel::stack::Kernel;
use std::time::Duration;

/// What both ends scale their windows by, and the windows themselves, as Linux announces them.
const WINDOW_SCALE: u8 = 7;
const SYN_WINDOW: u16 = 64_240;
const WINDOW: u16 = 502;
/// First wait for an answer to SYN or SYN-ACK; it doubles each time.
const SYN_WAIT: Duration = Duration::from_secs(1);
/// First wait for an acknowledgement of data: round trips of a lab are short, so the kernel's minimum.
const DATA_WAIT: Duration = Duration::from_millis(200);
const MOST_DOUBLINGS: u8 = 16;
const LONGEST_WAIT: Duration = Duration::from_secs(120);

/// One segment to be made.
struct Segment<'data> {
    local: Endpoint,
    remote: Endpoint,
    sequence: u32,
    acknowledgement: u32,
    flags: TcpFlags,
    window: u16,
    options: TcpOptions,
    data: &'data [u8],
}

impl<L: Listener> Kernel<'_, L> {
    /// A number to begin with. Later connections begin later, as by the clock that Linux adds to its hash.
    pub(super) fn first_sequence(&self) -> u32 {
        self.ids.count().wrapping_mul(64_000).wrapping_add(0x1000_0000)
    }

    pub(super) fn tcp_send_syn(&mut self, id: SocketId) {
        let Some(socket) = self.host.sockets.tcp(id) else { return };
        let (local, remote, sequence) = (socket.local, socket.remote, socket.unacknowledged);
        let segment = Segment {
            local,
            remote,
            sequence,
            acknowledgement: 0,
            flags: TcpFlags::SYN,
            window: SYN_WINDOW,
            options: self.syn_options(id),
            data: &[],
        };
        let packet = self.tcp_emit(id, segment, Cause::Program);
        if let Some(socket) = self.host.sockets.tcp_mut(id) {
            socket.next_send = sequence.wrapping_add(1);
            socket.in_flight.push_back(Sent { packet, sequence, flags: TcpFlags::SYN, data: Vec::new() });
        }
        self.start_timer(id, SYN_WAIT);
    }

    fn syn_options(&self, id: SocketId) -> TcpOptions {
        let largest = self.host.sockets.tcp(id).map_or(1460, |socket| self.largest_segment(socket.local.0, socket.remote.0));
        TcpOptions {
            maximum_segment_size: Some(largest),
            sack_permitted: true,
            timestamps: true,
            window_scale: Some(WINDOW_SCALE),
        }
    }

    /// Both ends sent a SYN: ours again, with the acknowledgement.
    pub(super) fn tcp_send_syn_ack_of_socket(&mut self, id: SocketId, about: PacketId) {
        let Some(socket) = self.host.sockets.tcp(id) else { return };
        let (local, remote, sequence, acknowledgement) =
            (socket.local, socket.remote, socket.unacknowledged, socket.next_receive);
        let segment = Segment {
            local,
            remote,
            sequence,
            acknowledgement,
            flags: TcpFlags::SYN.with(TcpFlags::ACK),
            window: SYN_WINDOW,
            options: self.syn_options(id),
            data: &[],
        };
        self.tcp_emit(id, segment, Cause::AnswerTo(about));
    }

    pub(super) fn tcp_send_data(&mut self, id: SocketId, data: &[u8]) {
        let Some(socket) = self.host.sockets.tcp(id) else { return };
        let overhead = if socket.peer.timestamps { 12 } else { 0 };
        let own = self.largest_segment(socket.local.0, socket.remote.0);
        let largest = socket.peer.maximum_segment_size.unwrap_or(536).min(own).saturating_sub(overhead).max(1);
        let pieces: Vec<&[u8]> = data.chunks(usize::from(largest)).collect();
        for (number, piece) in pieces.iter().enumerate() {
            let last = number + 1 == pieces.len();
            let flags = if last { TcpFlags::ACK.with(TcpFlags::PSH) } else { TcpFlags::ACK };
            self.tcp_send_sequenced(id, flags, piece, Cause::Program);
        }
    }

    pub(super) fn tcp_send_fin(&mut self, id: SocketId) {
        self.tcp_send_sequenced(id, TcpFlags::ACK.with(TcpFlags::FIN), &[], Cause::Program);
    }

    pub(super) fn tcp_send_reset(&mut self, id: SocketId) {
        let Some(socket) = self.host.sockets.tcp(id) else { return };
        let segment = Segment {
            local: socket.local,
            remote: socket.remote,
            sequence: socket.next_send,
            acknowledgement: socket.next_receive,
            flags: TcpFlags::ACK.with(TcpFlags::RST),
            window: WINDOW,
            options: established_options(socket.peer),
            data: &[],
        };
        self.tcp_emit(id, segment, Cause::Program);
    }

    pub(super) fn tcp_send_acknowledgement(&mut self, id: SocketId, about: PacketId) {
        let Some(socket) = self.host.sockets.tcp(id) else { return };
        let segment = Segment {
            local: socket.local,
            remote: socket.remote,
            sequence: socket.next_send,
            acknowledgement: socket.next_receive,
            flags: TcpFlags::ACK,
            window: WINDOW,
            options: established_options(socket.peer),
            data: &[],
        };
        self.tcp_emit(id, segment, Cause::AnswerTo(about));
    }

    /// The program looked: a FIN that waits for its acknowledgement gets it. `false` if none does.
    pub fn tcp_acknowledge_fin(&mut self, id: SocketId) -> bool {
        let waiting = self.host.sockets.tcp(id).and_then(|socket| socket.unanswered_fin);
        if let Some(fin) = waiting {
            self.tcp_send_acknowledgement(id, fin);
        }
        waiting.is_some()
    }

    /// A segment that takes numbers and wants to be acknowledged.
    fn tcp_send_sequenced(&mut self, id: SocketId, flags: TcpFlags, data: &[u8], cause: Cause) {
        let Some(socket) = self.host.sockets.tcp(id) else { return };
        let sequence = socket.next_send;
        let packet = self.tcp_send_at(id, sequence, flags, data, cause);
        let fin = u32::from(flags.has(TcpFlags::FIN));
        if let Some(socket) = self.host.sockets.tcp_mut(id) {
            socket.next_send = sequence.wrapping_add(data.len() as u32).wrapping_add(fin);
            socket.in_flight.push_back(Sent { packet, sequence, flags, data: data.to_vec() });
        }
        self.start_timer(id, DATA_WAIT);
    }

    fn tcp_send_at(&mut self, id: SocketId, sequence: u32, flags: TcpFlags, data: &[u8], cause: Cause) -> PacketId {
        let Some(socket) = self.host.sockets.tcp(id) else { return PacketId::default() };
        let segment = Segment {
            local: socket.local,
            remote: socket.remote,
            sequence,
            acknowledgement: socket.next_receive,
            flags,
            window: WINDOW,
            options: established_options(socket.peer),
            data,
        };
        self.tcp_emit(id, segment, cause)
    }

    /// The answer to a SYN, by a socket that does not exist yet.
    pub(super) fn tcp_send_syn_ack(&mut self, half: &HalfOpen, owner: Owner, cause: Cause) -> PacketId {
        let largest = self.largest_segment(half.local.0, half.remote.0);
        let options = TcpOptions {
            maximum_segment_size: Some(largest),
            sack_permitted: half.peer.sack_permitted,
            timestamps: half.peer.timestamps,
            window_scale: half.peer.window_scale.map(|_| WINDOW_SCALE),
        };
        let segment = Segment {
            local: half.local,
            remote: half.remote,
            sequence: half.our_sequence,
            acknowledgement: half.their_sequence.wrapping_add(1),
            flags: TcpFlags::SYN.with(TcpFlags::ACK),
            window: SYN_WINDOW,
            options,
            data: &[],
        };
        self.tcp_emit_from(segment, 0, Some(owner), cause)
    }

    /// A reset to whoever sent a segment that nobody here knows. Never in answer to a reset.
    pub(super) fn tcp_refuse(&mut self, packet: &Packet, segment: &TcpSegment) {
        if segment.flags.has(TcpFlags::RST) {
            return;
        }
        let reset = reset_for(&packet.datagram, segment);
        let query = OutputQuery {
            source: Some(reset.source),
            protocol: Some(crate::kernel::packet::Protocol::TCP),
            ports: reset.transport.ports(),
            any_source: true,
            ..OutputQuery::to(reset.destination)
        };
        if let Ok(route) = output(self.host, &query) {
            let answer = self.make_packet(reset, 0, None);
            let _ = self.send_local(answer, route, Cause::AnswerTo(packet.id));
        }
    }

    fn tcp_emit(&mut self, id: SocketId, segment: Segment<'_>, cause: Cause) -> PacketId {
        let Some(socket) = self.host.sockets.tcp_mut(id) else { return PacketId::default() };
        socket.unanswered_fin = None;
        let (mark, owner) = (socket.mark, Some(socket.owner));
        self.tcp_emit_from(segment, mark, owner, cause)
    }

    fn tcp_emit_from(&mut self, segment: Segment<'_>, mark: u32, owner: Option<Owner>, cause: Cause) -> PacketId {
        let Some(route) = self.tcp_route(segment.local, segment.remote, mark, owner) else { return PacketId::default() };
        let datagram = Datagram {
            source: segment.local.0,
            destination: segment.remote.0,
            ttl: self.host.sysctls.default_ttl(),
            tos: 0,
            identification: 0,
            dont_fragment: true,
            transport: Transport::Tcp(TcpSegment {
                source_port: segment.local.1,
                destination_port: segment.remote.1,
                sequence: segment.sequence,
                acknowledgement: segment.acknowledgement,
                flags: segment.flags,
                window: segment.window,
                options: segment.options,
            }),
            payload: Arc::from(segment.data),
        };
        let packet = self.make_packet(datagram, mark, owner);
        let id = packet.id;
        // A segment that the rules drop is not an error to its program: it is lost.
        let _ = self.send_local(packet, route, cause);
        id
    }

    fn tcp_route(&self, local: Endpoint, remote: Endpoint, mark: u32, owner: Option<Owner>) -> Option<OutputRoute> {
        let query = OutputQuery {
            source: Some(local.0),
            mark,
            protocol: Some(crate::kernel::packet::Protocol::TCP),
            ports: Some((local.1, remote.1)),
            user: owner.map_or(0, |owner| owner.user),
            any_source: true,
            ..OutputQuery::to(remote.0)
        };
        output(self.host, &query).ok()
    }

    /// By the route's device.
    fn largest_segment(&self, local: Ipv4Addr, remote: Ipv4Addr) -> u16 {
        let route = self.tcp_route((local, 0), (remote, 0), 0, None);
        let mtu = route.and_then(|route| self.host.interface(route.device)).map_or(1500, |interface| interface.mtu);
        u16::try_from(mtu.saturating_sub(40).min(65_495)).unwrap_or(1460)
    }

    pub(super) fn start_timer(&mut self, id: SocketId, wait: Duration) {
        let (on, now) = (self.host.sockets.retransmit, self.now);
        if let Some(socket) = self.host.sockets.tcp_mut(id)
            && on
            && socket.timer.is_none()
        {
            socket.timer = Some(Timer { at: now + wait, tries: 0 });
        }
    }

    pub(super) fn half_open_timer(&self) -> Option<Timer> {
        self.host.sockets.retransmit.then(|| Timer { at: self.now + SYN_WAIT, tries: 0 })
    }

    /// Everything whose time has come is sent again, or given up.
    pub fn tcp_timers(&mut self) {
        let due: Vec<SocketId> = self.host.sockets.iter().map(|(id, _)| id).collect();
        for id in due {
            if self.host.sockets.tcp(id).and_then(|socket| socket.timer).is_some_and(|timer| timer.at <= self.now) {
                self.tcp_again(id);
            }
            self.half_open_again(id);
        }
    }

    fn tcp_again(&mut self, id: SocketId) {
        let now = self.now;
        let Some(socket) = self.host.sockets.tcp_mut(id) else { return };
        let Some(timer) = socket.timer else { return };
        let state = socket.state;
        if state == TcpSocketState::TimeWait {
            self.host.sockets.remove(id);
            return;
        }
        let most = match state {
            TcpSocketState::SynSent => setting(self.host, crate::kernel::sysctl::Setting::TcpSynRetries),
            TcpSocketState::SynReceived => setting(self.host, crate::kernel::sysctl::Setting::TcpSynackRetries),
            TcpSocketState::Established
            | TcpSocketState::FinWait1
            | TcpSocketState::FinWait2
            | TcpSocketState::CloseWait
            | TcpSocketState::Closing
            | TcpSocketState::LastAck
            | TcpSocketState::TimeWait
            | TcpSocketState::Closed => setting(self.host, crate::kernel::sysctl::Setting::TcpRetries2),
        };
        let Some(socket) = self.host.sockets.tcp_mut(id) else { return };
        if timer.tries >= most {
            socket.error = Some(socket.soft_error.unwrap_or(super::Errno::TimedOut));
            socket.state = TcpSocketState::Closed;
            socket.timer = None;
            return;
        }
        let Some(sent) = socket.in_flight.front().cloned() else {
            socket.timer = None;
            return;
        };
        let tries = timer.tries.saturating_add(1);
        let first = if state == TcpSocketState::SynSent { SYN_WAIT } else { DATA_WAIT };
        socket.timer = Some(Timer { at: now + longer(first, tries), tries });
        let cause = Cause::RetransmissionOf(sent.packet);
        if sent.flags.has(TcpFlags::SYN) {
            let (local, remote) = (socket.local, socket.remote);
            let options = self.syn_options(id);
            let segment = Segment {
                local,
                remote,
                sequence: sent.sequence,
                acknowledgement: 0,
                flags: sent.flags,
                window: SYN_WINDOW,
                options,
                data: &[],
            };
            self.tcp_emit(id, segment, cause);
        } else {
            self.tcp_send_at(id, sent.sequence, sent.flags, &sent.data, cause);
        }
    }

    fn half_open_again(&mut self, id: SocketId) {
        let now = self.now;
        let most = setting(self.host, crate::kernel::sysctl::Setting::TcpSynackRetries);
        let Some(listener) = self.host.sockets.listener_mut(id) else { return };
        let owner = listener.owner;
        listener.half_open.retain(|half| half.timer.is_none_or(|timer| timer.at > now || timer.tries < most));
        let mut due = Vec::new();
        for half in &mut listener.half_open {
            if let Some(timer) = &mut half.timer
                && timer.at <= now
            {
                timer.tries = timer.tries.saturating_add(1);
                timer.at = now + longer(SYN_WAIT, timer.tries);
                due.push(half.clone());
            }
        }
        for half in due {
            self.tcp_send_syn_ack(&half, owner, Cause::RetransmissionOf(half.answered_by));
        }
    }
}

/// The answer of a host that does not know the connection.
pub(crate) fn reset_for(datagram: &Datagram, segment: &TcpSegment) -> Datagram {
    let syn = u32::from(segment.flags.has(TcpFlags::SYN));
    let fin = u32::from(segment.flags.has(TcpFlags::FIN));
    let end = segment.sequence.wrapping_add(datagram.payload.len() as u32).wrapping_add(syn).wrapping_add(fin);
    let (sequence, acknowledgement, flags) = if segment.flags.has(TcpFlags::ACK) {
        (segment.acknowledgement, 0, TcpFlags::RST)
    } else {
        (0, end, TcpFlags::RST.with(TcpFlags::ACK))
    };
    Datagram {
        source: datagram.destination,
        destination: datagram.source,
        ttl: 64,
        tos: datagram.tos,
        identification: 0,
        dont_fragment: true,
        transport: Transport::Tcp(TcpSegment {
            source_port: segment.destination_port,
            destination_port: segment.source_port,
            sequence,
            acknowledgement,
            flags,
            window: 0,
            options: TcpOptions::default(),
        }),
        payload: Arc::from([]),
    }
}

fn established_options(peer: PeerOptions) -> TcpOptions {
    TcpOptions { timestamps: peer.timestamps, ..TcpOptions::default() }
}

fn longer(first: Duration, tries: u8) -> Duration {
    first.saturating_mul(1 << u32::from(tries.min(MOST_DOUBLINGS))).min(LONGEST_WAIT)
}

fn setting(host: &crate::kernel::host::Host, setting: crate::kernel::sysctl::Setting) -> u8 {
    u8::try_from(host.sysctls.value(setting)).unwrap_or(u8::MAX)
}

/// How long a closed connection is remembered.
pub(super) fn time_wait_until(now: Instant) -> Timer {
    Timer { at: now + Duration::from_secs(60), tries: 0 }
}
