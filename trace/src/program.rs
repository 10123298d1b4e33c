//! What programs get to see, and who a packet is delivered to.

use std::fmt;

use net::{Address, Endpoint};
use serde::{Deserialize, Serialize};

use crate::ids::SocketId;
use crate::route::RouteError;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Receiver {
    Socket(SocketId),
    /// The kernel answers or notes it itself: ICMP, a reset to a closed port.
    Kernel,
    /// Nobody on this host: a broadcast without listener, a protocol without handler.
    Nobody,
}

/// What a program on the host got to see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Saw {
    Connected {
        local: Endpoint,
        peer: Endpoint,
    },
    Accepted {
        local: Endpoint,
        peer: Endpoint,
        original_destination: Option<Endpoint>,
    },
    Data {
        from: Endpoint,
        text: String,
    },
    ClosedByPeer,
    Failed(Errno),
    /// It waited long enough.
    GaveUp,
    Replied {
        from: Address,
        ttl: u8,
    },
    IcmpError {
        kind: u8,
        code: u8,
        from: Address,
    },
    /// A relay began a connection of its own.
    Relay {
        to: Endpoint,
        result: Result<(), Errno>,
    },
}

/// What a system call can fail with, as far as packets cause it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
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
}

impl fmt::Display for Errno {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
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
