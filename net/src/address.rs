//! Addresses, prefixes and endpoints, each of a family.

use std::fmt;
pub use std::net::IpAddr as Address;
use std::net::Ipv4Addr;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Family {
    #[default]
    V4,
    V6,
}

impl Family {
    pub fn of(address: Address) -> Family {
        if address.is_ipv4() { Family::V4 } else { Family::V6 }
    }

    /// How many bits an address has.
    pub fn bits(self) -> u8 {
        match self {
            Family::V4 => 32,
            Family::V6 => 128,
        }
    }
}

/// `10.0.0.0/8`; the address may have bits behind the prefix, as that of an interface has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Prefix {
    address: Address,
    length: u8,
}

impl Prefix {
    /// None if the family has fewer bits.
    pub fn new(address: Address, length: u8) -> Option<Prefix> {
        (length <= Family::of(address).bits()).then_some(Prefix { address, length })
    }

    /// The prefix that is one address.
    pub fn of_address(address: Address) -> Prefix {
        Prefix { address, length: Family::of(address).bits() }
    }

    pub fn address(self) -> Address {
        self.address
    }

    pub fn length(self) -> u8 {
        self.length
    }

    pub fn family(self) -> Family {
        Family::of(self.address)
    }

    pub fn is_one_address(self) -> bool {
        self.length == self.family().bits()
    }

    pub fn contains(self, address: Address) -> bool {
        match (self.address, address) {
            (Address::V4(own), Address::V4(other)) => {
                let mask = u32::MAX.checked_shl(u32::from(32 - self.length)).unwrap_or(0);
                (u32::from(own) ^ u32::from(other)) & mask == 0
            }
            (Address::V6(own), Address::V6(other)) => {
                let mask = u128::MAX.checked_shl(u32::from(128 - self.length)).unwrap_or(0);
                (u128::from(own) ^ u128::from(other)) & mask == 0
            }
            (Address::V4(_), Address::V6(_)) | (Address::V6(_), Address::V4(_)) => false,
        }
    }
}

impl fmt::Display for Prefix {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.address, self.length)
    }
}

impl FromStr for Prefix {
    type Err = NoPrefix;

    /// `10.0.0.0/8`, or an address alone.
    fn from_str(text: &str) -> Result<Prefix, NoPrefix> {
        let (address, length) = text.split_once('/').map_or((text, None), |(address, length)| (address, Some(length)));
        let address = address.parse().map_err(|_| NoPrefix)?;
        match length {
            Some(length) => Prefix::new(address, length.parse().map_err(|_| NoPrefix)?).ok_or(NoPrefix),
            None => Ok(Prefix::of_address(address)),
        }
    }
}

/// A text that is no prefix of either family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoPrefix;

impl fmt::Display for NoPrefix {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("expected an address, or a prefix such as 10.0.0.0/8")
    }
}

impl std::error::Error for NoPrefix {}

impl Serialize for Prefix {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Prefix {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Prefix, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|error| serde::de::Error::custom(format_args!("{text}: {error}")))
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Prefix {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Prefix".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "description": "An address and how many of its bits count: 10.0.0.0/8" })
    }
}

/// An address and a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Endpoint {
    pub address: Address,
    pub port: u16,
}

impl Endpoint {
    pub fn new(address: impl Into<Address>, port: u16) -> Endpoint {
        Endpoint { address: address.into(), port }
    }

    pub fn family(self) -> Family {
        Family::of(self.address)
    }
}

impl From<(Ipv4Addr, u16)> for Endpoint {
    fn from((address, port): (Ipv4Addr, u16)) -> Endpoint {
        Endpoint::new(address, port)
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        std::net::SocketAddr::new(self.address, self.port).fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_read_and_written_in_either_family() {
        for text in ["10.0.0.0/8", "0.0.0.0/0", "192.0.2.1/32", "2001:db8::/32", "::/0"] {
            assert_eq!(text.parse::<Prefix>().expect(text).to_string(), text);
        }
        assert_eq!("192.0.2.1".parse(), Ok(Prefix::of_address(Address::from([192, 0, 2, 1]))));
        for text in ["10.0.0.0/33", "2001:db8::/129", "10.0.0/8", "", "/8"] {
            assert_eq!(text.parse::<Prefix>(), Err(NoPrefix), "{text:?}");
        }
    }

    #[test]
    fn a_prefix_contains_addresses_of_its_family_alone() {
        let contains =
            |prefix: &str, address: &str| prefix.parse::<Prefix>().expect(prefix).contains(address.parse().expect(address));
        assert!(contains("10.0.0.0/8", "10.255.0.1"));
        assert!(!contains("10.0.0.0/8", "11.0.0.1"));
        assert!(contains("0.0.0.0/0", "11.0.0.1"));
        assert!(contains("2001:db8::/32", "2001:db8:1::1"));
        assert!(!contains("::/0", "10.0.0.1"));
        assert!(!contains("0.0.0.0/0", "::1"));
    }
}
