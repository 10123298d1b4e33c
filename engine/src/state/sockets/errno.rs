//! What a system call can fail with, as far as packets cause it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::state::packet::IcmpMessage;
use crate::state::route::RouteError;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Errno {
    ConnectionRefused,
    HostUnreachable,
    NetworkUnreachable,
    TimedOut,
    NotPermitted,
    ConnectionReset,
    ProtocolUnreachable,
    PermissionDenied,
    AddressInUse,
    AddressNotAvailable,
    InvalidArgument,
    NoSuchDevice,
    NotConnected,
    BrokenPipe,
    MessageTooLong,
    HostDown,
    ProtocolError,
    NotSupported,
    NotOnNetwork,
    LimitReached,
}

impl Errno {
    /// The words of recordings.
    pub fn name(self) -> &'static str {
        match self {
            Errno::ConnectionRefused => "refused",
            Errno::HostUnreachable => "host unreachable",
            Errno::NetworkUnreachable => "network unreachable",
            Errno::TimedOut => "timeout",
            Errno::NotPermitted => "not permitted",
            Errno::ConnectionReset => "reset",
            Errno::ProtocolUnreachable => "protocol unreachable",
            Errno::PermissionDenied => "permission denied",
            Errno::AddressInUse => "address in use",
            Errno::AddressNotAvailable => "address not available",
            Errno::InvalidArgument => "invalid argument",
            Errno::NoSuchDevice => "ENODEV",
            Errno::NotConnected => "ENOTCONN",
            Errno::BrokenPipe => "EPIPE",
            Errno::MessageTooLong => "EMSGSIZE",
            Errno::HostDown => "EHOSTDOWN",
            Errno::ProtocolError => "EPROTO",
            Errno::NotSupported => "EOPNOTSUPP",
            Errno::NotOnNetwork => "ENONET",
            Errno::LimitReached => "ENOBUFS",
        }
    }

    /// What an ICMP error means to a socket, and whether it is fatal to one that is connected (`icmp_err_convert`).
    pub fn of_icmp(kind: u8, code: u8) -> Option<(Errno, bool)> {
        match kind {
            IcmpMessage::TIME_EXCEEDED => Some((Errno::HostUnreachable, false)),
            IcmpMessage::PARAMETER_PROBLEM => Some((Errno::ProtocolError, true)),
            IcmpMessage::DESTINATION_UNREACHABLE => Some(match code {
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
}

impl From<RouteError> for Errno {
    fn from(error: RouteError) -> Errno {
        match error {
            RouteError::NetworkUnreachable => Errno::NetworkUnreachable,
            RouteError::HostUnreachable => Errno::HostUnreachable,
            RouteError::PermissionDenied => Errno::PermissionDenied,
            RouteError::InvalidArgument => Errno::InvalidArgument,
            RouteError::NoSuchDevice => Errno::NoSuchDevice,
        }
    }
}

impl fmt::Display for Errno {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}
