//! Hooks, and what stands at each in the order of its priority: stations, which a host has as data.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A point of a packet's way at which the kernel asks what is registered there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Hook {
    Prerouting,
    Input,
    Forward,
    Output,
    Postrouting,
}

impl Hook {
    pub const ALL: [Hook; 5] = [Hook::Prerouting, Hook::Input, Hook::Forward, Hook::Output, Hook::Postrouting];

    /// As people write it; of iptables the name of the base chain here, too.
    pub fn name(self) -> &'static str {
        match self {
            Hook::Prerouting => "PREROUTING",
            Hook::Input => "INPUT",
            Hook::Forward => "FORWARD",
            Hook::Output => "OUTPUT",
            Hook::Postrouting => "POSTROUTING",
        }
    }

    pub fn from_name(name: &str) -> Option<Hook> {
        Hook::ALL.into_iter().find(|hook| hook.name() == name)
    }
}

impl fmt::Display for Hook {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// A table by its name, whoever made it: `filter`, or one of nftables' with its family.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TableName(Arc<str>);

impl TableName {
    pub fn new(name: impl Into<Arc<str>>) -> TableName {
        TableName(name.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for TableName {
    fn from(name: &str) -> TableName {
        TableName::new(name)
    }
}

impl PartialEq<str> for TableName {
    fn eq(&self, name: &str) -> bool {
        &*self.0 == name
    }
}

impl PartialEq<&str> for TableName {
    fn eq(&self, name: &&str) -> bool {
        &*self.0 == *name
    }
}

impl fmt::Display for TableName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Serialize for TableName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for TableName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<TableName, D::Error> {
        String::deserialize(deserializer).map(TableName::new)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for TableName {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "TableName".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string" })
    }
}

/// One thing a hook does with a packet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Its rules are asked.
    Table(TableName),
    Conntrack,
    Confirm,
}

impl Stage {
    pub fn table(&self) -> Option<&TableName> {
        match self {
            Stage::Table(table) => Some(table),
            Stage::Conntrack | Stage::Confirm => None,
        }
    }
}

/// A stage where it is registered.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Station {
    /// Smaller comes first.
    pub priority: i32,
    pub stage: Stage,
}

/// What a host has registered at its hooks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Hooks(BTreeMap<Hook, Vec<Station>>);

impl Hooks {
    /// Behind those of the same priority.
    pub fn register(&mut self, hook: Hook, station: Station) {
        let stations = self.0.entry(hook).or_default();
        let place = stations.partition_point(|other| other.priority <= station.priority);
        stations.insert(place, station);
    }

    /// In the order in which a packet meets them.
    pub fn at(&self, hook: Hook) -> &[Station] {
        self.0.get(&hook).map_or(&[], Vec::as_slice)
    }

    pub fn stages(&self, hook: Hook) -> impl Iterator<Item = &Stage> {
        self.at(hook).iter().map(|station| &station.stage)
    }

    /// The tables of all hooks, each once: in the order in which a packet that is forwarded, or else made here, meets them.
    pub fn tables(&self) -> Vec<&TableName> {
        let mut tables = Vec::new();
        for table in Hook::ALL.into_iter().flat_map(|hook| self.stages(hook)).filter_map(Stage::table) {
            if !tables.contains(&table) {
                tables.push(table);
            }
        }
        tables
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stations_stand_in_the_order_of_their_priorities() {
        let mut hooks = Hooks::default();
        for (priority, table) in [(0, "filter"), (-300, "raw"), (0, "later"), (-150, "mangle")] {
            hooks.register(Hook::Output, Station { priority, stage: Stage::Table(table.into()) });
        }
        hooks.register(Hook::Output, Station { priority: -200, stage: Stage::Conntrack });
        let names: Vec<_> =
            hooks.stages(Hook::Output).map(|stage| stage.table().map_or("conntrack", TableName::as_str)).collect();
        assert_eq!(names, ["raw", "conntrack", "mangle", "filter", "later"]);
        assert_eq!(hooks.tables().iter().map(|table| table.as_str()).collect::<Vec<_>>(), ["raw", "mangle", "filter", "later"]);
    }
}
