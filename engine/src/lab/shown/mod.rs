//! A host as a trace shows it: `host` at one moment, `changes` between two of them. How one rule becomes a row is `row`'s.

mod changes;
mod row;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use changes::changes;
use trace::HostMoment;

use crate::kernel::host::Host;
use crate::rules::{Chain, Table};
use crate::state::hook::TableName;
use crate::state::route::{Routing, RoutingRule};
use crate::state::sets::Set;
use crate::state::sysctl::{self, Sysctls};
use crate::text::ip::rule as rule_text;
use crate::text::ipset::create;

pub fn host(host: &Host) -> HostMoment {
    HostMoment {
        name: host.name.clone(),
        hooks: host.hooks.shown(),
        tracks: host.conntrack.active,
        tables: tables_in_order(host).map(table).collect(),
        entries: host.conntrack.iter().map(|entry| (entry.id, entry.shown())).collect(),
        log: host.log.clone(),
        interfaces: host.networking.interfaces.iter().map(|interface| interface.shown()).collect(),
        routing: routing(host),
        settings: settings(&host.networking.sysctls),
        sets: host.sets.iter().map(|set| (set.name.clone(), self::set(set))).collect(),
    }
}

/// As `TableName` has them: the order in which a packet meets them.
fn tables_in_order(host: &Host) -> impl Iterator<Item = &Table> {
    host.tables.values()
}

fn table(table: &Table) -> trace::Table {
    trace::Table { name: table.name.shown(), chains: table.chains.iter().map(self::chain).collect() }
}

fn chain(chain: &Chain) -> trace::Chain {
    trace::Chain {
        name: chain.name.clone(),
        base: chain.base.map(base),
        rows: Arc::new(chain.rules.iter().map(|rule| Arc::new(row::of(rule))).collect()),
        counters: chain.counters.clone(),
    }
}

fn base(base: crate::rules::chain::Base) -> trace::row::Base {
    trace::row::Base { hook: base.hook, policy: base.policy, counter: base.counter, counts: base.counts }
}

fn routing(host: &Host) -> trace::route::Routing {
    let Routing { tables, rules, .. } = &host.networking.routing;
    trace::route::Routing {
        tables: tables
            .iter()
            .map(|(number, routes)| (*number, routes.iter().map(|route| Arc::new(route.shown())).collect()))
            .collect(),
        rules: rules.iter().map(|rule| routing_rule(rule, host)).collect(),
    }
}

fn routing_rule(rule: &RoutingRule, host: &Host) -> trace::route::RoutingRule {
    let mut text = String::new();
    let exists = |name| host.networking.interface(name).is_some();
    let resolved = |preference| host.networking.routing.rules.iter().any(|other| other.preference == preference);
    rule_text::print(&mut text, rule, exists, resolved, false);
    trace::route::RoutingRule { preference: rule.preference, text: text.trim_end().to_owned() }
}

/// Those that are not as the kernel has them when it starts.
fn settings(sysctls: &Sysctls) -> BTreeMap<String, String> {
    let fresh = Sysctls::default();
    if *sysctls == fresh {
        return BTreeMap::new();
    }
    let at_first = |name: &str| fresh.get(name).or_else(|| fresh.get(&sysctl::of_default_device(name)?));
    let all = sysctls.list_all().into_iter();
    all.filter(|(name, value)| at_first(name).as_ref() != Some(value)).collect()
}

fn set(set: &Set) -> trace::set::Set {
    trace::set::Set {
        name: set.name.clone(),
        kind: set.kind.name().into(),
        options: create::print(set),
        members: set.members_shown().collect(),
    }
}

fn table_place(host: &Host, name: TableName) -> usize {
    host.tables.keys().take_while(|other| **other != name).count()
}
