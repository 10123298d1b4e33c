//! What a command changed on a host: each thing by itself where they are few, else the parts of the host that they belong to.

use std::sync::Arc;

use net::InterfaceName;
use trace::host::{ChainChange, Change, Part, Rows};
use trace::interface::Interface;
use trace::print::route::{self, Columns};
use trace::route::{Route, TableNumber};
use trace::row::{Base, Row, Table};
use trace::{HostMoment, TableName};

use super::scene::{Scene, counted};
use super::tracking::tuple_text;
use crate::language::{Language, say};

/// As many things are told one by one; of more nobody reads on.
const MOST: usize = 3;

pub(super) fn host_changed(scene: &Scene<'_>, changes: &[Change]) -> String {
    let (host, language) = (scene.host(), scene.language);
    if changes.is_empty() {
        return say!(language, "A command ran on {host}; it changed no setting.", "{host} 上执行了一条命令，没有改动任何设置。");
    }
    let things = one_by_one(scene, changes);
    if (1..=MOST).contains(&things.len()) {
        let things = things.join(language.pick("; ", "；"));
        return say!(language, "A command ran on {host}: {things}.", "{host} 上执行了一条命令：{things}。");
    }
    let parts = parts(changes).into_iter().map(|part| name(language, part));
    let parts = parts.collect::<Vec<_>>().join(language.pick(", ", "、"));
    say!(language, "A command ran on {host} and changed: {parts}.", "{host} 上执行了一条命令，改动了：{parts}。")
}

/// Each once, in their order.
fn parts(changes: &[Change]) -> Vec<Part> {
    let mut parts: Vec<Part> = changes.iter().map(Change::part).collect();
    parts.sort();
    parts.dedup();
    parts
}

fn name(language: Language, part: Part) -> &'static str {
    match part {
        Part::Rules => language.pick("rules", "规则"),
        Part::Sets => language.pick("sets", "集合"),
        Part::Interfaces => language.pick("interfaces", "接口"),
        Part::Routes => language.pick("routes", "路由"),
        Part::Settings => language.pick("kernel settings", "内核参数"),
        Part::Connections => language.pick("tracked connections", "跟踪的连接"),
        Part::Log => language.pick("the kernel log", "内核日志"),
    }
}

/// Each against the host as the changes before it left it.
fn one_by_one(scene: &Scene<'_>, changes: &[Change]) -> Vec<String> {
    let mut host = scene.host_moment().cloned().unwrap_or_default();
    let told = changes.iter().filter_map(|change| {
        let told = changed(scene.language, change, &host);
        host.apply(change);
        told
    });
    told.collect()
}

/// None for what follows from something else that is told.
fn changed(language: Language, change: &Change, before: &HostMoment) -> Option<String> {
    Some(match change {
        Change::Hooks(_) => return None,
        Change::Tracks(true) => language.pick("from now on connections are tracked", "从现在起跟踪连接").to_owned(),
        Change::Tracks(false) => language.pick("connections are no longer tracked", "不再跟踪连接").to_owned(),
        Change::TableAdded { table, .. } => table_added(language, table),
        Change::TableGone { table } => say!(language, "table {table} is gone", "{table} 表消失了"),
        Change::Chain { table, change } => return chain_changed(language, table, change, before),
        Change::InterfaceSet { place, interface } => interface_set(language, before.interfaces.get(*place), interface),
        Change::InterfaceGone { place } => {
            let name = before.interfaces.get(*place).map_or(InterfaceName::NONE, |interface| interface.name);
            say!(language, "interface {name} is gone", "接口 {name} 消失了")
        }
        Change::Routes { table, place, gone, added } => {
            let there = before.routing.tables.get(table).map_or(&[][..], Vec::as_slice);
            let went = there.iter().skip(*place).take(*gone);
            routes_changed(language, *table, &went.collect::<Vec<_>>(), &added.iter().collect::<Vec<_>>())
        }
        Change::RoutesGone { table } => say!(language, "routing table {table} is empty now", "路由表 {table} 现在是空的"),
        Change::RoutingRules { gone, added, .. } => came_and_went(language, *gone, added.len(), ROUTING_RULES),
        Change::Setting { name, value: Some(value) } => say!(language, "{name} is {value} now", "{name} 现在是 {value}"),
        Change::Setting { name, value: None } => say!(language, "{name} is as at the start again", "{name} 恢复为初始值"),
        Change::SetAdded { set } => {
            let (name, kind) = (&set.name, &set.kind);
            say!(language, "set {name} ({kind}) is new", "新建了集合 {name}（{kind}）")
        }
        Change::SetGone { set } => say!(language, "set {set} is gone", "集合 {set} 消失了"),
        Change::SetMember { set, member, kept: Some(_) } => {
            let was_there = before.sets.get(set).is_some_and(|set| set.members.contains_key(member));
            match was_there {
                true => say!(language, "{member} in set {set} is another now", "集合 {set} 中的 {member} 有了变化"),
                false => say!(language, "{member} is in set {set} now", "{member} 加入了集合 {set}"),
            }
        }
        Change::SetMember { set, member, kept: None } => {
            say!(language, "{member} is out of set {set}", "{member} 从集合 {set} 中移除")
        }
        Change::Entry { entry } => {
            let (tuple, is_new) = (tuple_text(&entry.original), !before.entries.contains_key(&entry.id));
            match is_new {
                true => say!(language, "the entry {tuple} is new", "新增了条目 {tuple}"),
                false => say!(language, "the entry {tuple} is another now", "条目 {tuple} 有了变化"),
            }
        }
        Change::EntryGone { id } => {
            let tuple = before.entries.get(id).map(|entry| tuple_text(&entry.original)).unwrap_or_default();
            say!(language, "the entry {tuple} is gone", "条目 {tuple} 消失了")
        }
        Change::LogCleared => language.pick("the kernel log is empty now", "内核日志被清空").to_owned(),
        Change::Logged { .. } => language.pick("the kernel log has one more line", "内核日志多了一行").to_owned(),
        Change::Name(name) => say!(language, "it is called {name} now", "它现在叫 {name}"),
    })
}

fn table_added(language: Language, table: &Table) -> String {
    let (name, rules) = (&table.name, table.chains.iter().map(|chain| chain.rows.len()).sum());
    match (rules, table.chains.iter().flat_map(|chain| chain.rows.iter()).next()) {
        (1, Some(row)) => {
            say!(language, "table {name} is new, with one rule{}", "新建了 {name} 表，含一条规则{}", saved(language, row))
        }
        (0, _) => say!(language, "table {name} is new", "新建了 {name} 表"),
        (rules, _) => say!(language, "table {name} is new, with {rules} rules", "新建了 {name} 表，含 {rules} 条规则"),
    }
}

fn chain_changed(language: Language, table: &TableName, change: &ChainChange, before: &HostMoment) -> Option<String> {
    let chains = before.table(table).map_or(&[][..], |table| &table.chains);
    let name = |place: &usize| chains.get(*place).map_or("?", |chain| &*chain.name);
    Some(match change {
        ChainChange::Added { chain, .. } => {
            say!(language, "chain {} of {table} is new", "{table} 表新建了链 {}", chain.name)
        }
        ChainChange::Gone { place } => say!(language, "chain {} of {table} is gone", "{table} 表的链 {} 消失了", name(place)),
        ChainChange::Renamed { place, name: new } => {
            say!(language, "chain {} of {table} is called {new} now", "{table} 表的链 {} 改名为 {new}", name(place))
        }
        ChainChange::Base { place, base } => {
            let old = chains.get(*place).and_then(|chain| chain.base);
            base_changed(language, table, name(place), (old, *base))
        }
        ChainChange::Rows(rows) => rows_changed(language, table, name(&rows.place), rows),
        ChainChange::Counters { place, .. } => {
            say!(language, "the counters of {} in {table} are set", "{table} 表 {} 的计数器被重设", name(place))
        }
    })
}

fn base_changed(language: Language, table: &TableName, chain: &str, (old, new): (Option<Base>, Option<Base>)) -> String {
    match new {
        Some(new) if old.is_none_or(|old| old.policy != new.policy) => {
            let policy = new.policy.name();
            say!(language, "the policy of {chain} in {table} is {policy} now", "{table} 表 {chain} 的默认策略现在是 {policy}")
        }
        Some(_) | None => {
            say!(language, "the policy counter of {chain} in {table} is set", "{table} 表 {chain} 的策略计数器被重设")
        }
    }
}

fn rows_changed(language: Language, table: &TableName, chain: &str, rows: &Rows) -> String {
    let number = rows.at + 1;
    match (rows.gone, &rows.added[..]) {
        (0, [(row, _)]) => {
            let saved = saved(language, row);
            say!(
                language,
                "rule {number} of {chain} in {table} is new{saved}",
                "{table} 表 {chain} 新增第 {number} 条规则{saved}"
            )
        }
        (1, []) => {
            say!(language, "rule {number} of {chain} in {table} is gone", "{table} 表 {chain} 的第 {number} 条规则被删除")
        }
        (1, [(row, _)]) => {
            let saved = saved(language, row);
            say!(
                language,
                "rule {number} of {chain} in {table} is another now{saved}",
                "{table} 表 {chain} 的第 {number} 条规则被替换{saved}"
            )
        }
        (gone, added) => {
            let many = came_and_went(language, gone, added.len(), RULES);
            say!(language, "in {chain} of {table} {many}", "{table} 表 {chain} 中{many}")
        }
    }
}

/// To stand behind what is said of the rule.
fn saved(language: Language, row: &Arc<Row>) -> String {
    let saved = row.saved();
    match saved.is_empty() {
        true => String::new(),
        false => say!(language, " ({saved})", "（{saved}）"),
    }
}

/// What there may be several of: how English calls one, and how Chinese counts it.
const RULES: (&str, &str) = ("rule", "条规则");
const ROUTES: (&str, &str) = ("route", "条路由");
const ROUTING_RULES: (&str, &str) = ("policy routing rule", "条策略路由规则");

/// `2 rules are gone, 1 is new`
fn came_and_went(language: Language, gone: usize, added: usize, (name, measured): (&str, &str)) -> String {
    let are = |number: usize| if number == 1 { "is" } else { "are" };
    let several = |number: usize| counted(number as u64, name);
    match (language, gone, added) {
        (Language::English, gone, 0) => format!("{} {} gone", several(gone), are(gone)),
        (Language::English, 0, added) => format!("{} {} new", several(added), are(added)),
        (Language::English, gone, added) => {
            format!("{} {} gone, {added} {} new", several(gone), are(gone), are(added))
        }
        (Language::Chinese, gone, 0) => format!("删除了 {gone} {measured}"),
        (Language::Chinese, 0, added) => format!("新增了 {added} {measured}"),
        (Language::Chinese, gone, added) => format!("删除了 {gone} {measured}，新增了 {added} 条"),
    }
}

fn interface_set(language: Language, before: Option<&Interface>, now: &Interface) -> String {
    let name = now.name;
    let Some(before) = before else { return say!(language, "interface {name} is new", "新建了接口 {name}") };
    if before.up != now.up {
        return match now.up {
            true => say!(language, "{name} is up now", "{name} 已启用"),
            false => say!(language, "{name} is down now", "{name} 已关闭"),
        };
    }
    if before.addresses != now.addresses {
        let addresses = now.addresses.iter().map(|own| format!("{}/{}", own.address, own.prefix_length));
        let addresses = addresses.collect::<Vec<_>>().join(language.pick(", ", "、"));
        return match addresses.is_empty() {
            true => say!(language, "{name} has no address now", "{name} 现在没有地址"),
            false => say!(language, "{name} has {addresses} now", "{name} 的地址现在是 {addresses}"),
        };
    }
    say!(language, "interface {name} is set anew", "接口 {name} 的设置有了变化")
}

fn routes_changed(language: Language, table: TableNumber, gone: &[&Arc<Route>], added: &[&Arc<Route>]) -> String {
    match (gone, added) {
        ([], [route]) => say!(language, "the route {} is new", "新增了路由 {}", route_line(route)),
        ([route], []) => say!(language, "the route {} is gone", "删除了路由 {}", route_line(route)),
        ([old], [new]) => {
            let (old, new) = (route_line(old), route_line(new));
            say!(language, "the route {old} is {new} now", "路由 {old} 换成了 {new}")
        }
        (gone, added) => {
            let many = came_and_went(language, gone.len(), added.len(), ROUTES);
            say!(language, "in routing table {table} {many}", "路由表 {table} 中{many}")
        }
    }
}

/// As `ip route` prints it, in one line.
fn route_line(route: &Route) -> String {
    let mut out = String::new();
    route::print(&mut out, route, Columns::default(), |_| true);
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}
