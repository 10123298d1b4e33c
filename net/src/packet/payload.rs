//! How a payload is written: as text where people read and it is text, else byte by byte.

use std::fmt;
use std::sync::Arc;

use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserializer, Serialize, Serializer};

/// What stands in JSON.
#[cfg(feature = "schema")]
#[derive(schemars::JsonSchema)]
#[serde(untagged)]
#[allow(dead_code, reason = "only its schema is of use")]
pub enum Shown {
    Text(String),
    Bytes(Vec<u8>),
}

pub fn serialize<S: Serializer>(payload: &Arc<[u8]>, serializer: S) -> Result<S::Ok, S::Error> {
    match std::str::from_utf8(payload) {
        Ok(text) if serializer.is_human_readable() => serializer.serialize_str(text),
        _ if serializer.is_human_readable() => payload.serialize(serializer),
        _ => serializer.serialize_bytes(payload),
    }
}

pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<[u8]>, D::Error> {
    match deserializer.is_human_readable() {
        true => deserializer.deserialize_any(TextOrBytes),
        false => deserializer.deserialize_byte_buf(TextOrBytes),
    }
}

struct TextOrBytes;

impl<'de> Visitor<'de> for TextOrBytes {
    type Value = Arc<[u8]>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a text, or a list of bytes")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Arc<[u8]>, E> {
        Ok(Arc::from(text.as_bytes()))
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Arc<[u8]>, E> {
        Ok(Arc::from(bytes))
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut sequence: S) -> Result<Arc<[u8]>, S::Error> {
        let mut bytes = Vec::new();
        while let Some(byte) = sequence.next_element()? {
            bytes.push(byte);
        }
        Ok(Arc::from(bytes))
    }
}
