//! Where a rule stands, and where an extension may stand: what the kernel asks before it takes a rule.

use super::conditions::ProtocolPattern;
use crate::state::hook::{Hook, TableName};

/// The place of one rule: its table, the hook of its chain, its `-p`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub table: TableName,
    /// None in a user chain; the kernel asks again for every base chain that leads there.
    pub hook: Option<Hook>,
    pub protocol: ProtocolPattern,
}

/// What an extension demands of its place. Empty lists demand nothing.
#[derive(Clone, Copy, Debug)]
pub struct Demands {
    pub tables: &'static [TableName],
    pub hooks: &'static [Hook],
    pub protocols: &'static [u8],
}

impl Demands {
    pub const NONE: Demands = Demands { tables: &[], hooks: &[], protocols: &[] };

    pub const fn tables(tables: &'static [TableName]) -> Demands {
        Demands { tables, ..Demands::NONE }
    }

    pub const fn hooks(hooks: &'static [Hook]) -> Demands {
        Demands { hooks, ..Demands::NONE }
    }

    pub const fn protocols(protocols: &'static [u8]) -> Demands {
        Demands { protocols, ..Demands::NONE }
    }

    pub fn met(&self, place: &Place) -> bool {
        let table = self.tables.is_empty() || self.tables.contains(&place.table);
        let hook = self.hooks.is_empty() || place.hook.is_none_or(|hook| self.hooks.contains(&hook));
        let protocol = self.protocols.is_empty() || (!place.protocol.inverted && self.protocols.contains(&place.protocol.number));
        table && hook && protocol
    }
}
