//! The names that listings of connections give to protocols; they know fewer than iptables does.

use trace::print::connection::PROTOCOLS;
pub use trace::print::connection::{UNKNOWN, protocol_name as name};

/// Also for `unknown`, which says nothing: `None`.
pub fn number(name: &str) -> Option<u8> {
    PROTOCOLS.iter().find(|(_, known)| *known == name).map(|(number, _)| *number)
}
