//! What stateful matches remember between packets (`limit`, `recent`, `hashlimit`, ...): part of the host.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Table;
#[cfg(feature = "extensions")]
use super::matches::Match;
use super::matches::{connlimit, hashlimit, limit, recent};
#[cfg(feature = "extensions")]
use super::rule::Rule;
use super::rule::RuleId;
use crate::state::clock::Instant;
use crate::state::conntrack::{Entry, TemplateId};
use crate::state::hook::TableName;

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
    /// What packets have instead of a connection between a CT rule in raw and the lookup; one for each rule (`nf_ct_tmpl_alloc`).
    pub templates: BTreeMap<TemplateId, Entry>,
    /// By the name the rules gave.
    pub recent: BTreeMap<Arc<str>, recent::List>,
    pub hashlimits: BTreeMap<Arc<str>, hashlimit::Buckets>,
}

impl Memory {
    /// What is kept by a name comes with the first rule that says the name, made as that rule wants it, and goes with the last.
    #[cfg(feature = "extensions")]
    pub fn follow(&mut self, tables: &BTreeMap<TableName, Table>, now: Instant) {
        let mut lists: BTreeMap<&Arc<str>, (RuleId, &recent::Recent)> = BTreeMap::new();
        let mut buckets: BTreeMap<&Arc<str>, (RuleId, &hashlimit::Hashlimit)> = BTreeMap::new();
        for (rule, matching) in tables.values().flat_map(matches_of) {
            if let Match::Recent(recent) = matching {
                keep_first(&mut lists, &recent.name, rule.id, recent);
            }
            if let Match::Hashlimit(hashlimit) = matching {
                keep_first(&mut buckets, &hashlimit.name, rule.id, hashlimit);
            }
        }
        self.recent.retain(|name, _| lists.contains_key(name));
        self.hashlimits.retain(|name, _| buckets.contains_key(name));
        for (_, rule) in lists.into_values() {
            self.recent_list(rule);
        }
        for (_, rule) in buckets.into_values() {
            self.buckets(rule, now);
        }
    }

    /// `-Z` puts a new rule in the place of each (the nft back end): what is kept under no name begins anew.
    pub fn forget(&mut self, rules: &[RuleId]) {
        self.limits.retain(|(rule, _), _| !rules.contains(rule));
        self.asked.retain(|(rule, _), _| !rules.contains(rule));
        self.quotas.retain(|(rule, _), _| !rules.contains(rule));
        self.connections.retain(|(rule, _), _| !rules.contains(rule));
        self.templates.retain(|template, _| !rules.contains(&RuleId(template.0)));
    }

    /// Without the extensions nobody asks.
    #[cfg(not(feature = "extensions"))]
    pub fn follow(&mut self, _tables: &BTreeMap<TableName, Table>, _now: Instant) {}

    pub fn recent_list(&mut self, rule: &recent::Recent) -> &mut recent::List {
        self.recent.entry(rule.name.clone()).or_insert_with(|| recent::List::new(rule.mask))
    }

    pub fn buckets(&mut self, rule: &hashlimit::Hashlimit, now: Instant) -> &mut hashlimit::Buckets {
        self.hashlimits.entry(rule.name.clone()).or_insert_with(|| hashlimit::Buckets::made_by(rule, now))
    }
}

#[cfg(feature = "extensions")]
fn matches_of(table: &Table) -> impl Iterator<Item = (&Rule, &Match)> {
    let rules = table.chains.iter().flat_map(|chain| chain.rules.iter());
    rules.flat_map(|rule| rule.matches.iter().map(move |matching| (rule, matching)))
}

/// Rules get their identities in the order they are written, whatever chain they go to.
#[cfg(feature = "extensions")]
fn keep_first<'rule, Kind>(
    first: &mut BTreeMap<&'rule Arc<str>, (RuleId, &'rule Kind)>,
    name: &'rule Arc<str>,
    id: RuleId,
    rule: &'rule Kind,
) {
    let known = first.entry(name).or_insert((id, rule));
    if id < known.0 {
        *known = (id, rule);
    }
}
