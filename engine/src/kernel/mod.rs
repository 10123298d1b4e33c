//! What Linux does with a packet on one host. Knows nothing of commands, Docker, lessons or pages.

pub mod arp;
pub mod calendar;
pub mod clock;
pub mod conntrack;
pub mod event;
pub mod hook;
pub mod host;
pub mod interface;
pub mod jenkins;
pub mod nat;
pub mod neighbours;
pub mod packet;
pub mod route;
pub mod rules;
pub mod sets;
pub mod sockets;
pub mod stack;
pub mod sysctl;
pub mod walk;
