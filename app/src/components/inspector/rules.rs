//! The tab of rules: the table that the packet is in, or another one. Which tables there are is the host's.

use std::rc::Rc;

use trace::{HostId, HostMoment, RuleId, Table, TableName};
use yew::{Callback, Html, Properties, component, html, use_state_eq};

use super::chain::ChainTable;
use super::marks::Marks;
use crate::browser::document;
use crate::components::accent;
use crate::draw::{classes, draw, truth};
use crate::effect::{Effect, use_shared};
use crate::player::{Breakpoint, Now};
use crate::words::use_words;

#[derive(Properties, PartialEq)]
pub struct RulesProps {
    pub now: Now,
    /// The table that the lesson speaks of.
    pub look: Option<TableName>,
    pub breakpoints: Rc<Vec<Breakpoint>>,
    pub on_breakpoint: Callback<Breakpoint>,
}

/// Where the rule under test is, for the view to follow it.
const RULE_NOW: &str = ".rules .rule-now";

#[component]
pub fn Rules(props: &RulesProps) -> Html {
    let words = &use_words().rules;
    let chosen = use_state_eq(|| None::<TableName>);
    // Who steps on wants to see where the packet is now, or what the lesson has come to speak of.
    let release = chosen.setter();
    let spoken = props.look.clone().map(|table| (table, props.now.position));
    let focus = &props.now.focus;
    use_shared(Effect::of((focus.host, focus.table.clone(), spoken), move |_| release.set(None)));
    use_shared(Effect::of(props.now.position, |_| document::keep_in_view(RULE_NOW)));

    let now = &props.now;
    let Some(host) = now.host() else { return Html::default() };
    let meant = [&*chosen, &props.look, &now.focus.table].into_iter().find_map(Clone::clone);
    let shown = meant.unwrap_or_else(|| first(host));
    let buttons = tables(host).into_iter().map(|table| {
        let (choose, wanted) = (chosen.setter(), table.clone());
        let onclick = Callback::from(move |_| choose.set(Some(wanted.clone())));
        let is_shown = *table == shown;
        let class = classes!("segment", "table-name", accent::of_table(table));
        draw! {
            <button type="button" {class} onclick={onclick} aria-pressed={truth(is_shown)}
                disabled={host.table(table).is_none()}>{ table.to_string() }</button>
        }
    });
    draw! {
        <div class="rules">
            <div class="inspector-bar">
                <div class="segments" role="group" aria-label={words.table}>{ for buttons }</div>
            </div>
            <p class="command"><span class="prompt">{ now.host_name() }{ "#" }</span>{ " " }{ listing(&shown) }</p>
            { match host.table(&shown) {
                Some(table) => chains(props, table),
                None => draw! { <p class="quiet">{ words.no_table }</p> },
            } }
        </div>
    }
}

/// In the order in which a packet meets them; behind them those that no hook asks.
fn tables(host: &HostMoment) -> Vec<&TableName> {
    let mut tables = host.hooks.tables();
    let asked_by_none = host.tables.iter().map(|table| &table.name).filter(|name| !tables.contains(name)).collect::<Vec<_>>();
    tables.extend(asked_by_none);
    tables
}

/// The table that most people look for, if the host has it.
fn first(host: &HostMoment) -> TableName {
    let usual = TableName::from("filter");
    let tables = tables(host);
    if tables.contains(&&usual) { usual } else { tables.first().map_or(usual, |table| (*table).clone()) }
}

/// How the tool is asked for a table that is its own; of others the name is said.
fn listing(table: &TableName) -> String {
    match table.as_str() {
        name @ ("raw" | "mangle" | "nat" | "filter" | "security") => format!("iptables -t {name} -nvL --line-numbers"),
        name => name.to_owned(),
    }
}

fn chains(props: &RulesProps, table: &Table) -> Html {
    let now = &props.now;
    let marks = Marks::of(now, &table.name);
    let host = now.focus.host;
    let breakpoints = Rc::new(of_host(&props.breakpoints, host));
    let before = now.host_before().and_then(|host| host.table(&table.name));
    table
        .listed_chains()
        .into_iter()
        .map(|chain| {
            let place = table.chains.iter().position(|other| std::ptr::eq(other, chain)).unwrap_or(usize::MAX);
            let before = before.and_then(|table| table.chains.get(place)).filter(|before| before.name == chain.name);
            html! {
                <ChainTable key={chain.name.to_string()}
                    rows={chain.rows.clone()}
                    counters={chain.counters.clone()}
                    counters_before={before.map(|chain| chain.counters.clone()).unwrap_or_default()}
                    name={chain.name.clone()}
                    base={chain.base}
                    base_before={before.and_then(|chain| chain.base)}
                    references={table.references(&chain.name)}
                    marks={marks.of_chain(place)}
                    is_current={marks.chain == Some(place)}
                    policy_now={marks.policy == Some(place)}
                    breakpoints={breakpoints.clone()}
                    host={host}
                    on_breakpoint={props.on_breakpoint.clone()} />
            }
        })
        .collect()
}

/// The rules of a host that have a breakpoint.
fn of_host(breakpoints: &[Breakpoint], host: HostId) -> Vec<RuleId> {
    breakpoints
        .iter()
        .filter_map(|breakpoint| match breakpoint {
            Breakpoint::Rule(of, rule) if *of == host => Some(*rule),
            Breakpoint::Rule(..) | Breakpoint::Table(_) | Breakpoint::Rewrite | Breakpoint::Drop => None,
        })
        .collect()
}
