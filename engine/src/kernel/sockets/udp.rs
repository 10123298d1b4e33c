//! UDP: the calls a program makes, datagrams that arrive, and errors about those that were sent.

use std::collections::VecDeque;
use std::net::Ipv4Addr;
use std::sync::Arc;

use super::tcp::connecting_route;
use crate::kernel::event::{Bound, Cause, Listener, Receiver, Saw, What};
use crate::kernel::stack::Kernel;
use crate::state::conntrack::Tracking;
use crate::state::networking::Networking;
use crate::state::packet::{Datagram, Owner, Packet, Protocol, SentBy, Transport, UdpHeader, icmp_type};
use crate::state::route::{OutputKind, OutputQuery, OutputRoute, output, source_of_bound};
use crate::state::sockets::errno;
use crate::state::sockets::{Endpoint, Errno, MOST_WAITING, Socket, SocketId, UdpReceived, UdpSocket};

/// What a program sends to a group stays on the link, unless it asks for more (`IP_MULTICAST_TTL`).
pub(super) const MULTICAST_TTL: u8 = 1;

impl<L: Listener> Kernel<'_, L> {
    pub fn udp_open(&mut self, local: Endpoint, mark: u32, owner: Owner) -> SocketId {
        let socket = UdpSocket { local, remote: None, mark, owner, received: VecDeque::new(), error: None };
        self.host.sockets.add(Socket::Udp(socket))
    }

    /// `connect`: settles the peer, and by the route the source address.
    pub fn udp_connect(&mut self, id: SocketId, remote: Endpoint) -> Result<(), Errno> {
        let Some(socket) = self.host.sockets.udp(id) else { return Err(Errno::NotConnected) };
        let route = connecting_route(&self.host.networking, &udp_query(&self.host.networking, socket, socket.local.0, remote))?;
        if let Some(socket) = self.host.sockets.udp_mut(id) {
            if socket.local.0.is_unspecified() {
                socket.local.0 = route.source;
            }
            socket.remote = Some((route.destination, remote.1));
        }
        Ok(())
    }

    /// `send` (`to` is none) or `sendto`; `from` is what `IP_PKTINFO` asks for.
    pub fn udp_send(
        &mut self,
        id: SocketId,
        to: Option<Endpoint>,
        from: Option<Ipv4Addr>,
        data: &[u8],
        cause: Cause,
    ) -> Result<(), Errno> {
        let Some(socket) = self.host.sockets.udp_mut(id) else { return Err(Errno::NotConnected) };
        if let Some(error) = socket.error.take() {
            return Err(error);
        }
        let Some(remote) = to.or(socket.remote) else { return Err(Errno::NotConnected) };
        let (mark, owner, local) = (socket.mark, socket.owner, socket.local);
        let Some(socket) = self.host.sockets.udp(id) else { return Err(Errno::NotConnected) };
        let route = self.udp_route(socket, from.unwrap_or(local.0), remote)?;
        let datagram = Datagram {
            source: route.source,
            destination: route.destination,
            ttl: self.usual_ttl(&route),
            tos: 0,
            identification: 0,
            dont_fragment: true,
            transport: Transport::Udp(UdpHeader { source_port: local.1, destination_port: remote.1 }),
            payload: Arc::from(data),
        };
        let packet = self.make_packet(datagram, mark, SentBy::Program(owner));
        let sent = self.send_local(packet, route, cause);
        self.run_backlog();
        sent
    }

    /// Also of what the kernel itself answers.
    pub(crate) fn usual_ttl(&self, route: &OutputRoute) -> u8 {
        match route.kind {
            OutputKind::Multicast { .. } => MULTICAST_TTL,
            OutputKind::Unicast | OutputKind::Local | OutputKind::Broadcast => self.host.networking.sysctls.default_ttl(),
        }
    }

    fn udp_route(&self, socket: &UdpSocket, source: Ipv4Addr, remote: Endpoint) -> Result<OutputRoute, Errno> {
        output(&self.host.networking, &udp_query(&self.host.networking, socket, source, remote))
            .map_err(|refusal| refusal.error.into())
    }

    /// A datagram that passed INPUT. `is_group`: a broadcast or multicast, which every socket that wants it gets.
    pub(crate) fn udp_receive(&mut self, mut packet: Packet, header: UdpHeader, is_group: bool) {
        let receivers = self.udp_receivers(&packet.datagram, header, is_group);
        if receivers.is_empty() {
            let to = if is_group { Receiver::Nobody } else { Receiver::Kernel };
            self.tell(packet.id, || What::Delivered { to });
            if !is_group {
                // UDP lets go of the entry first: the error is looked up anew (recording: gen-5-0054).
                packet.tracking = Tracking::None;
                self.send_error(&packet, icmp_type::DESTINATION_UNREACHABLE, PORT_UNREACHABLE);
            }
            return;
        }
        let asked = if is_group { self.preferred_source(&packet) } else { packet.datagram.destination };
        for id in receivers {
            self.tell(packet.id, || What::Delivered { to: Receiver::Socket(id) });
            let Some(socket) = self.host.sockets.udp_mut(id) else { continue };
            if socket.received.len() >= MOST_WAITING {
                self.tell(packet.id, || What::BoundReached { bound: Bound::QueueLength });
                continue;
            }
            let from = (packet.datagram.source, header.source_port);
            let data = packet.datagram.payload.to_vec();
            let text = if L::LISTENS { String::from_utf8_lossy(&data).into_owned() } else { String::new() };
            socket.received.push_back(UdpReceived { from, asked, data, packet: Some(packet.id) });
            self.tell_program(id, || Saw::Data { from: from.into(), text });
        }
    }

    fn udp_receivers(&self, datagram: &Datagram, header: UdpHeader, is_group: bool) -> Vec<SocketId> {
        let mut fitting: Vec<(u8, SocketId)> = Vec::new();
        for (id, udp) in self.host.sockets.udp_at(header.destination_port) {
            let local_fits = udp.local.0.is_unspecified() || udp.local.0 == datagram.destination;
            let remote_fits = udp.remote.is_none_or(|remote| remote == (datagram.source, header.source_port));
            if local_fits && remote_fits {
                let score = u8::from(!udp.local.0.is_unspecified()) + 2 * u8::from(udp.remote.is_some());
                fitting.push((score, id));
            }
        }
        if is_group {
            return fitting.into_iter().map(|(_, id)| id).collect();
        }
        // Of equally good ones the last bound gets it.
        fitting.into_iter().max().map(|(_, id)| id).into_iter().collect()
    }

    /// An ICMP error about a datagram this host sent: only a connected socket hears of it, and only of what is final.
    pub(crate) fn udp_receive_error(&mut self, quote: &Datagram, kind: u8, code: u8) {
        let Transport::Udp(header) = quote.transport else { return };
        let Some((error, true)) = errno::of_icmp(kind, code) else { return };
        let found = self.host.sockets.udp_at(header.source_port).find_map(|(id, udp)| {
            let ours = udp.local == (quote.source, header.source_port);
            (ours && udp.remote == Some((quote.destination, header.destination_port))).then_some(id)
        });
        if let Some(id) = found {
            if let Some(socket) = self.host.sockets.udp_mut(id) {
                socket.error = Some(error);
            }
            self.tell_program(id, || Saw::Failed(error));
        }
    }
}

const PORT_UNREACHABLE: u8 = 3;

fn udp_query(networking: &Networking, socket: &UdpSocket, source: Ipv4Addr, remote: Endpoint) -> OutputQuery {
    OutputQuery {
        source: source_of_bound(networking, source),
        mark: socket.mark,
        protocol: Some(Protocol::UDP),
        ports: Some((socket.local.1, remote.1)),
        user: socket.owner.user,
        ..OutputQuery::to(remote.0)
    }
}
