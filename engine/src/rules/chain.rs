//! A chain: rules in order, their counters, and for a base chain the policy.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::rule::Rule;
pub use crate::state::conntrack::entry::Count as Counter;
use crate::state::hook::Hook;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chain {
    pub name: Arc<str>,
    /// Set for a base chain.
    pub base: Option<Base>,
    /// Shared: cloning a lab copies no rule.
    pub rules: Arc<Vec<Rule>>,
    /// One for each rule, by place.
    pub counters: Vec<Counter>,
}

impl Chain {
    pub fn user(name: &str) -> Chain {
        Chain { name: name.into(), base: None, rules: Arc::default(), counters: Vec::new() }
    }

    pub fn base(hook: Hook) -> Chain {
        let base = Base { hook, policy: Policy::Accept, counter: Counter::default(), counts: true };
        Chain { name: hook.name().into(), base: Some(base), rules: Arc::default(), counters: Vec::new() }
    }

    /// A base chain made by the way.
    pub fn uncounted_base(hook: Hook) -> Chain {
        let mut chain = Chain::base(hook);
        if let Some(base) = &mut chain.base {
            base.counts = false;
        }
        chain
    }

    pub fn append(&mut self, rule: Rule, counter: Counter) {
        Arc::make_mut(&mut self.rules).push(rule);
        self.counters.push(counter);
    }

    /// `place` counts from zero and may be one past the end.
    pub fn insert(&mut self, place: usize, rule: Rule, counter: Counter) {
        let place = place.min(self.counters.len());
        Arc::make_mut(&mut self.rules).insert(place, rule);
        self.counters.insert(place, counter);
    }

    /// Nothing happens where no rule is.
    pub fn replace(&mut self, place: usize, rule: Rule, counter: Counter) {
        if let (Some(old), Some(old_counter)) = (Arc::make_mut(&mut self.rules).get_mut(place), self.counters.get_mut(place)) {
            *old = rule;
            *old_counter = counter;
        }
    }

    pub fn remove(&mut self, place: usize) -> Option<Rule> {
        if place >= self.counters.len() {
            return None;
        }
        self.counters.remove(place);
        Some(Arc::make_mut(&mut self.rules).remove(place))
    }

    /// Asks of each rule in turn.
    pub fn retain(&mut self, keep: impl FnMut(&Rule) -> bool) {
        let kept: Vec<bool> = self.rules.iter().map(keep).collect();
        if kept.iter().all(|kept| *kept) {
            return;
        }
        let (mut of_rules, mut of_counters) = (kept.iter(), kept.iter());
        Arc::make_mut(&mut self.rules).retain(|_| of_rules.next() == Some(&true));
        self.counters.retain(|_| of_counters.next() == Some(&true));
    }

    /// The rules, each with its counter.
    pub fn counted(&self) -> impl Iterator<Item = (&Rule, Counter)> {
        self.rules.iter().zip(self.counters.iter().copied())
    }

    pub fn flush(&mut self) {
        self.rules = Arc::default();
        self.counters.clear();
    }
}

/// What makes a chain a base chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Base {
    pub hook: Hook,
    pub policy: Policy,
    pub counter: Counter,
    /// A base chain that iptables-nft made by the way (`-A`) has no policy counter until `-P` or a
    /// restore names it (reference: traversal.md §7).
    pub counts: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Policy {
    #[default]
    Accept,
    Drop,
}

impl Policy {
    pub fn name(self) -> &'static str {
        match self {
            Policy::Accept => "ACCEPT",
            Policy::Drop => "DROP",
        }
    }

    pub fn from_name(name: &str) -> Option<Policy> {
        [Policy::Accept, Policy::Drop].into_iter().find(|policy| policy.name() == name)
    }
}
