//! What of a host shows at one moment, and how commands change it.

mod change;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use change::{ChainChange, Change, Part, Rows};

use crate::connection::{Count, Entry};
use crate::event::RulePlace;
use crate::hook::{Hooks, TableName};
use crate::ids::EntryId;
use crate::interface::Interface;
use crate::log::Logged;
use crate::route::Routing;
use crate::row::{Chain, Row, Table};
use crate::set::Set;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HostMoment {
    pub name: Arc<str>,
    /// What is registered at its hooks.
    pub hooks: Hooks,
    /// Connections are tracked: something on this host needs it.
    pub tracks: bool,
    /// Those that exist, in the order in which a packet meets them.
    pub tables: Vec<Table>,
    /// Dying and unconfirmed ones among them; `conntrack -L` shows those that are neither.
    pub entries: BTreeMap<EntryId, Entry>,
    pub log: VecDeque<Logged>,
    pub interfaces: Vec<Interface>,
    pub routing: Routing,
    /// By their dotted names; those alone that are not as the kernel has them when it starts.
    pub settings: BTreeMap<String, String>,
    pub sets: BTreeMap<Arc<str>, Set>,
}

impl HostMoment {
    pub fn table(&self, name: &TableName) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == *name)
    }

    pub fn table_mut(&mut self, name: &TableName) -> Option<&mut Table> {
        self.tables.iter_mut().find(|table| table.name == *name)
    }

    pub fn chain(&self, place: &RulePlace) -> Option<&Chain> {
        self.table(&place.table)?.chains.get(place.chain_place)
    }

    pub fn row(&self, place: &RulePlace) -> Option<&Row> {
        self.table(&place.table)?.row(place)
    }

    /// What `conntrack -L` shows.
    pub fn confirmed(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values().filter(|entry| entry.status.confirmed && !entry.status.dying)
    }

    pub(crate) fn counter_mut(&mut self, place: &RulePlace) -> Option<&mut Count> {
        self.table_mut(&place.table)?.chains.get_mut(place.chain_place)?.counters.get_mut(place.rule_place)
    }
}
