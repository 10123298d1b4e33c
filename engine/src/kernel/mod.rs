//! One host at work: what Linux does with a packet. Knows nothing of commands, Docker, lessons or pages.

pub mod arp;
pub mod event;
pub mod host;
pub mod nat;
pub mod sockets;
pub mod stack;
pub mod walk;
