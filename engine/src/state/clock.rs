//! The lab's clock: the only time the engine knows.

use std::ops::{Add, Sub};
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A moment of virtual time, in microseconds since the lab was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Instant(pub u64);

/// When a lab's clock stands at zero, in seconds since 1970: noon of Monday, 5 January 2026, UTC.
pub const EPOCH: u64 = 1_767_614_400;

impl Instant {
    /// Seconds since 1970, for what asks for a date.
    pub fn unix_seconds(self) -> u64 {
        EPOCH.saturating_add(self.seconds())
    }

    pub fn since(self, earlier: Instant) -> Duration {
        Duration::from_micros(self.0.saturating_sub(earlier.0))
    }

    /// Microseconds from here to a later moment.
    pub fn until(self, later: Instant) -> u64 {
        later.0.saturating_sub(self.0)
    }

    /// Whole seconds, as the kernel's second-grained records (`recent`, `conntrack -L`) see them.
    pub fn seconds(self) -> u64 {
        self.0 / 1_000_000
    }
}

impl Add<Duration> for Instant {
    type Output = Instant;

    fn add(self, span: Duration) -> Instant {
        let micros = u64::try_from(span.as_micros()).unwrap_or(u64::MAX);
        Instant(self.0.saturating_add(micros))
    }
}

impl Sub<Duration> for Instant {
    type Output = Instant;

    fn sub(self, span: Duration) -> Instant {
        let micros = u64::try_from(span.as_micros()).unwrap_or(u64::MAX);
        Instant(self.0.saturating_sub(micros))
    }
}
