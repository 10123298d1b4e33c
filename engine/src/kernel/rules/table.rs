//! A table: base chains in hook order, then user chains as they were made.

use std::sync::Arc;

use super::chain::Chain;
use super::rule::Target;
use crate::kernel::hook::{Hook, TableName};

#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    pub name: TableName,
    pub chains: Vec<Chain>,
}

impl Table {
    /// With its base chains, policy ACCEPT, no rules.
    pub fn new(name: TableName) -> Table {
        Table { name, chains: name.hooks().map(Chain::base).collect() }
    }

    pub fn place(&self, chain: &str) -> Option<usize> {
        self.chains.iter().position(|candidate| &*candidate.name == chain)
    }

    pub fn chain(&self, name: &str) -> Option<&Chain> {
        self.chains.iter().find(|chain| &*chain.name == name)
    }

    pub fn chain_mut(&mut self, name: &str) -> Option<&mut Chain> {
        self.chains.iter_mut().find(|chain| &*chain.name == name)
    }

    pub fn has_base_chain(&self) -> bool {
        self.chains.iter().any(|chain| chain.base.is_some())
    }

    pub fn base_place(&self, hook: Hook) -> Option<usize> {
        self.chains.iter().position(|chain| chain.base.is_some_and(|base| base.hook == hook))
    }

    /// How many rules lead to a chain: `(2 references)`.
    pub fn references(&self, chain: &str) -> usize {
        self.jumps().filter(|(_, to)| *to == chain).count()
    }

    /// Every jump or goto of the table: from which chain, to which.
    pub fn jumps(&self) -> impl Iterator<Item = (&str, &str)> {
        self.chains.iter().flat_map(|chain| {
            chain.rules.iter().filter_map(|rule| match &rule.target {
                Target::Jump(jump) => Some((&*chain.name, &*jump.chain)),
                Target::None | Target::Accept | Target::Drop | Target::Return | Target::Extension(_) => None,
            })
        })
    }

    /// Finds the place of every jump's chain again, after chains came, went or were renamed.
    pub fn link(&mut self) {
        let names: Vec<Arc<str>> = self.chains.iter().map(|chain| chain.name.clone()).collect();
        for chain in &mut self.chains {
            let stale = chain.rules.iter().any(|rule| match &rule.target {
                Target::Jump(jump) => names.get(jump.place) != Some(&jump.chain),
                Target::None | Target::Accept | Target::Drop | Target::Return | Target::Extension(_) => false,
            });
            if !stale {
                continue;
            }
            for rule in Arc::make_mut(&mut chain.rules) {
                if let Target::Jump(jump) = &mut rule.target {
                    jump.place = names.iter().position(|name| *name == jump.chain).unwrap_or(usize::MAX);
                }
            }
        }
    }
}
