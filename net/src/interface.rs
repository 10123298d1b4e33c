//! Names of interfaces, and how far an address reaches.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The longest name an interface can have (`IFNAMSIZ` less the closing zero).
pub const LONGEST_NAME: usize = 15;

/// An interface's name as the kernel keeps it: sixteen bytes, filled with zeros. Empty is "none".
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InterfaceName([u8; 16]);

impl InterfaceName {
    pub const NONE: InterfaceName = InterfaceName([0; 16]);
    pub const LOOPBACK: InterfaceName = InterfaceName(*b"lo\0\0\0\0\0\0\0\0\0\0\0\0\0\0");

    /// `None` if the text is longer than the kernel keeps, or has a zero in it.
    pub fn new(text: &str) -> Option<InterfaceName> {
        if text.len() > LONGEST_NAME || text.contains('\0') {
            return None;
        }
        let mut bytes = [0; 16];
        bytes[..text.len()].copy_from_slice(text.as_bytes());
        Some(InterfaceName(bytes))
    }

    pub fn is_none(&self) -> bool {
        self.0[0] == 0
    }

    pub fn as_str(&self) -> &str {
        let length = self.0.iter().position(|byte| *byte == 0).unwrap_or(self.0.len());
        std::str::from_utf8(&self.0[..length]).unwrap_or("?")
    }

    /// For people: a dash where there is none.
    pub fn or_dash(&self) -> &str {
        if self.is_none() { "-" } else { self.as_str() }
    }

    pub fn bits(&self) -> u128 {
        u128::from_ne_bytes(self.0)
    }
}

impl fmt::Display for InterfaceName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Debug for InterfaceName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}", self.as_str())
    }
}

impl Serialize for InterfaceName {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for InterfaceName {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        InterfaceName::new(&text)
            .ok_or_else(|| serde::de::Error::custom(format!("interface name longer than {LONGEST_NAME}: {text}")))
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for InterfaceName {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "InterfaceName".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "maxLength": LONGEST_NAME, "description": "Empty: no interface" })
    }
}

/// How far an address or a route reaches; smaller reaches farther.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    Global,
    Site,
    Link,
    Host,
    Nowhere,
}
