//! What a step's prose is about, for the page to show beside it: the packet may be elsewhere.

use engine::kernel::hook::TableName;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// Its place among the scenario's hosts; without it, where the packet is.
    pub host: Option<usize>,
    /// Only with the rules.
    pub table: Option<TableName>,
    pub tab: LookTab,
}

/// The inspector's tabs, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LookTab {
    Rules,
    Connections,
    Packet,
    Routes,
    Log,
    Programs,
}

impl LookTab {
    pub const ALL: [LookTab; 6] =
        [LookTab::Rules, LookTab::Connections, LookTab::Packet, LookTab::Routes, LookTab::Log, LookTab::Programs];

    /// As `lesson.toml` writes it.
    pub fn word(self) -> &'static str {
        match self {
            LookTab::Rules => "rules",
            LookTab::Connections => "connections",
            LookTab::Packet => "packet",
            LookTab::Routes => "routes",
            LookTab::Log => "log",
            LookTab::Programs => "programs",
        }
    }
}
