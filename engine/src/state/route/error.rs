//! Why the kernel refuses a change of addresses, routes and rules, in its words.

use std::fmt;

/// Why the kernel refused a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeError {
    FileExists,
    NoSuchProcess,
    NoSuchFile,
    NetworkDown,
    InvalidArgument,
    /// The gateway's own way, if that is what is wrong.
    InvalidGateway,
    NoEgressDevice,
    DeviceNotUp,
    OnlinkDeviceNotUp,
    InvalidSource,
    InvalidScope,
    InvalidHopFlags,
    InvalidHopScope,
    HostScopeWithGateway,
    HostScopeWithHops,
    InvalidPrefix,
    BackwardGoto,
    InvalidTos,
    NoSuchDevice,
    OperationNotSupported,
    NoSuchTable,
    AddressAssigned,
    AddressNotFound,
    InvalidAddressScope,
}

/// How the kernel says it: with a message of its own, or by an error number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorWords {
    /// `Error: Nexthop has invalid gateway.`
    Message(&'static str),
    /// `RTNETLINK answers: File exists`
    Number(&'static str),
}

impl ChangeError {
    pub fn words(self) -> ErrorWords {
        use ErrorWords::{Message, Number};
        match self {
            ChangeError::FileExists => Number("File exists"),
            ChangeError::NoSuchProcess => Number("No such process"),
            ChangeError::NoSuchFile => Number("No such file or directory"),
            ChangeError::NetworkDown => Number("Network is down"),
            ChangeError::InvalidArgument => Number("Invalid argument"),
            ChangeError::InvalidGateway => Message("Nexthop has invalid gateway"),
            ChangeError::NoEgressDevice => Message("No egress device for nexthop gateway"),
            ChangeError::DeviceNotUp => Message("Device for nexthop is not up"),
            ChangeError::OnlinkDeviceNotUp => Message("Nexthop device is not up"),
            ChangeError::InvalidSource => Message("Invalid prefsrc address"),
            ChangeError::HostScopeWithGateway => Message("Route with host scope can not have a gateway"),
            ChangeError::HostScopeWithHops => Message("Route with host scope can not have multiple nexthops"),
            ChangeError::InvalidHopFlags => Message("Invalid flags for nexthop - PERVASIVE and ONLINK can not be set"),
            ChangeError::InvalidHopScope => Message("Nexthop has invalid scope"),
            ChangeError::InvalidScope => Message("Invalid scope"),
            ChangeError::InvalidPrefix => Message("Invalid prefix for given prefix length"),
            ChangeError::BackwardGoto => Message("Backward goto not supported"),
            ChangeError::InvalidTos => Message("Invalid dsfield (tos): ECN bits must be 0"),
            ChangeError::NoSuchDevice => Number("No such device"),
            ChangeError::OperationNotSupported => Number("Operation not supported"),
            ChangeError::NoSuchTable => Message("ipv4: FIB table does not exist"),
            ChangeError::AddressAssigned => Message("ipv4: Address already assigned"),
            ChangeError::AddressNotFound => Message("ipv4: Address not found"),
            ChangeError::InvalidAddressScope => Message("ipv4: Invalid scope value"),
        }
    }
}

impl fmt::Display for ChangeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.words() {
            ErrorWords::Message(text) | ErrorWords::Number(text) => formatter.write_str(text),
        }
    }
}

impl std::error::Error for ChangeError {}
