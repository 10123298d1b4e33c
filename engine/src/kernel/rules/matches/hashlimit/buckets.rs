//! The buckets of one `hashlimit` name.

use std::collections::BTreeMap;
use std::time::Duration;

use super::{Amount, Hashlimit};
use crate::kernel::clock::Instant;
use crate::kernel::packet::Datagram;

/// What tells one bucket from another; parts that the mode leaves out are zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    pub source: u32,
    pub destination: u32,
    pub source_port: u16,
    pub destination_port: u16,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Buckets {
    /// The rule that made them. Those that name them later share them as they are: only "above" or "up to" is their own
    /// (counted by rules on a real kernel).
    made_by: Hashlimit,
    buckets: BTreeMap<Key, Bucket>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Bucket {
    /// Microseconds of refilling for packets; microseconds times rate for bytes.
    credit: u128,
    filled: Instant,
    expires: Instant,
}

impl Buckets {
    pub fn made_by(rule: &Hashlimit) -> Buckets {
        Buckets { made_by: rule.clone(), buckets: BTreeMap::new() }
    }

    /// Takes one packet's cost out of its bucket; false if there is not enough.
    pub fn take(&mut self, datagram: &Datagram, now: Instant) -> bool {
        let Hashlimit { mode, amount, expire, source_prefix, destination_prefix, .. } = self.made_by;
        let key = mode.key(datagram, source_prefix, destination_prefix);
        self.buckets.retain(|_, bucket| bucket.expires > now);
        let full = full(amount);
        let bucket = self.buckets.entry(key).or_insert(Bucket { credit: full, filled: now, expires: now });
        let elapsed = now.since(bucket.filled).as_micros();
        bucket.credit = bucket.credit.saturating_add(refill(amount, elapsed)).min(full);
        bucket.filled = now;
        bucket.expires = now + Duration::from_millis(u64::from(expire));
        let cost = cost(amount, datagram.total_length());
        let enough = bucket.credit >= cost;
        if enough {
            bucket.credit -= cost;
        }
        enough
    }
}

const MICROSECONDS: u128 = 1_000_000;

fn full(amount: Amount) -> u128 {
    match amount {
        Amount::Packets { period, burst } => u128::from(period) * u128::from(burst),
        Amount::Bytes { rate, burst: 0, .. } => u128::from(rate) * MICROSECONDS,
        Amount::Bytes { burst, .. } => u128::from(burst) * MICROSECONDS,
    }
}

fn refill(amount: Amount, elapsed: u128) -> u128 {
    match amount {
        Amount::Packets { .. } => elapsed,
        Amount::Bytes { rate, .. } => elapsed.saturating_mul(u128::from(rate)),
    }
}

fn cost(amount: Amount, length: u32) -> u128 {
    match amount {
        Amount::Packets { period, .. } => u128::from(period),
        Amount::Bytes { .. } => u128::from(length) * MICROSECONDS,
    }
}
