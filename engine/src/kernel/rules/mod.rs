//! The rules of a host as data: tables, chains, rules, and every match and target that is known.
//! How a packet walks them is `walk`'s.

pub mod chain;
pub mod conditions;
pub mod context;
pub mod matches;
pub mod memory;
pub mod options;
pub mod rule;
pub mod table;
pub mod targets;

pub use chain::{Chain, Counter, Policy};
pub use conditions::{AddressPattern, Conditions, InterfacePattern, ProtocolPattern};
pub use context::{Context, Tested};
pub use matches::Match;
pub use rule::{Jump, Rule, RuleId, Target};
pub use table::Table;

use crate::kernel::hook::TableName;
use std::collections::BTreeMap;

pub fn needs_conntrack(_tables: &BTreeMap<TableName, Table>) -> bool {
    true
}
