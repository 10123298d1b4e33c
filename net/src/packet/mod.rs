//! A datagram: header, transport, payload.

pub mod icmp_type;
mod payload;
mod tcp;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::Address;
pub use tcp::{SackBlocks, TcpFlags, TcpOptions, TcpSegment};

/// A datagram with addresses of one family (`Ipv4Addr`), or of any.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Datagram<A = Address> {
    pub source: A,
    pub destination: A,
    pub ttl: u8,
    pub tos: u8,
    pub identification: u16,
    pub dont_fragment: bool,
    pub transport: Transport<A>,
    #[serde(with = "payload")]
    #[cfg_attr(feature = "schema", schemars(with = "payload::Shown"))]
    pub payload: Arc<[u8]>,
}

pub const IP_HEADER_LENGTH: u32 = 20;

impl<A> Datagram<A> {
    /// What counters count: header and payload of the IP datagram, no Ethernet header.
    pub fn total_length(&self) -> u32 {
        IP_HEADER_LENGTH + self.transport.header_length() + self.payload.len() as u32 + self.quote_length()
    }

    fn quote_length(&self) -> u32 {
        match &self.transport {
            Transport::Icmp(IcmpMessage { body: IcmpBody::Error { quoted_length, .. }, .. }) => *quoted_length,
            Transport::Icmp(_) | Transport::Tcp(_) | Transport::Udp(_) | Transport::Other { .. } => 0,
        }
    }

    pub fn protocol(&self) -> Protocol {
        self.transport.protocol()
    }

    /// The same with its addresses in another form, those of a quoted datagram, too.
    pub fn map<B>(self, to: &impl Fn(A) -> B) -> Datagram<B> {
        Datagram {
            source: to(self.source),
            destination: to(self.destination),
            ttl: self.ttl,
            tos: self.tos,
            identification: self.identification,
            dont_fragment: self.dont_fragment,
            transport: self.transport.map(to),
            payload: self.payload,
        }
    }
}

/// An IP protocol by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Protocol(pub u8);

impl Protocol {
    pub const ICMP: Protocol = Protocol(1);
    pub const TCP: Protocol = Protocol(6);
    pub const UDP: Protocol = Protocol(17);
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Transport<A = Address> {
    Tcp(TcpSegment),
    Udp(UdpHeader),
    Icmp(IcmpMessage<A>),
    Other { protocol: u8 },
}

impl<A> Transport<A> {
    pub fn protocol(&self) -> Protocol {
        match self {
            Transport::Tcp(_) => Protocol::TCP,
            Transport::Udp(_) => Protocol::UDP,
            Transport::Icmp(_) => Protocol::ICMP,
            Transport::Other { protocol } => Protocol(*protocol),
        }
    }

    pub fn header_length(&self) -> u32 {
        match self {
            Transport::Tcp(segment) => segment.header_length(),
            Transport::Udp(_) | Transport::Icmp(_) => 8,
            Transport::Other { .. } => 0,
        }
    }

    fn map<B>(self, to: &impl Fn(A) -> B) -> Transport<B> {
        match self {
            Transport::Tcp(segment) => Transport::Tcp(segment),
            Transport::Udp(header) => Transport::Udp(header),
            Transport::Icmp(IcmpMessage { kind, code, body }) => Transport::Icmp(IcmpMessage { kind, code, body: body.map(to) }),
            Transport::Other { protocol } => Transport::Other { protocol },
        }
    }

    /// Source and destination port, for the protocols that have them.
    pub fn ports(&self) -> Option<(u16, u16)> {
        match self {
            Transport::Tcp(segment) => Some((segment.source_port, segment.destination_port)),
            Transport::Udp(header) => Some((header.source_port, header.destination_port)),
            Transport::Icmp(_) | Transport::Other { .. } => None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UdpHeader {
    pub source_port: u16,
    pub destination_port: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IcmpMessage<A = Address> {
    pub kind: u8,
    pub code: u8,
    pub body: IcmpBody<A>,
}

impl<A> IcmpMessage<A> {
    pub fn is_error(&self) -> bool {
        matches!(self.body, IcmpBody::Error { .. })
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum IcmpBody<A = Address> {
    /// Echo, timestamp and the like: questions and answers with an identifier.
    Query {
        identifier: u16,
        sequence: u16,
    },
    /// An error about the packet that is quoted, of which `quoted_length` bytes travel.
    Error {
        quote: Box<Datagram<A>>,
        quoted_length: u32,
        mtu: u16,
        gateway: Option<A>,
    },
    Plain,
}

impl<A> IcmpBody<A> {
    fn map<B>(self, to: &impl Fn(A) -> B) -> IcmpBody<B> {
        match self {
            IcmpBody::Query { identifier, sequence } => IcmpBody::Query { identifier, sequence },
            IcmpBody::Error { quote, quoted_length, mtu, gateway } => {
                IcmpBody::Error { quote: Box::new(quote.map(to)), quoted_length, mtu, gateway: gateway.map(to) }
            }
            IcmpBody::Plain => IcmpBody::Plain,
        }
    }
}
