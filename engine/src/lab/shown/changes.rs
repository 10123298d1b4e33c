//! What is another after a command: compared part by part, so that what stayed is neither printed nor told.

use std::collections::BTreeMap;
use std::sync::Arc;

use trace::host::{ChainChange, Change, Rows};

use super::{base, chain, routing_rule, row, set, settings, table, table_place};
use crate::kernel::host::Host;
use crate::rules::{Chain, Table};
use crate::state::hook::TableName;

/// In an order in which they can be done again.
pub fn changes(before: &Host, after: &Host) -> Vec<Change> {
    let mut changes = Vec::new();
    if before.name != after.name {
        changes.push(Change::Name(after.name.clone()));
    }
    if before.hooks != after.hooks {
        changes.push(Change::Hooks(after.hooks.shown()));
    }
    changes.extend(of_tables(before, after));
    changes.extend(of_sets(before, after));
    changes.extend(of_interfaces(before, after));
    changes.extend(of_routes(before, after));
    if before.networking.sysctls != after.networking.sysctls {
        changes.extend(of_settings(before, after));
    }
    changes.extend(of_entries(before, after));
    changes.extend(of_log(before, after));
    changes
}

fn of_tables(before: &Host, after: &Host) -> Vec<Change> {
    let gone = before.tables.keys().filter(|name| !after.tables.contains_key(name));
    let mut changes: Vec<Change> = gone.map(|name| Change::TableGone { table: name.shown() }).collect();
    for (name, now) in &after.tables {
        match before.tables.get(name) {
            Some(then) => {
                let of_chains = of_chains(then, now).into_iter();
                changes.extend(of_chains.map(|change| Change::Chain { table: name.shown(), change }));
            }
            None => changes.push(Change::TableAdded { place: place_among(after, *name), table: table(now) }),
        }
    }
    changes
}

fn place_among(host: &Host, name: TableName) -> usize {
    table_place(host, name)
}

/// Chains are told apart by name; one that was renamed stands where it stood, with the same rules.
fn of_chains(before: &Table, after: &Table) -> Vec<ChainChange> {
    if let Some(changes) = of_same_chains(before, after) {
        return changes;
    }
    let mut changes = Vec::new();
    let mut kept: Vec<&Chain> = Vec::new();
    for (place, then) in before.chains.iter().enumerate().rev() {
        match after.chain(&then.name) {
            Some(_) => kept.insert(0, then),
            None => changes.push(ChainChange::Gone { place }),
        }
    }
    for (place, now) in after.chains.iter().enumerate() {
        match kept.get(place) {
            Some(then) if then.name == now.name => changes.extend(of_chain(then, now, place)),
            _ => {
                // One that stands elsewhere now is taken out and put in again.
                if let Some(old) = kept.iter().position(|then| then.name == now.name) {
                    changes.push(ChainChange::Gone { place: old });
                    kept.remove(old);
                }
                changes.push(ChainChange::Added { place, chain: chain(now) });
                kept.insert(place.min(kept.len()), now);
            }
        }
    }
    changes
}

/// The common case: as many chains in the same places, at most one of them with another name.
fn of_same_chains(before: &Table, after: &Table) -> Option<Vec<ChainChange>> {
    let pairs = || before.chains.iter().zip(&after.chains).enumerate();
    let renamed = pairs().filter(|(_, (then, now))| then.name != now.name).count();
    if before.chains.len() != after.chains.len() || renamed > 1 {
        return None;
    }
    let mut changes = Vec::new();
    for (place, (then, now)) in pairs() {
        if then.name != now.name {
            changes.push(ChainChange::Renamed { place, name: now.name.clone() });
        }
        changes.extend(of_chain(then, now, place));
    }
    Some(changes)
}

fn of_chain(before: &Chain, after: &Chain, place: usize) -> Vec<ChainChange> {
    let mut changes = Vec::new();
    if before.base != after.base {
        changes.push(ChainChange::Base { place, base: after.base.map(base) });
    }
    if Arc::ptr_eq(&before.rules, &after.rules) {
        changes.extend(counters(place, before.counters.iter().zip(&after.counters).enumerate()));
        return changes;
    }
    let (then, now) = (before.rules.as_slice(), after.rules.as_slice());
    let same = |(then, now): &(&crate::rules::Rule, &crate::rules::Rule)| then.id == now.id && then.says_the_same(now);
    let at = then.iter().zip(now).take_while(same).count();
    let most = then.len().min(now.len()) - at;
    let behind = then.iter().rev().zip(now.iter().rev()).take(most).take_while(same).count();
    let (gone, end) = (then.len() - at - behind, now.len() - behind);
    if gone > 0 || end > at {
        let added = now.get(at..end).unwrap_or_default().iter().map(|rule| Arc::new(row::of(rule)));
        let counted = added.zip(after.counters.iter().skip(at).copied()).collect();
        changes.push(ChainChange::Rows(Rows { place, at, gone, added: counted }));
    }
    let in_front = before.counters.iter().take(at).zip(&after.counters).enumerate();
    let last = before.counters.iter().skip(then.len() - behind).zip(after.counters.iter().skip(end)).enumerate();
    changes.extend(counters(place, in_front.chain(last.map(|(number, pair)| (number + end, pair)))));
    changes
}

fn counters<'counts>(
    place: usize,
    pairs: impl Iterator<Item = (usize, (&'counts trace::connection::Count, &'counts trace::connection::Count))>,
) -> Option<ChainChange> {
    let counters: Vec<_> = pairs.filter(|(_, (then, now))| then != now).map(|(row, (_, now))| (row, *now)).collect();
    (!counters.is_empty()).then_some(ChainChange::Counters { place, counters })
}

fn of_sets(before: &Host, after: &Host) -> Vec<Change> {
    if before.sets == after.sets {
        return Vec::new();
    }
    let mut changes = Vec::new();
    for then in before.sets.iter().filter(|then| after.sets.get(&then.name).is_none()) {
        changes.push(Change::SetGone { set: then.name.clone() });
    }
    for now in after.sets.iter() {
        match before.sets.get(&now.name).filter(|then| then.kind == now.kind && then.create == now.create) {
            Some(then) => {
                let (old, new): (BTreeMap<_, _>, BTreeMap<_, _>) =
                    (then.members_shown().collect(), now.members_shown().collect());
                let name = &now.name;
                let gone = old.keys().filter(|member| !new.contains_key(*member)).map(|member| (member, None));
                let kept =
                    new.iter().filter(|(member, kept)| old.get(*member) != Some(kept)).map(|(member, kept)| (member, Some(kept)));
                changes.extend(gone.chain(kept).map(|(member, kept)| Change::SetMember {
                    set: name.clone(),
                    member: member.clone(),
                    kept: kept.cloned(),
                }));
            }
            None => changes.push(Change::SetAdded { set: Box::new(set(now)) }),
        }
    }
    changes
}

fn of_interfaces(before: &Host, after: &Host) -> Vec<Change> {
    let (then, now) = (&before.networking.interfaces, &after.networking.interfaces);
    let set = now.iter().enumerate().filter(|(place, interface)| then.get(*place) != Some(interface));
    let set = set.map(|(place, interface)| Change::InterfaceSet { place, interface: Box::new(interface.shown()) });
    // From behind, so that places stay what they are.
    let gone = (now.len()..then.len()).rev().map(|place| Change::InterfaceGone { place });
    set.chain(gone).collect()
}

fn of_routes(before: &Host, after: &Host) -> Vec<Change> {
    let mut changes = Vec::new();
    let (then, now) = (&before.networking.routing.tables, &after.networking.routing.tables);
    changes.extend(then.keys().filter(|table| !now.contains_key(table)).map(|table| Change::RoutesGone { table: *table }));
    for (table, routes) in now {
        let old = then.get(table).map_or(&[][..], Vec::as_slice);
        if let Some((place, gone, added)) = spliced(old, routes) {
            let added = added.iter().map(|route| Arc::new(route.shown())).collect();
            changes.push(Change::Routes { table: *table, place, gone, added });
        } else if !then.contains_key(table) {
            changes.push(Change::Routes { table: *table, place: 0, gone: 0, added: Vec::new() });
        }
    }
    // Whether an interface is there shows in the text of a rule, too.
    let rules = |host: &Host| host.networking.routing.rules.iter().map(|rule| routing_rule(rule, host)).collect::<Vec<_>>();
    if before.networking.routing.rules != after.networking.routing.rules
        || before.networking.interfaces.len() != after.networking.interfaces.len()
    {
        let (then, now) = (rules(before), rules(after));
        if let Some((place, gone, added)) = spliced(&then, &now) {
            changes.push(Change::RoutingRules { place, gone, added: added.to_vec() });
        }
    }
    changes
}

/// What is between the same beginning and the same end. None: nothing.
fn spliced<'new, T: PartialEq>(before: &[T], after: &'new [T]) -> Option<(usize, usize, &'new [T])> {
    let at = before.iter().zip(after).take_while(|(then, now)| then == now).count();
    let most = before.len().min(after.len()) - at;
    let behind = before.iter().rev().zip(after.iter().rev()).take(most).take_while(|(then, now)| then == now).count();
    let added = after.get(at..after.len() - behind)?;
    let gone = before.len() - behind - at;
    (gone > 0 || !added.is_empty()).then_some((at, gone, added))
}

fn of_settings(before: &Host, after: &Host) -> Vec<Change> {
    let (then, now) = (settings(&before.networking.sysctls), settings(&after.networking.sysctls));
    let gone = then.keys().filter(|name| !now.contains_key(*name)).map(|name| (name, None));
    let set = now.iter().filter(|(name, value)| then.get(*name) != Some(value)).map(|(name, value)| (name, Some(value)));
    gone.chain(set).map(|(name, value)| Change::Setting { name: name.clone(), value: value.cloned() }).collect()
}

fn of_entries(before: &Host, after: &Host) -> Vec<Change> {
    let mut changes = Vec::new();
    if before.conntrack.active != after.conntrack.active {
        changes.push(Change::Tracks(after.conntrack.active));
    }
    let then: BTreeMap<_, _> = before.conntrack.iter().map(|entry| (entry.id, entry.shown())).collect();
    let now: BTreeMap<_, _> = after.conntrack.iter().map(|entry| (entry.id, entry.shown())).collect();
    changes.extend(then.keys().filter(|id| !now.contains_key(id)).map(|id| Change::EntryGone { id: *id }));
    let set = now.into_iter().filter(|(id, entry)| then.get(id) != Some(entry));
    changes.extend(set.map(|(_, entry)| Change::Entry { entry: Box::new(entry) }));
    changes
}

fn of_log(before: &Host, after: &Host) -> Vec<Change> {
    if before.log == after.log {
        return Vec::new();
    }
    let logged = after.log.iter().map(|logged| Change::Logged { logged: Box::new(logged.clone()) });
    std::iter::once(Change::LogCleared).chain(logged).collect()
}
