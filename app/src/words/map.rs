//! What the map says: on its platforms in three words at most, and to those who hear it instead of seeing it.

mod chinese;
mod english;

pub use chinese::WORDS as CHINESE;
pub use english::WORDS as ENGLISH;

use engine::kernel::event::{Drop, Skip};
use engine::rules::targets::act::RejectWith;

pub struct MapWords {
    /// What the map is, for those who come to it by keyboard or ear.
    pub name: &'static str,
    pub process: &'static str,
    /// Stands for the local process where the kernel itself made the packet.
    pub kernel: &'static str,
    pub routing: &'static str,
    /// Stands for the routing decision where a bridge leads past it.
    pub not_asked: &'static str,
    pub second_pass: &'static str,
    pub second_pass_short: &'static str,
    pub bridge_past_hooks: &'static str,
    pub rule: fn(usize) -> String,
    pub policy: &'static str,
    pub skipped: fn(Skip) -> &'static str,
    /// A lookup or a confirmation that did not take place.
    pub no_lookup: &'static str,
    pub nothing_new: &'static str,
    pub confirmed: &'static str,
    pub more_chains: fn(usize) -> String,
    pub stopped: fn(Drop) -> &'static str,
    pub by_policy: fn(&str) -> String,
    pub by_rule: fn(&str, usize) -> String,
    pub rejected: fn(&str) -> String,
    pub was: &'static str,
    pub heard: HeardWords,
}

/// Sentences of the text that stands for the picture.
pub struct HeardWords {
    pub network: &'static str,
    pub host: fn(&str, Option<&str>) -> String,
    pub container: fn(&str, Option<&str>, &str) -> String,
    pub packet_on: fn(&str, &str) -> String,
    pub packet_left: fn(&str, &str) -> String,
    pub nothing_yet: &'static str,
    pub program_on: fn(&str) -> String,
    pub station: fn(&str, &str) -> String,
    pub is_here: &'static str,
    pub chains: fn(&str) -> String,
    pub ends: fn(&str) -> String,
    pub waiting: &'static str,
    pub bridged: fn(&str) -> String,
}

/// As `--reject-with` has it.
pub fn reject_name(with: RejectWith) -> &'static str {
    match with {
        RejectWith::NetUnreachable => "icmp-net-unreachable",
        RejectWith::HostUnreachable => "icmp-host-unreachable",
        RejectWith::ProtocolUnreachable => "icmp-proto-unreachable",
        RejectWith::PortUnreachable => "icmp-port-unreachable",
        RejectWith::NetProhibited => "icmp-net-prohibited",
        RejectWith::HostProhibited => "icmp-host-prohibited",
        RejectWith::AdminProhibited => "icmp-admin-prohibited",
        RejectWith::TcpReset => "tcp-reset",
    }
}
