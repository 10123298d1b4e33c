//! What a lookup asks about: the kernel's `flowi4`.

use std::net::Ipv4Addr;

use crate::state::interface::{InterfaceName, Scope};
use crate::state::packet::Protocol;

/// The packet as the routing tables see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flow {
    pub destination: Ipv4Addr,
    /// Unspecified while it is not chosen yet.
    pub source: Ipv4Addr,
    /// The arriving device; `LOOPBACK` for what the host sends itself.
    pub input: InterfaceName,
    /// The device a socket insists on; mostly none.
    pub output: InterfaceName,
    pub mark: u32,
    pub tos: u8,
    /// Known for rules that ask for it.
    pub protocol: Option<Protocol>,
    pub ports: Option<(u16, u16)>,
    pub user: u32,
    /// Only routes that reach no farther than this are of use.
    pub scope: Scope,
    /// Routes over a device without carrier count although `ignore_routes_with_linkdown` is set.
    pub accept_link_down: bool,
}

impl Flow {
    /// The flow of a packet this host sends to `destination`, everything else open.
    pub fn to(destination: Ipv4Addr) -> Flow {
        Flow {
            destination,
            source: Ipv4Addr::UNSPECIFIED,
            input: InterfaceName::LOOPBACK,
            output: InterfaceName::NONE,
            mark: 0,
            tos: 0,
            protocol: None,
            ports: None,
            user: 0,
            scope: Scope::Global,
            accept_link_down: false,
        }
    }
}
