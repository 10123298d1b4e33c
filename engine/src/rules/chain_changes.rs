//! Chains that go, or get another name: what the kernel refuses, for those who type commands and for those who paste them.

use std::sync::Arc;

use super::chain::{Chain, Policy};
use super::rule::Target;
use super::table::Table;

/// Why the chains stay as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChainError {
    NoChain,
    /// Another chain has that name.
    Exists,
    /// This chain holds rules, or a rule leads to it.
    Busy(Arc<str>),
    /// A base chain that does not accept.
    Drops,
}

impl Table {
    /// A user chain that is empty and to which no rule leads; a base chain that is empty and accepts.
    pub fn delete_chain(&mut self, name: &str) -> Result<(), ChainError> {
        let chain = self.chain(name).ok_or(ChainError::NoChain)?;
        if chain.base.is_some_and(|base| base.policy != Policy::Accept) {
            return Err(ChainError::Drops);
        }
        if !chain.rules.is_empty() || self.references(name) > 0 {
            return Err(ChainError::Busy(chain.name.clone()));
        }
        self.chains.retain(|chain| &*chain.name != name);
        self.link();
        Ok(())
    }

    /// All user chains or none; all base chains that are empty and accept go as well.
    pub fn delete_chains(&mut self) -> Result<(), ChainError> {
        if let Some(chain) = self.sorted_user_chains().into_iter().find(|chain| !chain.rules.is_empty()) {
            return Err(ChainError::Busy(chain.name.clone()));
        }
        let from_base = |(from, _): &(&str, &str)| self.hook_named(from).is_some();
        if let Some((_, to)) = self.jumps().find(from_base) {
            return Err(ChainError::Busy(Arc::from(to)));
        }
        self.chains.retain(|chain| !is_idle(chain));
        self.link();
        Ok(())
    }

    /// Rules that lead to it follow its name.
    pub fn rename_chain(&mut self, from: &str, to: &str) -> Result<(), ChainError> {
        if self.chain(to).is_some() || self.hook_named(to).is_some() {
            return Err(ChainError::Exists);
        }
        self.chain_mut(from).ok_or(ChainError::NoChain)?.name = to.into();
        for chain in &mut self.chains {
            let leads_there = |target: &Target| matches!(target, Target::Jump(jump) if &*jump.chain == from);
            if !chain.rules.iter().any(|rule| leads_there(&rule.target)) {
                continue;
            }
            for rule in Arc::make_mut(&mut chain.rules) {
                match &mut rule.target {
                    Target::Jump(jump) if &*jump.chain == from => jump.chain = to.into(),
                    Target::Jump(_) | Target::None | Target::Accept | Target::Drop | Target::Return | Target::Extension(_) => {}
                }
            }
        }
        Ok(())
    }
}

fn is_idle(chain: &Chain) -> bool {
    chain.rules.is_empty() && chain.base.is_none_or(|base| base.policy == Policy::Accept)
}
