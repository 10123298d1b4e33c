//! TCP segments that leave a host: from its sockets, and resets for what has none. What is sent again is `tcp_timers`'.

use std::sync::Arc;

use super::tcp_options::Ends;
use super::tcp_timers::{DATA_WAIT, SYN_WAIT};
use crate::kernel::event::{Cause, Listener};
use crate::kernel::stack::Kernel;
use crate::state::packet::{Datagram, Owner, Packet, PacketId, SackBlocks, SentBy, TcpFlags, TcpOptions, TcpSegment, Transport};
use crate::state::route::{OutputQuery, OutputRoute, output};
use crate::state::sockets::tcp::{Fate, HalfOpen, Sent};
use crate::state::sockets::tcp_ecn;
use crate::state::sockets::{SocketId, TcpSocket};

/// The windows that Linux announces.
const SYN_WINDOW: u16 = 64_240;
const WINDOW: u16 = 502;

const SYN_ACK: TcpFlags = TcpFlags(TcpFlags::SYN.0 | TcpFlags::ACK.0);

/// One segment to be made.
struct Segment<'data> {
    ends: Ends,
    tos: u8,
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
        let sequence = socket.unacknowledged;
        let flags = tcp_ecn::asking(&self.host.networking.sysctls, self.tcp_route(Ends::of(socket)).as_ref());
        if let Some(socket) = self.host.sockets.tcp_mut(id) {
            socket.ecn.agreed = flags.has(TcpFlags::ECE);
        }
        let packet = self.tcp_send_syn_flags(id, flags, Cause::Program);
        if let Some(socket) = self.host.sockets.tcp_mut(id) {
            socket.next_send = sequence.wrapping_add(1);
            socket.in_flight.push_back(Sent { packet, sequence, flags, data: Vec::new(), fate: Fate::Unknown });
        }
        self.start_timer(id, SYN_WAIT);
    }

    /// Both ends sent a SYN: ours again, with the acknowledgement.
    pub(super) fn tcp_send_syn_ack_of_socket(&mut self, id: SocketId, about: PacketId) {
        let agreed = self.host.sockets.tcp(id).is_some_and(|socket| socket.ecn.agreed);
        self.tcp_send_syn_flags(id, if agreed { SYN_ACK.with(TcpFlags::ECE) } else { SYN_ACK }, Cause::AnswerTo(about));
    }

    /// A SYN, alone or with an acknowledgement.
    pub(super) fn tcp_send_syn_flags(&mut self, id: SocketId, flags: TcpFlags, cause: Cause) -> PacketId {
        let Some(socket) = self.host.sockets.tcp(id) else { return PacketId::default() };
        let options = self.options_offered(Ends::of(socket));
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
        let own = self.largest_segment(Ends::of(socket));
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
        let ends = Ends { local: half.local, remote: half.remote, mark: half.mark, owner: Some(owner) };
        let segment = Segment {
            ends,
            tos: half.tos,
            sequence: half.our_sequence,
            acknowledgement: half.their_sequence.wrapping_add(1),
            flags: if half.wants_ecn { SYN_ACK.with(TcpFlags::ECE) } else { SYN_ACK },
            window: SYN_WINDOW,
            options: self.options_answering(ends, half.peer),
            data: &[],
        };
        self.tcp_emit_from(segment, SentBy::Program(owner), cause)
    }

    /// A reset to whoever sent a segment that nobody here knows. Never in answer to a reset. `mark`: of the socket that sends it.
    pub(super) fn tcp_refuse(&mut self, packet: &Packet, segment: &TcpSegment, sent_by: SentBy, mark: u32) {
        if segment.flags.has(TcpFlags::RST) {
            return;
        }
        let reset = reset_for(&packet.datagram, segment, self.host.networking.sysctls.default_ttl());
        let reflected = self.reflected_mark(packet);
        let mark = if reflected == 0 { mark } else { reflected };
        let query = OutputQuery {
            source: Some(reset.source),
            mark,
            protocol: Some(crate::state::packet::Protocol::TCP),
            ports: reset.transport.ports(),
            ..OutputQuery::to(reset.destination)
        };
        if let Ok(route) = output(&self.host.networking, &query) {
            let reset = Datagram { ttl: self.usual_ttl(&route), ..reset };
            let answer = self.make_packet(reset, mark, sent_by);
            let _ = self.send_local(answer, route, Cause::AnswerTo(packet.id));
        }
    }

    fn tcp_emit(&mut self, id: SocketId, segment: Segment<'_>, cause: Cause) -> PacketId {
        self.host.sockets.answered(id);
        let Some(socket) = self.host.sockets.tcp_mut(id) else { return PacketId::default() };
        let (flags, tos) = socket.marked(segment.sequence, segment.flags, !segment.data.is_empty());
        let sent_by = if cause == Cause::Program { SentBy::Program(socket.owner) } else { socket.sent_by() };
        self.tcp_emit_from(Segment { flags, tos, ..segment }, sent_by, cause)
    }

    fn tcp_emit_from(&mut self, segment: Segment<'_>, sent_by: SentBy, cause: Cause) -> PacketId {
        let ends = Ends { owner: sent_by.program(), ..segment.ends };
        let Some(route) = self.tcp_route(ends) else { return PacketId::default() };
        let datagram = Datagram {
            source: ends.local.0,
            destination: ends.remote.0,
            ttl: self.host.networking.sysctls.default_ttl(),
            tos: segment.tos,
            identification: 0,
            dont_fragment: true,
            transport: Transport::Tcp(TcpSegment {
                source_port: ends.local.1,
                destination_port: ends.remote.1,
                sequence: segment.sequence,
                acknowledgement: segment.acknowledgement,
                flags: segment.flags,
                window: segment.window,
                options: segment.options,
            }),
            payload: Arc::from(segment.data),
        };
        let packet = self.make_packet(datagram, ends.mark, sent_by);
        let id = packet.id;
        // A segment that the rules drop is not an error to its program: it is lost.
        let _ = self.send_local(packet, route, cause);
        id
    }

    /// Its TOS does not count: a connection keeps the way that was found before it had one (recording: tcp-reflect-tos-route).
    pub(super) fn tcp_route(&self, ends: Ends) -> Option<OutputRoute> {
        let query = OutputQuery {
            source: Some(ends.local.0),
            mark: ends.mark,
            protocol: Some(crate::state::packet::Protocol::TCP),
            ports: Some((ends.local.1, ends.remote.1)),
            user: ends.owner.map_or(0, |owner| owner.user),
            ..OutputQuery::to(ends.remote.0)
        };
        output(&self.host.networking, &query).ok()
    }
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
            ends: Ends::of(socket),
            tos: socket.tos,
            sequence,
            acknowledgement: socket.next_receive,
            flags,
            window: WINDOW,
            options: TcpOptions { timestamps: socket.peer.timestamps, sack: socket.sack_blocks(), ..TcpOptions::default() },
            data,
        }
    }
}
