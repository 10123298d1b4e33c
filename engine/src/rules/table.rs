//! A table: base chains in hook order, then user chains as they were made.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::chain::Chain;
use super::rule::Target;
use crate::state::hook::{Hook, TableName};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Table {
    pub name: TableName,
    pub chains: Vec<Chain>,
}

impl Table {
    /// With its base chains, policy ACCEPT, no rules.
    pub fn new(name: TableName) -> Table {
        Table { name, chains: name.hooks().map(Chain::base).collect() }
    }

    /// Without any chain: the nft back end makes each base chain when it is first used.
    pub fn bare(name: TableName) -> Table {
        Table { name, chains: Vec::new() }
    }

    /// The base chain at this hook, made if it is not there yet; it does not count what meets its policy.
    pub fn make_base(&mut self, hook: Hook) -> &mut Chain {
        let place = self.base_place(hook).unwrap_or_else(|| {
            let before = |chain: &Chain| chain.base.is_some_and(|base| base.hook < hook);
            let place = self.chains.iter().take_while(|chain| before(chain)).count();
            self.chains.insert(place, Chain::uncounted_base(hook));
            place
        });
        // `place` was found or filled just above
        &mut self.chains[place]
    }

    /// The hook whose base chain would have this name, if the table has one there.
    pub fn hook_named(&self, chain: &str) -> Option<Hook> {
        self.name.hook_named(chain)
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

    /// User chains by name, as the tools list them.
    pub fn sorted_user_chains(&self) -> Vec<&Chain> {
        let mut chains: Vec<&Chain> = Vec::new();
        // Put into place one by one: a sort of its own is four kilobytes of the page.
        for chain in self.chains.iter().filter(|chain| chain.base.is_none()) {
            let place = chains.partition_point(|before| before.name <= chain.name);
            chains.insert(place, chain);
        }
        chains
    }

    /// The names of all chains, base chains that do not exist yet included, as the tools list them.
    pub fn listed_names(&self) -> Vec<Arc<str>> {
        let bases = self.name.hooks().map(|hook| Arc::from(hook.name()));
        bases.chain(self.sorted_user_chains().into_iter().map(|chain| chain.name.clone())).collect()
    }

    /// Base chains in hook order, then user chains by name.
    pub fn listed_chains(&self) -> Vec<&Chain> {
        let bases = self.chains.iter().filter(|chain| chain.base.is_some());
        bases.chain(self.sorted_user_chains()).collect()
    }

    /// Finds the place of every jump's chain again, after chains came, went or were renamed.
    pub fn link(&mut self) {
        let names: Vec<Arc<str>> = self.chains.iter().map(|chain| chain.name.clone()).collect();
        // made only for a table of which something is stale
        let mut places: Option<BTreeMap<&str, usize>> = None;
        for chain in &mut self.chains {
            let stale = chain.rules.iter().any(|rule| match &rule.target {
                Target::Jump(jump) => names.get(jump.place) != Some(&jump.chain),
                Target::None | Target::Accept | Target::Drop | Target::Return | Target::Extension(_) => false,
            });
            if !stale {
                continue;
            }
            // of two with one name, the first
            let places =
                places.get_or_insert_with(|| names.iter().enumerate().rev().map(|(place, name)| (&**name, place)).collect());
            for rule in Arc::make_mut(&mut chain.rules) {
                if let Target::Jump(jump) = &mut rule.target {
                    jump.place = places.get(&*jump.chain).copied().unwrap_or(usize::MAX);
                }
            }
        }
    }
}
