//! A rule as it is shown, and the chains and tables of rows. What it does to a packet is the engine's; a row assumes no tool: it
//! has a text, cells under headings, and a target.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::connection::Count;
use crate::event::RulePlace;
use crate::hook::{Hook, TableName};
use crate::ids::RuleId;
use crate::value::Condition;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Table {
    pub name: TableName,
    /// Base chains in hook order, then others as they were made.
    pub chains: Vec<Chain>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Chain {
    pub name: Arc<str>,
    /// Set for a base chain.
    pub base: Option<Base>,
    /// Shared: a moment that is cloned copies no row.
    pub rows: Arc<Vec<Arc<Row>>>,
    /// One for each row, by place.
    pub counters: Vec<Count>,
}

/// What makes a chain a base chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Base {
    pub hook: Hook,
    pub policy: Policy,
    pub counter: Count,
    /// A base chain that iptables-nft made by the way (`-A`) has no policy counter until `-P` or a restore names it.
    pub counts: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
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

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Row {
    pub rule: RuleId,
    /// What it asks, as it is saved: `-s 10.0.0.0/8 -p tcp -m tcp --dport 80`. Empty: nothing.
    pub asks: String,
    /// Where it leads, as it is saved: `-j DNAT --to-destination 172.17.0.2:80`. Empty: on.
    pub leads: String,
    pub target: Target,
    /// As a listing shows it, in the listing's order.
    pub cells: Vec<Cell>,
}

/// Where a rule leads when everything matched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// The rule only counts.
    Nothing,
    Accept,
    Drop,
    Return,
    Jump(Arc<str>),
    Goto(Arc<str>),
    /// Everything else, by its name; `translates`: it decides about addresses and ports of the whole connection.
    Other {
        name: Arc<str>,
        translates: bool,
    },
}

impl Target {
    /// As the column of a listing has it.
    pub fn name(&self) -> &str {
        match self {
            Target::Nothing => "",
            Target::Accept => "ACCEPT",
            Target::Drop => "DROP",
            Target::Return => "RETURN",
            Target::Jump(chain) | Target::Goto(chain) => chain,
            Target::Other { name, .. } => name,
        }
    }

    /// The chain that it leads to.
    pub fn chain(&self) -> Option<&str> {
        match self {
            Target::Jump(chain) | Target::Goto(chain) => Some(chain),
            Target::Nothing | Target::Accept | Target::Drop | Target::Return | Target::Other { .. } => None,
        }
    }

    pub fn translates(&self) -> bool {
        matches!(self, Target::Other { translates: true, .. })
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Cell {
    pub heading: Heading,
    pub text: String,
}

/// What a cell of a row shows: something that can fail, or what the rule does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Heading {
    Asks(Condition),
    Options,
}

impl Row {
    /// The whole rule as it is saved, without its chain.
    pub fn saved(&self) -> String {
        match (self.asks.is_empty(), self.leads.is_empty()) {
            (true, _) => self.leads.clone(),
            (false, true) => self.asks.clone(),
            (false, false) => format!("{} {}", self.asks, self.leads),
        }
    }

    pub fn cell(&self, condition: Condition) -> Option<&str> {
        let cell = self.cells.iter().find(|cell| cell.heading == Heading::Asks(condition));
        cell.map(|cell| &*cell.text)
    }
}

impl Table {
    pub fn chain(&self, name: &str) -> Option<&Chain> {
        self.chains.iter().find(|chain| &*chain.name == name)
    }

    /// How many rules lead to a chain: `(2 references)`.
    pub fn references(&self, chain: &str) -> usize {
        let rows = self.chains.iter().flat_map(|chain| chain.rows.iter());
        rows.filter(|row| row.target.chain() == Some(chain)).count()
    }

    /// Base chains in hook order, then the others by name.
    pub fn listed_chains(&self) -> Vec<&Chain> {
        let mut chains: Vec<&Chain> = self.chains.iter().collect();
        chains.sort_by_key(|chain| (chain.base.is_none(), chain.base.is_none().then(|| chain.name.clone())));
        chains
    }

    pub fn row(&self, place: &RulePlace) -> Option<&Row> {
        let row = self.chains.get(place.chain_place)?.rows.get(place.rule_place)?;
        Some(row)
    }
}

impl Chain {
    /// The rows, each with its counter.
    pub fn counted(&self) -> impl Iterator<Item = (&Row, Count)> {
        self.rows.iter().map(|row| &**row).zip(self.counters.iter().copied())
    }
}
