//! A TCP segment's header: ports, numbers, flags, options.

use std::fmt;

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TcpSegment {
    pub source_port: u16,
    pub destination_port: u16,
    pub sequence: u32,
    pub acknowledgement: u32,
    pub flags: TcpFlags,
    pub window: u16,
    pub options: TcpOptions,
}

impl TcpSegment {
    pub fn header_length(&self) -> u32 {
        20 + self.options.length()
    }
}

/// The options of a segment, as far as they show in its length or a rule can ask for them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TcpOptions {
    pub maximum_segment_size: Option<u16>,
    pub sack_permitted: bool,
    pub timestamps: bool,
    pub window_scale: Option<u8>,
    /// What arrived beyond a gap.
    pub sack: SackBlocks,
}

/// Ranges of sequence numbers, as many as fit beside time stamps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SackBlocks([Option<(u32, u32)>; SackBlocks::MOST]);

impl SackBlocks {
    pub const MOST: usize = 3;

    /// One more, if there is room.
    pub fn push(&mut self, block: (u32, u32)) {
        if let Some(slot) = self.0.iter_mut().find(|slot| slot.is_none()) {
            *slot = Some(block);
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = (u32, u32)> {
        self.0.into_iter().flatten()
    }

    /// Two fillers, kind, length, and the blocks.
    fn length(&self) -> u32 {
        match self.iter().count() {
            0 => 0,
            count => 4 + 8 * count as u32,
        }
    }
}

impl TcpOptions {
    /// Bytes, filled up to a multiple of four the way Linux lays them out.
    pub fn length(&self) -> u32 {
        let mss = if self.maximum_segment_size.is_some() { 4 } else { 0 };
        let stamps = match (self.timestamps, self.sack_permitted) {
            (true, _) => 12, // SACK-permitted takes the place of the two fillers
            (false, true) => 4,
            (false, false) => 0,
        };
        let scale = if self.window_scale.is_some() { 4 } else { 0 };
        mss + stamps + scale + self.sack.length()
    }
}

/// The flags byte of a TCP header.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TcpFlags(pub u8);

impl TcpFlags {
    pub const FIN: TcpFlags = TcpFlags(0x01);
    pub const SYN: TcpFlags = TcpFlags(0x02);
    pub const RST: TcpFlags = TcpFlags(0x04);
    pub const PSH: TcpFlags = TcpFlags(0x08);
    pub const ACK: TcpFlags = TcpFlags(0x10);
    pub const URG: TcpFlags = TcpFlags(0x20);
    pub const ECE: TcpFlags = TcpFlags(0x40);
    pub const CWR: TcpFlags = TcpFlags(0x80);

    /// In the order people write them down: `SYN,ACK`, `PSH,ACK`.
    pub const NAMES: [(TcpFlags, &'static str); 8] = [
        (TcpFlags::SYN, "SYN"),
        (TcpFlags::FIN, "FIN"),
        (TcpFlags::RST, "RST"),
        (TcpFlags::PSH, "PSH"),
        (TcpFlags::ACK, "ACK"),
        (TcpFlags::URG, "URG"),
        (TcpFlags::ECE, "ECE"),
        (TcpFlags::CWR, "CWR"),
    ];

    pub fn has(self, flag: TcpFlags) -> bool {
        self.0 & flag.0 == flag.0
    }

    pub fn with(self, flag: TcpFlags) -> TcpFlags {
        TcpFlags(self.0 | flag.0)
    }

    pub fn without(self, flag: TcpFlags) -> TcpFlags {
        TcpFlags(self.0 & !flag.0)
    }
}

impl fmt::Display for TcpFlags {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = TcpFlags::NAMES.iter().filter(|(flag, _)| self.has(*flag)).map(|(_, name)| *name).collect();
        formatter.write_str(&names.join(","))
    }
}

impl fmt::Debug for TcpFlags {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{self}")
    }
}

/// `SYN,ACK` where people read, a byte elsewhere.
impl Serialize for TcpFlags {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match serializer.is_human_readable() {
            true => serializer.collect_str(self),
            false => serializer.serialize_u8(self.0),
        }
    }
}

impl<'de> Deserialize<'de> for TcpFlags {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<TcpFlags, D::Error> {
        if !deserializer.is_human_readable() {
            return u8::deserialize(deserializer).map(TcpFlags);
        }
        let text = String::deserialize(deserializer)?;
        let mut names = text.split(',').filter(|name| !name.is_empty());
        names.try_fold(TcpFlags::default(), |flags, name| {
            let named = TcpFlags::NAMES.iter().find(|(_, known)| *known == name);
            let unknown = || serde::de::Error::custom(format_args!("no flag of TCP is called {name}"));
            Ok(flags.with(named.ok_or_else(unknown)?.0))
        })
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for TcpFlags {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "TcpFlags".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "description": "Names with commas between them: SYN,ACK" })
    }
}
