//! What stateful matches remember between packets (`limit`, `recent`, `hashlimit`, ...): part of the host.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::matches::{connlimit, hashlimit, limit, recent};
use super::rule::RuleId;

/// A match of a rule: the rule, and the place of the match in it.
pub type Asker = (RuleId, usize);

/// Each kind of memory is defined by the match that uses it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Memory {
    pub limits: BTreeMap<Asker, limit::Bucket>,
    /// How many packets asked (`statistic --mode nth`).
    pub asked: BTreeMap<Asker, u64>,
    /// Bytes that are left (`quota`).
    pub quotas: BTreeMap<Asker, u64>,
    pub connections: BTreeMap<Asker, connlimit::Connections>,
    /// By the name the rules gave.
    pub recent: BTreeMap<Arc<str>, recent::List>,
    pub hashlimits: BTreeMap<Arc<str>, hashlimit::Buckets>,
}
