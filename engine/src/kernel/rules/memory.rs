//! What stateful matches remember between packets (`limit`, `recent`, `hashlimit`, ...): part of the host.

use std::collections::BTreeMap;

use super::rule::RuleId;

/// Each kind of memory is defined by the match that uses it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Memory {
    /// By rule and place of the match in it.
    pub limits: BTreeMap<(RuleId, usize), super::matches::limit::Bucket>,
}
