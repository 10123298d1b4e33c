//! What sets see of a packet.

use std::net::Ipv4Addr;

use super::kind::Part;
use crate::state::interface::{InterfaceName, Mac};
use crate::state::packet::{Packet, Protocol, Transport};
use crate::state::protocol;

/// Which side of the packet a part of an element is compared with: `src` or `dst`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    Source,
    Destination,
}

impl Direction {
    pub fn name(self) -> &'static str {
        match self {
            Direction::Source => "src",
            Direction::Destination => "dst",
        }
    }

    pub fn from_name(name: &str) -> Option<Direction> {
        [Direction::Source, Direction::Destination].into_iter().find(|direction| direction.name() == name)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Probe {
    pub source: Ipv4Addr,
    pub destination: Ipv4Addr,
    pub protocol: Protocol,
    /// Source and destination; ICMP has type and code in both, other protocols 0.
    pub ports: (u16, u16),
    pub link_source: Mac,
    pub mark: u32,
    pub input: InterfaceName,
    pub output: InterfaceName,
    pub bridge_port_in: InterfaceName,
    pub bridge_port_out: InterfaceName,
    pub length: u32,
}

impl Probe {
    /// `input` and `output` are the devices as the rule sees them.
    pub fn of(packet: &Packet, input: InterfaceName, output: InterfaceName) -> Probe {
        let datagram = &packet.datagram;
        Probe {
            source: datagram.source,
            destination: datagram.destination,
            protocol: datagram.protocol(),
            ports: ports_of(&datagram.transport),
            link_source: packet.link_source,
            mark: packet.mark,
            input,
            output,
            bridge_port_in: packet.bridge_port_in,
            bridge_port_out: packet.bridge_port_out,
            length: datagram.total_length(),
        }
    }

    pub fn address(&self, direction: Direction) -> Ipv4Addr {
        match direction {
            Direction::Source => self.source,
            Direction::Destination => self.destination,
        }
    }

    pub fn port(&self, direction: Direction) -> u16 {
        match direction {
            Direction::Source => self.ports.0,
            Direction::Destination => self.ports.1,
        }
    }

    pub fn interface(&self, direction: Direction, bridge_port: bool) -> InterfaceName {
        match (direction, bridge_port) {
            (Direction::Source, false) => self.input,
            (Direction::Destination, false) => self.output,
            (Direction::Source, true) => self.bridge_port_in,
            (Direction::Destination, true) => self.bridge_port_out,
        }
    }
}

impl Probe {
    /// What a part of an element would have to be, near to how `ipset` writes it.
    pub fn part(&self, part: Part, direction: Direction) -> String {
        match part {
            Part::Address | Part::Net | Part::Set => self.address(direction).to_string(),
            Part::Port => {
                let port = self.port(direction);
                match (self.protocol, protocol::name(self.protocol.0)) {
                    (Protocol::ICMP, _) => format!("icmp:{}/{}", port >> 8, port & 0xff),
                    (_, Some(name)) => format!("{name}:{port}"),
                    (Protocol(number), None) => format!("{number}:{port}"),
                }
            }
            Part::Mac => self.link_source.to_string().to_uppercase(),
            Part::Mark => format!("0x{:08x}", self.mark),
            Part::Interface => self.interface(direction, false).or_dash().to_owned(),
        }
    }
}

fn ports_of(transport: &Transport) -> (u16, u16) {
    match transport {
        Transport::Tcp(_) | Transport::Udp(_) => transport.ports().unwrap_or((0, 0)),
        Transport::Icmp(message) => {
            let both = u16::from_be_bytes([message.kind, message.code]);
            (both, both)
        }
        Transport::Other { .. } => (0, 0),
    }
}
