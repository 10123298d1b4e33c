//! The hooks, the tables, and the order of stages at each hook: that order stands here once, as data.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A point of a packet's way at which the kernel asks the tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Hook {
    Prerouting,
    Input,
    Forward,
    Output,
    Postrouting,
}

impl Hook {
    pub const ALL: [Hook; 5] = [Hook::Prerouting, Hook::Input, Hook::Forward, Hook::Output, Hook::Postrouting];

    /// The name of the base chain at this hook.
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

    /// What happens at this hook, in the kernel's order of priorities.
    ///
    /// `security` stands where iptables-nft registers it (150): after nat at INPUT. The legacy tables
    /// have it before (reference: traversal.md §1).
    pub fn stages(self) -> &'static [Stage] {
        use Stage::{Confirm, Conntrack, Table};
        use TableName::{Filter, Mangle, Nat, Raw, Security};
        match self {
            Hook::Prerouting => &[Table(Raw), Conntrack, Table(Mangle), Table(Nat)],
            Hook::Input => &[Table(Mangle), Table(Filter), Table(Nat), Table(Security), Confirm],
            Hook::Forward => &[Table(Mangle), Table(Filter), Table(Security)],
            Hook::Output => &[Table(Raw), Conntrack, Table(Mangle), Table(Nat), Table(Filter), Table(Security)],
            Hook::Postrouting => &[Table(Mangle), Table(Nat), Confirm],
        }
    }
}

impl fmt::Display for Hook {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// One thing a hook does with a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Stage {
    Table(TableName),
    Conntrack,
    Confirm,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum TableName {
    Raw,
    Mangle,
    Nat,
    Filter,
    Security,
}

impl TableName {
    pub const ALL: [TableName; 5] = [TableName::Raw, TableName::Mangle, TableName::Nat, TableName::Filter, TableName::Security];

    pub fn name(self) -> &'static str {
        match self {
            TableName::Raw => "raw",
            TableName::Mangle => "mangle",
            TableName::Nat => "nat",
            TableName::Filter => "filter",
            TableName::Security => "security",
        }
    }

    pub fn from_name(name: &str) -> Option<TableName> {
        TableName::ALL.into_iter().find(|table| table.name() == name)
    }

    /// The hooks at which this table has a base chain, in the order the tools list them.
    pub fn hooks(self) -> impl Iterator<Item = Hook> {
        Hook::ALL.into_iter().filter(move |hook| hook.stages().contains(&Stage::Table(self)))
    }

    /// The hook whose base chain has this name, if the table has one there.
    pub fn hook_named(self, chain: &str) -> Option<Hook> {
        self.hooks().find(|hook| hook.name() == chain)
    }
}

impl fmt::Display for TableName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}
