//! The rules of a host as data: tables, chains, rules, and every match and target that is known.
//! How a packet walks them is `walk`'s.

pub mod chain;
pub mod chain_changes;
pub mod check;
pub mod conditions;
pub mod context;
pub mod guard;
pub mod matches;
pub mod memory;
pub mod options;
pub mod place;
pub mod printed;
pub mod rule;
pub mod table;
pub mod targets;
pub mod values;

use std::collections::BTreeMap;

pub use chain::{Chain, Counter, Policy};
pub use conditions::{AddressPattern, Conditions, InterfacePattern, ProtocolPattern};
pub use context::{Context, Tested};
pub use matches::Match;
pub use place::Place;
pub use rule::{Jump, Rule, RuleId, Target};
pub use table::Table;

use crate::state::hook::TableName;

/// Connection tracking and nat run only while some rule, in whatever chain, needs them (reference: pitfalls.md 23).
pub fn needs_conntrack(tables: &BTreeMap<TableName, Table>) -> bool {
    tables.values().flat_map(|table| &table.chains).any(|chain| chain.rules.iter().any(Rule::needs_conntrack))
}
