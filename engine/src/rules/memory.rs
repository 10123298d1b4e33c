//! What stateful matches remember between packets (`limit`, `recent`, `hashlimit`, ...): part of the host.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::Arc;

use super::identity::RuleId;
use super::matches::connlimit::Connections;
use super::matches::hashlimit::{Buckets, Hashlimit};
use super::matches::recent::List;
use crate::state::clock::Instant;
use crate::state::conntrack::{Entry, TemplateId};

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
    /// What packets have instead of a connection between a CT rule in raw and the lookup; one for each rule (`nf_ct_tmpl_alloc`).
    pub templates: BTreeMap<TemplateId, Entry>,
    /// By the name the rules gave.
    pub recent: BTreeMap<Arc<str>, List>,
    pub hashlimits: BTreeMap<Arc<str>, Buckets>,
}

impl Memory {
    /// The mask counts for the first rule that names it.
    pub fn recent_list(&mut self, name: &Arc<str>, mask: Ipv4Addr) -> &mut List {
        self.recent.entry(name.clone()).or_insert_with(|| List::new(mask))
    }

    /// `-Z` puts a new rule in the place of each (the nft back end): what is kept under no name begins anew.
    pub fn forget(&mut self, rules: &[RuleId]) {
        self.limits.retain(|(rule, _), _| !rules.contains(rule));
        self.asked.retain(|(rule, _), _| !rules.contains(rule));
        self.quotas.retain(|(rule, _), _| !rules.contains(rule));
        self.connections.retain(|(rule, _), _| !rules.contains(rule));
        self.templates.retain(|template, _| !rules.contains(&RuleId(template.0)));
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
