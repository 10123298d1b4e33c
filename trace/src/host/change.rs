//! What a command changed on a host: as little as says it, to be done again to a copy.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::HostMoment;
use crate::connection::{Count, Entry};
use crate::hook::{Hooks, TableName};
use crate::ids::EntryId;
use crate::interface::Interface;
use crate::log::Logged;
use crate::route::{Route, RoutingRule, TableNumber};
use crate::row::{Base, Chain, Row, Table};
use crate::set::{Member, Set};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Change {
    Hooks(Hooks),
    Tracks(bool),
    /// It stands at this place among the tables.
    TableAdded {
        place: usize,
        table: Table,
    },
    TableGone {
        table: TableName,
    },
    Chain {
        table: TableName,
        change: ChainChange,
    },
    InterfaceSet {
        place: usize,
        interface: Box<Interface>,
    },
    InterfaceGone {
        place: usize,
    },
    /// Of this table the routes from a place on.
    Routes {
        table: TableNumber,
        place: usize,
        gone: usize,
        added: Vec<Arc<Route>>,
    },
    /// The table has no route any more.
    RoutesGone {
        table: TableNumber,
    },
    RoutingRules {
        place: usize,
        gone: usize,
        added: Vec<RoutingRule>,
    },
    /// None: as the kernel has it when it starts.
    Setting {
        name: String,
        value: Option<String>,
    },
    SetAdded {
        set: Box<Set>,
    },
    SetGone {
        set: Arc<str>,
    },
    /// None: out of the set.
    SetMember {
        set: Arc<str>,
        member: Arc<str>,
        kept: Option<Member>,
    },
    Entry {
        entry: Box<Entry>,
    },
    EntryGone {
        id: EntryId,
    },
    LogCleared,
    Logged {
        logged: Box<Logged>,
    },
    Name(Arc<str>),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ChainChange {
    Added {
        place: usize,
        chain: Chain,
    },
    Gone {
        place: usize,
    },
    Renamed {
        place: usize,
        name: Arc<str>,
    },
    /// Its policy or the counter of it.
    Base {
        place: usize,
        base: Option<Base>,
    },
    Rows(Rows),
    /// Counters of rows that stayed: the place of each, and what it counts now.
    Counters {
        place: usize,
        counters: Vec<(usize, Count)>,
    },
}

/// Rows of one chain that came and went: from `at` on `gone` of them, and `added` in their place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Rows {
    /// Place of the chain in its table.
    pub place: usize,
    pub at: usize,
    pub gone: usize,
    pub added: Vec<(Arc<Row>, Count)>,
}

/// What of a host a command can change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Part {
    Rules,
    Sets,
    Interfaces,
    Routes,
    Settings,
    Connections,
    Log,
}

impl Change {
    pub fn part(&self) -> Part {
        match self {
            Change::Hooks(_) | Change::TableAdded { .. } | Change::TableGone { .. } | Change::Chain { .. } => Part::Rules,
            Change::InterfaceSet { .. } | Change::InterfaceGone { .. } | Change::Name(_) => Part::Interfaces,
            Change::Routes { .. } | Change::RoutesGone { .. } | Change::RoutingRules { .. } => Part::Routes,
            Change::Setting { .. } => Part::Settings,
            Change::SetAdded { .. } | Change::SetGone { .. } | Change::SetMember { .. } => Part::Sets,
            Change::Tracks(_) | Change::Entry { .. } | Change::EntryGone { .. } => Part::Connections,
            Change::LogCleared | Change::Logged { .. } => Part::Log,
        }
    }
}

impl HostMoment {
    pub fn apply(&mut self, change: &Change) {
        match change {
            Change::Hooks(hooks) => self.hooks = hooks.clone(),
            Change::Tracks(tracks) => self.tracks = *tracks,
            Change::TableAdded { place, table } => self.tables.insert((*place).min(self.tables.len()), table.clone()),
            Change::TableGone { table } => self.tables.retain(|other| other.name != *table),
            Change::Chain { table, change } => {
                if let Some(table) = self.table_mut(table) {
                    table.apply(change);
                }
            }
            Change::InterfaceSet { place, interface } => match self.interfaces.get_mut(*place) {
                Some(there) => *there = (**interface).clone(),
                None => self.interfaces.push((**interface).clone()),
            },
            Change::InterfaceGone { place } => drop_at(&mut self.interfaces, *place),
            Change::Routes { table, place, gone, added } => {
                splice(self.routing.tables.entry(*table).or_default(), *place, *gone, added.iter().cloned());
            }
            Change::RoutesGone { table } => {
                self.routing.tables.remove(table);
            }
            Change::RoutingRules { place, gone, added } => {
                splice(&mut self.routing.rules, *place, *gone, added.iter().cloned());
            }
            Change::Setting { name, value } => put(&mut self.settings, name, value.as_ref()),
            Change::SetAdded { set } => {
                self.sets.insert(set.name.clone(), (**set).clone());
            }
            Change::SetGone { set } => {
                self.sets.remove(set);
            }
            Change::SetMember { set, member, kept } => {
                if let Some(set) = self.sets.get_mut(set) {
                    set.apply(member, kept.as_ref());
                }
            }
            Change::Entry { entry } => {
                self.entries.insert(entry.id, (**entry).clone());
            }
            Change::EntryGone { id } => {
                self.entries.remove(id);
            }
            Change::LogCleared => self.log.clear(),
            Change::Logged { logged } => self.log.push_back((**logged).clone()),
            Change::Name(name) => self.name = name.clone(),
        }
    }
}

impl Table {
    fn apply(&mut self, change: &ChainChange) {
        match change {
            ChainChange::Added { place, chain } => self.chains.insert((*place).min(self.chains.len()), chain.clone()),
            ChainChange::Gone { place } => drop_at(&mut self.chains, *place),
            ChainChange::Renamed { place, name } => {
                if let Some(chain) = self.chains.get_mut(*place) {
                    chain.name = name.clone();
                }
            }
            ChainChange::Base { place, base } => {
                if let Some(chain) = self.chains.get_mut(*place) {
                    chain.base = *base;
                }
            }
            ChainChange::Rows(rows) => {
                if let Some(chain) = self.chains.get_mut(rows.place) {
                    splice(Arc::make_mut(&mut chain.rows), rows.at, rows.gone, rows.added.iter().map(|(row, _)| row.clone()));
                    splice(&mut chain.counters, rows.at, rows.gone, rows.added.iter().map(|(_, counter)| *counter));
                }
            }
            ChainChange::Counters { place, counters } => {
                let Some(chain) = self.chains.get_mut(*place) else { return };
                for (row, count) in counters {
                    if let Some(counter) = chain.counters.get_mut(*row) {
                        *counter = *count;
                    }
                }
            }
        }
    }
}

/// Nothing happens where nothing is.
fn drop_at<T>(list: &mut Vec<T>, place: usize) {
    if place < list.len() {
        list.remove(place);
    }
}

fn splice<T>(list: &mut Vec<T>, place: usize, gone: usize, added: impl IntoIterator<Item = T>) {
    let place = place.min(list.len());
    let end = place.saturating_add(gone).min(list.len());
    list.splice(place..end, added);
}

fn put(settings: &mut BTreeMap<String, String>, name: &str, value: Option<&String>) {
    match value {
        Some(value) => settings.insert(name.to_owned(), value.clone()),
        None => settings.remove(name),
    };
}
