//! One rule: conditions, matches, and where it leads.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::chain::Policy;
use super::conditions::Conditions;
use super::guard::PortGuard;
use super::matches::Match;
use super::targets::Extension;

/// A rule's identity on its host: stays when rules are inserted above it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RuleId(pub u32);

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    pub id: RuleId,
    pub conditions: Conditions,
    /// In the order they were written: that is the order they are asked in.
    pub matches: Vec<Match>,
    pub target: Target,
    /// Of the first of `matches`; whoever leaves it open loses nothing but time.
    #[serde(skip)]
    pub guard: PortGuard,
}

impl Rule {
    pub fn new(conditions: Conditions, matches: Vec<Match>, target: Target) -> Rule {
        Rule { id: RuleId::default(), conditions, guard: PortGuard::of(&matches), matches, target }
    }

    pub fn needs_conntrack(&self) -> bool {
        let target = match &self.target {
            Target::Extension(extension) => extension.needs_conntrack(),
            Target::None | Target::Accept | Target::Drop | Target::Return | Target::Jump(_) => false,
        };
        target || self.matches.iter().any(Match::needs_conntrack)
    }

    /// The names of the sets it asks or fills.
    pub fn sets(&self) -> Vec<&str> {
        self.matches.iter().flat_map(Match::sets).chain(self.filled_sets()).collect()
    }

    fn filled_sets(&self) -> Vec<&str> {
        match &self.target {
            Target::Extension(extension) => extension.sets(),
            Target::None | Target::Accept | Target::Drop | Target::Return | Target::Jump(_) => Vec::new(),
        }
    }

    /// Two rules that say the same; what `-D` and `-C` compare.
    pub fn says_the_same(&self, other: &Rule) -> bool {
        self.conditions == other.conditions && self.matches == other.matches && self.target == other.target
    }
}

/// Where a rule leads when everything matched.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Target {
    /// No `-j`: the rule only counts.
    #[default]
    None,
    Accept,
    Drop,
    Return,
    Jump(Jump),
    /// Everything that lives in `targets`.
    Extension(Box<Extension>),
}

impl From<Policy> for Target {
    fn from(policy: Policy) -> Target {
        match policy {
            Policy::Accept => Target::Accept,
            Policy::Drop => Target::Drop,
        }
    }
}

/// `-j CHAIN` or `-g CHAIN`.
#[derive(Clone, Debug, Eq, Serialize, Deserialize)]
pub struct Jump {
    pub chain: Arc<str>,
    pub goto: bool,
    /// The chain's place in its table; `Table::link` keeps it right.
    pub place: usize,
}

/// The place is found again after every change: it says nothing about the rule.
impl PartialEq for Jump {
    fn eq(&self, other: &Jump) -> bool {
        self.chain == other.chain && self.goto == other.goto
    }
}
