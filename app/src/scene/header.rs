//! What the capsule shows of a packet's header, and what of it has just been changed.

use std::net::Ipv4Addr;

use engine::state::packet::{Datagram, IcmpMessage, Transport};

use super::visit::Rewrite;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// `TCP SYN,ACK`
    pub protocol: String,
    pub source: Field,
    pub destination: Field,
    pub ttl: u8,
    /// Shown unless it is zero.
    pub mark: u32,
}

/// An end of the packet: address and port, and what stood there before it was rewritten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    pub now: String,
    pub before: Option<String>,
}

impl Header {
    pub fn of(datagram: &Datagram, mark: u32, rewrite: Option<&Rewrite>) -> Header {
        let before = rewrite.map(|rewrite| &rewrite.before);
        Header {
            protocol: protocol(&datagram.transport),
            source: field(source(datagram), before.map(source)),
            destination: field(destination(datagram), before.map(destination)),
            ttl: datagram.ttl,
            mark,
        }
    }

    /// How many lines it takes.
    pub fn lines(&self) -> i32 {
        let extra = [self.source.before.is_some(), self.destination.before.is_some(), self.mark != 0];
        3 + extra.into_iter().filter(|is_shown| *is_shown).count() as i32
    }
}

fn field(now: String, before: Option<String>) -> Field {
    let before = before.filter(|before| *before != now);
    Field { now, before }
}

fn source(datagram: &Datagram) -> String {
    end(datagram.source, datagram.transport.ports().map(|(port, _)| port))
}

fn destination(datagram: &Datagram) -> String {
    end(datagram.destination, datagram.transport.ports().map(|(_, port)| port))
}

fn end(address: Ipv4Addr, port: Option<u16>) -> String {
    match port {
        Some(port) => format!("{address}:{port}"),
        None => address.to_string(),
    }
}

fn protocol(transport: &Transport) -> String {
    match transport {
        Transport::Tcp(segment) => format!("TCP {}", segment.flags),
        Transport::Udp(_) => "UDP".to_owned(),
        Transport::Icmp(message) => match message.kind {
            IcmpMessage::ECHO_REQUEST => "ICMP echo-request".to_owned(),
            IcmpMessage::ECHO_REPLY => "ICMP echo-reply".to_owned(),
            kind => format!("ICMP {kind}/{}", message.code),
        },
        Transport::Other { protocol } => format!("IP {protocol}"),
    }
}
