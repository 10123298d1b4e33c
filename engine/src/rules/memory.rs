//! What stateful matches remember between packets (`limit`, `recent`, `hashlimit`, ...): part of the host.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::Arc;

use super::identity::RuleId;
use super::matches::connlimit::Connections;
use super::matches::hashlimit::{Buckets, Hashlimit};
use super::matches::recent::List;
use crate::state::clock::Instant;

/// A match of a rule: the rule, and the place of the match in it.
pub type Asker = (RuleId, usize);

/// Each kind of memory lies beside the match that uses it, and knows nothing of the match.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Memory {
    pub limits: BTreeMap<Asker, Bucket>,
    /// How many packets asked (`statistic --mode nth`).
    pub asked: BTreeMap<Asker, u64>,
    /// Bytes that are left (`quota`).
    pub quotas: BTreeMap<Asker, u64>,
    pub connections: BTreeMap<Asker, Connections>,
    /// By the name the rules gave.
    pub recent: BTreeMap<Arc<str>, List>,
    pub hashlimits: BTreeMap<Arc<str>, Buckets>,
}

impl Memory {
    /// The mask counts for the first rule that names it.
    pub fn recent_list(&mut self, name: &Arc<str>, mask: Ipv4Addr) -> &mut List {
        self.recent.entry(name.clone()).or_insert_with(|| List::new(mask))
    }

    pub fn buckets(&mut self, rule: &Hashlimit, now: Instant) -> &mut Buckets {
        self.hashlimits.entry(rule.name.clone()).or_insert_with(|| Buckets::made_by(rule, now))
    }
}

/// How full one rule's bucket is (`limit`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// In nanoseconds of refilling.
    pub credit: u64,
    pub filled: Instant,
}
