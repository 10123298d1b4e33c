//! What a host keeps, and how it is looked up and changed. No packet moves here, and no rule is known.

pub mod calendar;
pub mod clock;
pub mod conntrack;
pub mod hook;
pub mod interface;
pub mod jenkins;
pub mod neighbours;
pub mod packet;
pub mod protocol;
pub mod route;
pub mod sets;
pub mod sockets;
pub mod sysctl;
