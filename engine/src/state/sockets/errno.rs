//! What a system call fails with because of a packet or of a route.

pub use trace::program::Errno;

use crate::state::packet::icmp_type;

/// What an ICMP error means to a socket, and whether it is fatal to one that is connected (`icmp_err_convert`).
pub fn of_icmp(kind: u8, code: u8) -> Option<(Errno, bool)> {
    match kind {
        icmp_type::TIME_EXCEEDED => Some((Errno::HostUnreachable, false)),
        icmp_type::PARAMETER_PROBLEM => Some((Errno::ProtocolError, true)),
        icmp_type::DESTINATION_UNREACHABLE => Some(match code {
            0 => (Errno::NetworkUnreachable, false),
            1 => (Errno::HostUnreachable, false),
            2 => (Errno::ProtocolUnreachable, true),
            3 => (Errno::ConnectionRefused, true),
            4 => (Errno::MessageTooLong, false),
            5 => (Errno::NotSupported, false),
            6 => (Errno::NetworkUnreachable, true),
            7 => (Errno::HostDown, true),
            8 => (Errno::NotOnNetwork, true),
            9 => (Errno::NetworkUnreachable, true),
            10 => (Errno::HostUnreachable, true),
            11 => (Errno::NetworkUnreachable, false),
            12 => (Errno::HostUnreachable, false),
            13..=15 => (Errno::HostUnreachable, true),
            16.. => return None,
        }),
        _ => None,
    }
}
