//! Memory that rules share by a name: it comes with the first rule that says the name and goes with the last.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::identity::RuleId;
use super::matches::{Match, hashlimit, recent};
use super::memory::Memory;
use super::rule::Rule;
use super::table::Table;
use crate::state::clock::Instant;
use crate::state::hook::TableName;

/// What is kept by a name comes with the first rule that says the name, made as that rule wants it, and goes with the last.
pub fn follow(memory: &mut Memory, tables: &BTreeMap<TableName, Table>, now: Instant) {
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
    memory.recent.retain(|name, _| lists.contains_key(name));
    memory.hashlimits.retain(|name, _| buckets.contains_key(name));
    for (_, rule) in lists.into_values() {
        memory.recent_list(&rule.name, rule.mask);
    }
    for (_, rule) in buckets.into_values() {
        memory.buckets(rule, now);
    }
}

fn matches_of(table: &Table) -> impl Iterator<Item = (&Rule, &Match)> {
    let rules = table.chains.iter().flat_map(|chain| chain.rules.iter());
    rules.flat_map(|rule| rule.matches.iter().map(move |matching| (rule, matching)))
}

/// Rules get their identities in the order they are written, whatever chain they go to.
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
