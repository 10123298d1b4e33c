//! What routing is asked about a packet that came, and why it may let it vanish.

use std::net::Ipv4Addr;

pub use trace::RouteDrop as DropReason;

use crate::state::interface::InterfaceName;
use crate::state::packet::{Datagram, Protocol};

/// What is known of a packet after PREROUTING.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InputQuery {
    pub source: Ipv4Addr,
    pub destination: Ipv4Addr,
    pub input: InterfaceName,
    pub mark: u32,
    pub tos: u8,
    pub protocol: Option<Protocol>,
    pub ports: Option<(u16, u16)>,
}

impl InputQuery {
    pub fn of(datagram: &Datagram, input: InterfaceName, mark: u32) -> InputQuery {
        InputQuery {
            source: datagram.source,
            destination: datagram.destination,
            input,
            mark,
            tos: datagram.tos,
            protocol: Some(datagram.protocol()),
            ports: datagram.transport.ports(),
        }
    }
}
