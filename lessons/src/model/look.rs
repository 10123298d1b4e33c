//! What a step's prose is about, for the page to show beside it: the packet may be elsewhere.

use engine::state::hook::TableName;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// Its place among the scenario's hosts; without it, where the packet is.
    pub host: Option<usize>,
    /// Only with the rules.
    pub table: Option<TableName>,
    pub tab: Tab,
}

/// The inspector's tabs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tab {
    Rules,
    Connections,
    Packet,
    Routes,
    Log,
    Programs,
}

impl Tab {
    /// In their order, which is that of their keys.
    pub const ALL: [Tab; 6] = [Tab::Rules, Tab::Connections, Tab::Packet, Tab::Routes, Tab::Log, Tab::Programs];

    /// As `lesson.toml` writes it.
    pub fn word(self) -> &'static str {
        match self {
            Tab::Rules => "rules",
            Tab::Connections => "connections",
            Tab::Packet => "packet",
            Tab::Routes => "routes",
            Tab::Log => "log",
            Tab::Programs => "programs",
        }
    }
}
