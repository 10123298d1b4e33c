//! The tables of iptables, and what a host has registered at its hooks: stations, each with its priority.

use std::fmt;
use std::sync::LazyLock;

pub use trace::Hook;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

    /// As a trace names it.
    pub fn shown(self) -> trace::TableName {
        static NAMES: LazyLock<[trace::TableName; 5]> = LazyLock::new(|| TableName::ALL.map(|table| table.name().into()));
        NAMES[self as usize].clone()
    }

    /// The hooks at which this table has a base chain, in the order the tools list them.
    pub fn hooks(self) -> impl Iterator<Item = Hook> {
        Hook::ALL.into_iter().filter(move |hook| match self {
            TableName::Raw => matches!(hook, Hook::Prerouting | Hook::Output),
            TableName::Mangle => true,
            TableName::Nat => *hook != Hook::Forward,
            TableName::Filter | TableName::Security => matches!(hook, Hook::Input | Hook::Forward | Hook::Output),
        })
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

/// One thing a hook does with a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    Table(TableName),
    Conntrack,
    Confirm,
}

impl Stage {
    /// As a trace names it.
    pub fn shown(self) -> trace::Stage {
        match self {
            Stage::Table(table) => trace::Stage::Table(table.shown()),
            Stage::Conntrack => trace::Stage::Conntrack,
            Stage::Confirm => trace::Stage::Confirm,
        }
    }
}

/// A stage where it is registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Station {
    /// Smaller comes first (`enum nf_ip_hook_priorities`).
    pub priority: i32,
    pub stage: Stage,
}

/// Who registered the tables: the kernel's own `iptable_filter` and the like, or iptables-nft. They differ in one priority.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BackEnd {
    #[default]
    Nft,
    Legacy,
}

/// What a host has registered at its hooks, in the order in which a packet meets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hooks([Vec<Station>; Hook::ALL.len()]);

const CONNTRACK: i32 = -200;

impl Hooks {
    pub fn of(back_end: BackEnd) -> Hooks {
        let mut hooks = Hooks(Default::default());
        for hook in Hook::ALL {
            for table in TableName::ALL.into_iter().filter(|table| table.hooks().any(|of_table| of_table == hook)) {
                hooks.register(hook, Station { priority: priority(table, hook, back_end), stage: Stage::Table(table) });
            }
        }
        for hook in [Hook::Prerouting, Hook::Output] {
            hooks.register(hook, Station { priority: CONNTRACK, stage: Stage::Conntrack });
        }
        for hook in [Hook::Input, Hook::Postrouting] {
            hooks.register(hook, Station { priority: i32::MAX, stage: Stage::Confirm });
        }
        hooks
    }

    /// Behind those of the same priority.
    pub fn register(&mut self, hook: Hook, station: Station) {
        let stations = &mut self.0[hook as usize];
        let place = stations.partition_point(|other| other.priority <= station.priority);
        stations.insert(place, station);
    }

    pub fn at(&self, hook: Hook) -> &[Station] {
        &self.0[hook as usize]
    }

    /// As a trace shows them.
    pub fn shown(&self) -> trace::hook::Hooks {
        let mut hooks = trace::hook::Hooks::default();
        for hook in Hook::ALL {
            for station in self.at(hook) {
                hooks.register(hook, trace::hook::Station { priority: station.priority, stage: station.stage.shown() });
            }
        }
        hooks
    }
}

impl Default for Hooks {
    fn default() -> Hooks {
        Hooks::of(BackEnd::default())
    }
}

/// With iptables-nft `security` comes after nat at INPUT, with the legacy tables before it (reference: traversal.md §1).
fn priority(table: TableName, hook: Hook, back_end: BackEnd) -> i32 {
    match (table, back_end) {
        (TableName::Raw, _) => -300,
        (TableName::Mangle, _) => -150,
        (TableName::Nat, _) if matches!(hook, Hook::Prerouting | Hook::Output) => -100,
        (TableName::Nat, _) => 100,
        (TableName::Filter, _) => 0,
        (TableName::Security, BackEnd::Nft) => 150,
        (TableName::Security, BackEnd::Legacy) => 50,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(back_end: BackEnd, hook: Hook) -> String {
        let hooks = Hooks::of(back_end);
        let names = hooks.at(hook).iter().map(|station| match station.stage {
            Stage::Table(table) => table.name(),
            Stage::Conntrack => "conntrack",
            Stage::Confirm => "confirm",
        });
        names.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn stations_stand_in_the_kernels_order() {
        for (hook, expected) in [
            (Hook::Prerouting, "raw conntrack mangle nat"),
            (Hook::Input, "mangle filter nat security confirm"),
            (Hook::Forward, "mangle filter security"),
            (Hook::Output, "raw conntrack mangle nat filter security"),
            (Hook::Postrouting, "mangle nat confirm"),
        ] {
            assert_eq!(order(BackEnd::Nft, hook), expected, "{hook}");
        }
        assert_eq!(order(BackEnd::Legacy, Hook::Input), "mangle filter security nat confirm");
    }
}
