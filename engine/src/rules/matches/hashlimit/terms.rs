//! What a `hashlimit` rule says.

use std::sync::Arc;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hashlimit {
    pub above: bool,
    pub amount: Amount,
    pub mode: Mode,
    pub name: Arc<str>,
    pub source_prefix: u8,
    pub destination_prefix: u8,
    pub table_size: u32,
    pub table_greatest: u32,
    /// Milliseconds.
    pub collection_interval: u32,
    /// Milliseconds an idle bucket is kept.
    pub expire: u32,
    pub rate_match: bool,
    pub rate_interval: u32,
}

/// What a bucket counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// A packet each `period` microseconds.
    Packets { period: u64, burst: u32 },
    /// Bytes in a second; a burst of zero is the rate itself. What the library keeps is the cost of sixteen bytes.
    Bytes { rate: u64, cost: u64, burst: u64 },
}

/// What buckets are kept by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mode {
    pub source: bool,
    pub destination: bool,
    pub source_port: bool,
    pub destination_port: bool,
}
