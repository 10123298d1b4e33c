//! Texts and the model: reading what people paste and type, printing what the tools print.

pub mod conntrack;
pub mod finding;
mod fnv;
pub mod ip;
pub mod ipset;
pub mod iptables;
pub mod listing;
pub mod netstat;
pub mod paste;
pub mod sockets;
pub mod ss;
pub mod trace;

pub use ::trace::print::log;
