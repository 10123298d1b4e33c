//! TCP segments that leave a host: from its sockets, and resets for what has none. What is sent again is `tcp_timers`'.

use std::net::Ipv4Addr;
use std::sync::Arc;

use super::tcp_timers::{DATA_WAIT, SYN_WAIT};
use crate::kernel::event::{Cause, Listener};
use crate::kernel::stack::Kernel;
use crate::state::packet::{Datagram, Owner, Packet, PacketId, SackBlocks, SentBy, TcpFlags, TcpOptions, TcpSegment, Transport};
use crate::state::route::{OutputQuery, OutputRoute, output};
use crate::state::sockets::tcp::{Fate, HalfOpen, Sent};
use crate::state::sockets::{Endpoint, SocketId, TcpSocket};

/// What both ends scale their windows by, and the windows themselves, as Linux announces them.
const WINDOW_SCALE: u8 = 7;
const SYN_WINDOW: u16 = 64_240;
const WINDOW: u16 = 502;

const SYN_ACK: TcpFlags = TcpFlags(TcpFlags::SYN.0 | TcpFlags::ACK.0);

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
        let Some(sequence) = self.host.sockets.tcp(id).map(|socket| socket.unacknowledged) else { return };
        let packet = self.tcp_send_syn_flags(id, TcpFlags::SYN, Cause::Program);
        if let Some(socket) = self.host.sockets.tcp_mut(id) {
            socket.next_send = sequence.wrapping_add(1);
            socket.in_flight.push_back(Sent { packet, sequence, flags: TcpFlags::SYN, data: Vec::new(), fate: Fate::Unknown });
        }
        self.start_timer(id, SYN_WAIT);
    }

    /// Both ends sent a SYN: ours again, with the acknowledgement.
    pub(super) fn tcp_send_syn_ack_of_socket(&mut self, id: SocketId, about: PacketId) {
        self.tcp_send_syn_flags(id, TcpFlags::SYN.with(TcpFlags::ACK), Cause::AnswerTo(about));
    }

    /// A SYN, alone or with an acknowledgement.
    pub(super) fn tcp_send_syn_flags(&mut self, id: SocketId, flags: TcpFlags, cause: Cause) -> PacketId {
        let Some(socket) = self.host.sockets.tcp(id) else { return PacketId::default() };
        let options = TcpOptions {
            maximum_segment_size: Some(self.offered_segment(socket.local.0, socket.remote.0)),
            sack_permitted: true,
            timestamps: true,
            window_scale: Some(WINDOW_SCALE),
            ..TcpOptions::default()
        };
        let segment = Segment {
            acknowledgement: if flags.has(TcpFlags::ACK) { socket.next_receive } else { 0 },
            window: SYN_WINDOW,
            options,
            ..Segment::of(socket, socket.unacknowledged, flags, &[])
        };
        self.tcp_emit(id, segment, cause)
    }

    pub(super) fn tcp_send_data(&mut self, id: SocketId, data: &[u8]) {
        self.tcp_send_pieces(id, data, false);
    }

    /// With a FIN on the last piece, or alone.
    pub(super) fn tcp_send_pieces(&mut self, id: SocketId, data: &[u8], fin: bool) {
        let pieces: Vec<&[u8]> = data.chunks(self.tcp_segment_room(id)).collect();
        for (number, piece) in pieces.iter().enumerate() {
            let last = number + 1 == pieces.len();
            let flags = match (last, fin) {
                (false, _) => TcpFlags::ACK,
                (true, false) => TcpFlags::ACK.with(TcpFlags::PSH),
                (true, true) => TcpFlags::ACK.with(TcpFlags::PSH).with(TcpFlags::FIN),
            };
            self.tcp_send_sequenced(id, flags, piece);
        }
        if fin && pieces.is_empty() {
            self.tcp_send_fin(id);
        }
    }

    /// How much data one segment takes; at least 1.
    pub(super) fn tcp_segment_room(&self, id: SocketId) -> usize {
        let Some(socket) = self.host.sockets.tcp(id) else { return 1 };
        let overhead = if socket.peer.timestamps { 12 } else { 0 };
        let own = self.largest_segment(socket.local.0, socket.remote.0);
        usize::from(socket.peer.maximum_segment_size.unwrap_or(536).min(own).saturating_sub(overhead).max(1))
    }

    pub(super) fn tcp_send_fin(&mut self, id: SocketId) {
        self.tcp_send_sequenced(id, TcpFlags::ACK.with(TcpFlags::FIN), &[]);
    }

    pub(super) fn tcp_send_reset(&mut self, id: SocketId) {
        let Some(socket) = self.host.sockets.tcp(id) else { return };
        let segment = Segment::of(socket, socket.next_send, TcpFlags::ACK.with(TcpFlags::RST), &[]);
        self.tcp_emit(id, segment, Cause::Program);
    }

    pub(super) fn tcp_send_acknowledgement(&mut self, id: SocketId, about: PacketId) {
        let Some(socket) = self.host.sockets.tcp(id) else { return };
        let blocks = socket.sack_blocks();
        self.tcp_acknowledge_with(id, about, blocks);
    }

    pub(super) fn tcp_acknowledge_with(&mut self, id: SocketId, about: PacketId, sack: SackBlocks) {
        let Some(socket) = self.host.sockets.tcp(id) else { return };
        let plain = Segment::of(socket, socket.next_send, TcpFlags::ACK, &[]);
        let segment = Segment { options: TcpOptions { sack, ..plain.options }, ..plain };
        self.tcp_emit(id, segment, Cause::AnswerTo(about));
    }

    /// The program looked: a FIN that waits for its acknowledgement gets it. `false` if none does.
    pub fn tcp_acknowledge_fin(&mut self, id: SocketId) -> bool {
        let waiting = self.host.sockets.unanswered_of(id);
        if let Some(fin) = waiting {
            self.tcp_send_acknowledgement(id, fin);
        }
        waiting.is_some()
    }

    /// A segment that takes numbers and wants to be acknowledged.
    fn tcp_send_sequenced(&mut self, id: SocketId, flags: TcpFlags, data: &[u8]) {
        let Some(socket) = self.host.sockets.tcp_mut(id) else { return };
        if socket.recovers() {
            socket.held.take(flags, data);
            return;
        }
        let sequence = socket.next_send;
        let packet = self.tcp_send_at(id, sequence, flags, data, Cause::Program);
        let fin = u32::from(flags.has(TcpFlags::FIN));
        if let Some(socket) = self.host.sockets.tcp_mut(id) {
            socket.next_send = sequence.wrapping_add(data.len() as u32).wrapping_add(fin);
            socket.in_flight.push_back(Sent { packet, sequence, flags, data: data.to_vec(), fate: Fate::Unknown });
        }
        self.start_timer(id, DATA_WAIT);
    }

    pub(super) fn tcp_send_at(&mut self, id: SocketId, sequence: u32, flags: TcpFlags, data: &[u8], cause: Cause) -> PacketId {
        let Some(socket) = self.host.sockets.tcp(id) else { return PacketId::default() };
        let segment = Segment::of(socket, sequence, flags, data);
        self.tcp_emit(id, segment, cause)
    }

    /// The answer to a SYN, by a socket that does not exist yet.
    pub(super) fn tcp_send_syn_ack(&mut self, half: &HalfOpen, owner: Owner, cause: Cause) -> PacketId {
        let largest = self.offered_segment(half.local.0, half.remote.0);
        let options = TcpOptions {
            maximum_segment_size: Some(largest),
            sack_permitted: half.peer.sack_permitted,
            timestamps: half.peer.timestamps,
            window_scale: half.peer.window_scale.map(|_| WINDOW_SCALE),
            ..TcpOptions::default()
        };
        let segment = Segment {
            local: half.local,
            remote: half.remote,
            sequence: half.our_sequence,
            acknowledgement: half.their_sequence.wrapping_add(1),
            flags: if half.wants_ecn { SYN_ACK.with(TcpFlags::ECE) } else { SYN_ACK },
            window: SYN_WINDOW,
            options,
            data: &[],
        };
        self.tcp_emit_from(segment, 0, SentBy::Program(owner), cause)
    }

    /// A reset to whoever sent a segment that nobody here knows. Never in answer to a reset.
    pub(super) fn tcp_refuse(&mut self, packet: &Packet, segment: &TcpSegment, sent_by: SentBy) {
        if segment.flags.has(TcpFlags::RST) {
            return;
        }
        let reset = reset_for(&packet.datagram, segment, self.host.networking.sysctls.default_ttl());
        let query = OutputQuery {
            source: Some(reset.source),
            protocol: Some(crate::state::packet::Protocol::TCP),
            ports: reset.transport.ports(),
            ..OutputQuery::to(reset.destination)
        };
        if let Ok(route) = output(&self.host.networking, &query) {
            let answer = self.make_packet(reset, 0, sent_by);
            let _ = self.send_local(answer, route, Cause::AnswerTo(packet.id));
        }
    }

    fn tcp_emit(&mut self, id: SocketId, segment: Segment<'_>, cause: Cause) -> PacketId {
        self.host.sockets.answered(id);
        let Some(socket) = self.host.sockets.tcp(id) else { return PacketId::default() };
        let mark = socket.mark;
        let sent_by = if cause == Cause::Program { SentBy::Program(socket.owner) } else { socket.sent_by() };
        self.tcp_emit_from(segment, mark, sent_by, cause)
    }

    fn tcp_emit_from(&mut self, segment: Segment<'_>, mark: u32, sent_by: SentBy, cause: Cause) -> PacketId {
        let Some(route) = self.tcp_route(segment.local, segment.remote, mark, sent_by.program()) else {
            return PacketId::default();
        };
        let datagram = Datagram {
            source: segment.local.0,
            destination: segment.remote.0,
            ttl: self.host.networking.sysctls.default_ttl(),
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
        let packet = self.make_packet(datagram, mark, sent_by);
        let id = packet.id;
        // A segment that the rules drop is not an error to its program: it is lost.
        let _ = self.send_local(packet, route, cause);
        id
    }

    fn tcp_route(&self, local: Endpoint, remote: Endpoint, mark: u32, owner: Option<Owner>) -> Option<OutputRoute> {
        let query = OutputQuery {
            source: Some(local.0),
            mark,
            protocol: Some(crate::state::packet::Protocol::TCP),
            ports: Some((local.1, remote.1)),
            user: owner.map_or(0, |owner| owner.user),
            ..OutputQuery::to(remote.0)
        };
        output(&self.host.networking, &query).ok()
    }

    /// What it tells the other end to send at most: the route's `advmss`, else by its MTU (recording: mtu-adv).
    fn offered_segment(&self, local: Ipv4Addr, remote: Ipv4Addr) -> u16 {
        let route = self.tcp_route((local, 0), (remote, 0), 0, None);
        let offered = route.as_ref().and_then(|route| route.number("advmss"));
        in_a_segment(offered.unwrap_or_else(|| self.room(route.as_ref()).max(LEAST_OFFERED)))
    }

    /// By the route's own MTU, else by its device's.
    fn largest_segment(&self, local: Ipv4Addr, remote: Ipv4Addr) -> u16 {
        let route = self.tcp_route((local, 0), (remote, 0), 0, None);
        in_a_segment(self.room(route.as_ref()))
    }

    fn room(&self, route: Option<&OutputRoute>) -> u32 {
        let of_device =
            || route.and_then(|route| self.host.networking.interface(route.device)).map_or(1500, |interface| interface.mtu);
        route.and_then(|route| route.number("mtu")).unwrap_or_else(of_device).saturating_sub(40)
    }
}

/// `ip_rt_min_advmss`.
const LEAST_OFFERED: u32 = 256;

/// What of so many bytes a segment can hold: a datagram's most but its headers (`ipv4_default_advmss`).
fn in_a_segment(bytes: u32) -> u16 {
    const MOST: u16 = 65_495;
    u16::try_from(bytes).map_or(MOST, |bytes| bytes.min(MOST))
}

/// The answer of a host that does not know the connection.
pub(crate) fn reset_for(datagram: &Datagram, segment: &TcpSegment, ttl: u8) -> Datagram {
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
        ttl,
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

impl<'data> Segment<'data> {
    /// Of a connection that stands.
    fn of(socket: &TcpSocket, sequence: u32, flags: TcpFlags, data: &'data [u8]) -> Segment<'data> {
        Segment {
            local: socket.local,
            remote: socket.remote,
            sequence,
            acknowledgement: socket.next_receive,
            flags,
            window: WINDOW,
            options: TcpOptions { timestamps: socket.peer.timestamps, sack: socket.sack_blocks(), ..TcpOptions::default() },
            data,
        }
    }
}
