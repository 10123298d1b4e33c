//! The buckets of one `hashlimit` name, counted as `xt_hashlimit.c` counts (recordings: extra-clocks).

use std::collections::BTreeMap;
use std::time::Duration;

use super::{Amount, Hashlimit};
use crate::state::clock::Instant;
use crate::state::packet::Datagram;
use crate::rules::values::rate;

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
    /// The rule that made them. Those that name it later share them as they are: only "above" or "up to" is their own
    /// (counted by rules on a real kernel).
    made_by: Hashlimit,
    made_at: Instant,
    /// Idle buckets are looked for once in a while; the last time that was.
    collected: Instant,
    buckets: BTreeMap<Key, Bucket>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Bucket {
    level: Level,
    expires: Instant,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Level {
    Limit(Limit),
    Window(Window),
}

/// What is left to spend.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Limit {
    /// Microseconds for packets; for bytes shares of a second, of which there are `SECOND`.
    credit: u64,
    /// Bytes: how often an empty bucket is filled at once. That is what a burst of bytes is.
    refills: u64,
    filled: Instant,
}

/// `--hashlimit-rate-match`: nothing is spent, what came is compared with the rate.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Window {
    came: u64,
    /// The window before this one was above the rate.
    above_before: bool,
    since: Instant,
}

/// Is the flow within its limit?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    Yes,
    No,
    /// There are as many buckets as there may be: the kernel drops the packet.
    Full,
}

/// A second of refilling, in the kernel's credits for bytes (`CREDITS_PER_JIFFY_BYTES * HZ`).
const SECOND: u64 = (1 << 24) * 250;
const MICROSECONDS: u64 = 1_000_000;
/// Where a rule names no size the kernel takes one by its memory: this from one gigabyte on.
const USUAL_SIZE: u32 = 8192;
const BUCKETS_OF_SIZE: u32 = 8;

impl Buckets {
    pub fn made_by(rule: &Hashlimit, now: Instant) -> Buckets {
        Buckets { made_by: rule.clone(), made_at: now, collected: now, buckets: BTreeMap::new() }
    }

    /// Counts one packet.
    pub fn count(&mut self, datagram: &Datagram, now: Instant) -> Within {
        self.collect(now);
        let key = self.made_by.mode.key(datagram, self.made_by.source_prefix, self.made_by.destination_prefix);
        if self.buckets.len() >= self.most() && !self.buckets.contains_key(&key) {
            return Within::Full;
        }
        let fresh = || Bucket { level: Level::new(&self.made_by, now), expires: now };
        let bucket = self.buckets.entry(key).or_insert_with(fresh);
        bucket.expires = now + Duration::from_millis(u64::from(self.made_by.expire));
        let within = match &mut bucket.level {
            Level::Limit(limit) => limit.take(self.made_by.amount, datagram.total_length(), now),
            Level::Window(window) => window.count(&self.made_by, datagram.total_length(), now),
        };
        if within { Within::Yes } else { Within::No }
    }

    /// What the packet's bucket holds: packets that may come still, or what came of a rate.
    pub fn level(&self, datagram: &Datagram) -> String {
        let key = self.made_by.mode.key(datagram, self.made_by.source_prefix, self.made_by.destination_prefix);
        match (self.buckets.get(&key).map(|bucket| bucket.level), self.made_by.amount) {
            (None, _) => String::new(),
            (Some(Level::Window(window)), _) => window.came.to_string(),
            (Some(Level::Limit(limit)), Amount::Packets { period, .. }) => rate::hundredths(limit.credit, period),
            (Some(Level::Limit(limit)), Amount::Bytes { cost, .. }) => {
                let one = (u128::from(cost) * u128::from(SECOND)) >> 32;
                rate::hundredths(limit.credit, u64::try_from(one).unwrap_or(u64::MAX)) + " * 16 B"
            }
        }
    }

    fn most(&self) -> usize {
        let size = if self.made_by.table_size == 0 { USUAL_SIZE } else { self.made_by.table_size };
        let most = match self.made_by.table_greatest {
            0 => size.saturating_mul(BUCKETS_OF_SIZE),
            most => most.max(size),
        };
        usize::try_from(most).unwrap_or(usize::MAX)
    }

    /// The kernel looks for idle buckets every so often, counted from when the table was made. What the lab's clock puts into the
    /// same moment is in truth a little later: it stays until the next time (recorded: clocks, seed 3 case 15).
    fn collect(&mut self, now: Instant) {
        let interval = u64::from(self.made_by.collection_interval.max(1)) * 1000;
        let elapsed = self.made_at.until(now);
        let latest = self.made_at + Duration::from_micros(elapsed - elapsed % interval);
        if latest > self.collected {
            self.collected = latest;
            self.buckets.retain(|_, bucket| bucket.expires >= latest);
        }
    }
}

impl Level {
    fn new(rule: &Hashlimit, now: Instant) -> Level {
        if rule.rate_match {
            return Level::Window(Window { came: 0, above_before: false, since: now });
        }
        let (credit, refills) = match rule.amount {
            Amount::Packets { period, burst } => (most_credit(period, burst), 0),
            Amount::Bytes { rate, burst, .. } => (SECOND, burst / rate.max(1)),
        };
        Level::Limit(Limit { credit, refills, filled: now })
    }
}

/// What the kernel counts in: so many to a microsecond.
const CREDITS: u64 = 137_438_953;

/// What so many packets cost. It does not notice that its numbers have an end (`user2credits`).
pub(super) fn credits(period: u64, burst: u32) -> u64 {
    period.wrapping_mul(u64::from(burst)).wrapping_mul(CREDITS)
}

/// In microseconds: less than it says where a long period times a high burst runs over the end (recordings: hlo-1day-3 …).
fn most_credit(period: u64, burst: u32) -> u64 {
    credits(period, burst) / CREDITS
}

impl Limit {
    /// Takes one packet's cost; false if there is not enough.
    fn take(&mut self, amount: Amount, length: u32, now: Instant) -> bool {
        let elapsed = self.filled.until(now);
        self.filled = now;
        let cost = match amount {
            Amount::Packets { period, burst } => {
                self.credit = self.credit.saturating_add(elapsed).min(most_credit(period, burst));
                period
            }
            Amount::Bytes { cost, .. } => {
                let refill = elapsed.min(MICROSECONDS) * SECOND / MICROSECONDS;
                self.credit = (self.credit + refill).min(SECOND);
                self.cost_of_bytes(cost, length)
            }
        };
        let enough = self.credit >= cost;
        if enough {
            self.credit -= cost;
        }
        enough
    }

    /// `hashlimit_byte_cost`: sixteen bytes cost the same as one.
    fn cost_of_bytes(&mut self, of_sixteen: u64, length: u32) -> u64 {
        let pieces = u64::from(length >> 4) + 1;
        let one = (u128::from(of_sixteen) * u128::from(SECOND)) >> 32;
        let cost = u64::try_from(one).unwrap_or(u64::MAX).saturating_mul(pieces).min(SECOND);
        if self.credit < cost && self.refills > 0 {
            self.refills -= 1;
            self.credit = SECOND;
        }
        cost
    }
}

impl Window {
    fn count(&mut self, rule: &Hashlimit, length: u32, now: Instant) -> bool {
        let (rate, burst, cost) = match rule.amount {
            Amount::Packets { period, burst } => {
                let rate = MICROSECONDS / period.max(1);
                (rate, rate.saturating_add(u64::from(burst)), 1)
            }
            Amount::Bytes { rate, burst, .. } => (rate, (burst / rate.max(1)).max(1).saturating_mul(rate), u64::from(length)),
        };
        let interval = u64::from(rule.rate_interval) * MICROSECONDS;
        let elapsed = self.since.until(now);
        if elapsed > 0 && elapsed >= interval {
            let above = u128::from(self.came) * u128::from(interval) > u128::from(elapsed) * u128::from(rate);
            *self = Window { came: 0, above_before: above, since: now };
        }
        self.came = self.came.saturating_add(cost);
        !self.above_before && self.came <= burst
    }
}
