//! Raw sockets: what `ping` uses, and packets made by hand.

use std::collections::VecDeque;
use std::net::Ipv4Addr;
use std::sync::Arc;

use super::udp::MULTICAST_TTL;
use crate::kernel::event::{Bound, Cause, Listener, What};
use crate::kernel::stack::Kernel;
use crate::state::packet::{
    Datagram, IcmpBody, IcmpMessage, Owner, Packet, Protocol, SentBy, TcpOptions, TcpSegment, Transport, icmp_type,
};
use crate::state::route::{OutputKind, OutputQuery, output, source_of_bound};
use crate::state::sockets::{Endpoint, Errno, MOST_WAITING, RawSocket, Socket, SocketId};

/// An echo request to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Echo {
    pub to: Ipv4Addr,
    pub identifier: u16,
    pub sequence: u16,
    pub data: Vec<u8>,
}

/// A TCP segment made by hand, with whatever source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandMade {
    pub source: Endpoint,
    pub destination: Endpoint,
    pub sequence: u32,
    pub acknowledgement: u32,
    pub flags: crate::state::packet::TcpFlags,
    pub ttl: u8,
    pub data: Vec<u8>,
}

impl<L: Listener> Kernel<'_, L> {
    pub fn raw_open(&mut self, source: Option<Ipv4Addr>, ttl: Option<u8>, mark: u32, owner: Owner) -> SocketId {
        self.host.sockets.add(Socket::Raw(RawSocket { source, ttl, mark, owner, received: VecDeque::new() }))
    }

    pub fn raw_send_echo(&mut self, id: SocketId, echo: &Echo) -> Result<(), Errno> {
        let Some(Socket::Raw(socket)) = self.host.sockets.get(id) else { return Err(Errno::NotConnected) };
        let (source, ttl, mark, owner) = (socket.source, socket.ttl, socket.mark, socket.owner);
        let query = OutputQuery {
            source: source.and_then(|source| source_of_bound(&self.host.networking, source)),
            mark,
            protocol: Some(Protocol::ICMP),
            user: owner.user,
            ..OutputQuery::to(echo.to)
        };
        let route = output(&self.host.networking, &query).map_err(|refusal| Errno::from(refusal.error))?;
        let datagram = Datagram {
            source: route.source,
            destination: route.destination,
            ttl: match route.kind {
                OutputKind::Multicast { .. } => MULTICAST_TTL,
                OutputKind::Unicast | OutputKind::Local | OutputKind::Broadcast => {
                    ttl.unwrap_or_else(|| self.host.networking.sysctls.default_ttl())
                }
            },
            tos: 0,
            identification: 0,
            dont_fragment: true,
            transport: Transport::Icmp(IcmpMessage {
                kind: icmp_type::ECHO_REQUEST,
                code: 0,
                body: IcmpBody::Query { identifier: echo.identifier, sequence: echo.sequence },
            }),
            payload: Arc::from(echo.data.as_slice()),
        };
        let packet = self.make_packet(datagram, mark, SentBy::Program(owner));
        let sent = self.send_local(packet, route, Cause::Program);
        self.run_backlog();
        sent
    }

    /// A segment with its IP header, as a raw socket with `IP_HDRINCL` sends it.
    pub fn raw_send_tcp(&mut self, made: &HandMade, owner: Owner) -> Result<(), Errno> {
        let query = OutputQuery { protocol: Some(Protocol(255)), user: owner.user, ..OutputQuery::to(made.destination.0) };
        let route = output(&self.host.networking, &query).map_err(|refusal| Errno::from(refusal.error))?;
        // Without SO_BROADCAST nobody may (recording: raw-bcast).
        if route.kind == OutputKind::Broadcast {
            return Err(Errno::PermissionDenied);
        }
        let source = if made.source.0.is_unspecified() { route.source } else { made.source.0 };
        let datagram = Datagram {
            source,
            destination: made.destination.0,
            ttl: made.ttl,
            tos: 0,
            identification: 0,
            dont_fragment: true,
            transport: Transport::Tcp(TcpSegment {
                source_port: made.source.1,
                destination_port: made.destination.1,
                sequence: made.sequence,
                acknowledgement: made.acknowledgement,
                flags: made.flags,
                window: 8192,
                options: TcpOptions::default(),
            }),
            payload: Arc::from(made.data.as_slice()),
        };
        let packet = self.make_packet(datagram, 0, SentBy::Program(owner));
        let sent = self.send_local(packet, route, Cause::Program);
        self.run_backlog();
        sent
    }

    /// Every raw ICMP socket sees every ICMP packet that comes in for the address it is bound to.
    pub(crate) fn raw_receive(&mut self, packet: &Packet) {
        for id in self.host.sockets.raw_ids() {
            let Some(socket) = self.host.sockets.raw_mut(id) else { continue };
            if socket.source.is_some_and(|own| own != packet.datagram.destination) {
                continue;
            }
            if socket.received.len() < MOST_WAITING {
                socket.received.push_back(packet.datagram.clone());
            } else {
                self.tell(packet.id, || What::BoundReached { bound: Bound::QueueLength });
            }
        }
    }
}
