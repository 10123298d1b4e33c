//! What travels on a wire, as values: addresses with their family, interfaces by name, datagrams. Nothing here decides anything.
//!
//! A value that holds addresses is generic over them where the kernel computes with one family and everybody else shows any:
//! `Datagram<Ipv4Addr>` moves inside of a host, `Datagram` (of `Address`) stands in traces.

mod address;
mod interface;
mod mac;
pub mod packet;

pub use address::{Address, Endpoint, Family, Prefix};
pub use interface::{InterfaceName, LONGEST_NAME, Scope};
pub use mac::Mac;
pub use packet::{Datagram, Protocol, TcpFlags, Transport};
