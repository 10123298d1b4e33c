//! How often a sender was told of late that there is no way: the kernel says it five times at once, and then once a second
//! (`ip_error`; recording: gen-81015-0077). Errors of other kinds are not counted.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::time::Duration;

use crate::state::clock::Instant;

/// What one error costs, and what may be saved up (`net.ipv4.route.error_cost`, `error_burst`).
const COST: Duration = Duration::from_secs(1);
const BURST: u32 = 5;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// When each sender's credit will be full again; nothing for those whose credit is.
    full_at: BTreeMap<Ipv4Addr, Instant>,
}

impl Told {
    /// May this sender be told now? If so, that is counted.
    pub fn once_more(&mut self, sender: Ipv4Addr, now: Instant) -> bool {
        self.full_at.retain(|_, full_at| *full_at > now);
        let full_at = self.full_at.get(&sender).copied().unwrap_or(now);
        if full_at.since(now) > COST * (BURST - 1) {
            return false;
        }
        self.full_at.insert(sender, full_at + COST);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Seconds at which there is no way, and whether that is told.
    const CASES: [&[(u64, bool)]; 3] = [
        &[
            (0, true),
            (0, true),
            (0, true),
            (0, true),
            (0, true),
            (0, false),
            (1, true),
            (1, false),
            (3, true),
            (3, true),
            (3, false),
        ],
        &[(0, true), (0, true), (2, true), (2, true), (2, true), (2, true), (2, true), (2, false), (2, false)],
        &[(9, true), (10, true), (11, true), (12, true), (13, true), (14, true), (15, true)],
    ];

    #[test]
    fn five_at_once_and_then_one_a_second() {
        for (number, case) in CASES.iter().enumerate() {
            let mut told = Told::default();
            for (step, (second, expected)) in case.iter().enumerate() {
                let now = Instant::default() + Duration::from_secs(*second);
                assert_eq!(told.once_more(Ipv4Addr::LOCALHOST, now), *expected, "case {number}, step {step}");
            }
        }
    }

    #[test]
    fn each_sender_has_its_own_credit_and_a_full_one_is_forgotten() {
        let mut told = Told::default();
        let now = Instant::default();
        for _ in 0..10 {
            told.once_more(Ipv4Addr::new(10, 0, 0, 1), now);
        }
        assert!(told.once_more(Ipv4Addr::new(10, 0, 0, 2), now));
        assert!(told.once_more(Ipv4Addr::new(10, 0, 0, 3), now + Duration::from_secs(60)));
        assert_eq!(told.full_at.len(), 1);
    }
}
