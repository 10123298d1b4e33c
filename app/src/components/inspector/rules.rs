//! The tab of rules: the table that the packet is in, or another one, as `iptables -nvL --line-numbers` prints it.

use std::rc::Rc;

use engine::kernel::event::HostId;
use engine::rules::Table;
use engine::state::hook::TableName;
use yew::{Callback, Html, Properties, component, html, use_state_eq};

use super::chain::ChainTable;
use super::marks::Marks;
use crate::browser::document;
use crate::draw::{draw, truth};
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
    let spoken = props.look.map(|table| (table, props.now.position));
    use_shared(Effect::of((props.now.focus.host, props.now.focus.table, spoken), move |_| release.set(None)));
    use_shared(Effect::of(props.now.position, |_| document::keep_in_view(RULE_NOW)));

    let now = &props.now;
    let Some(host) = now.host() else { return Html::default() };
    let shown = chosen.or(props.look).or(now.focus.table).unwrap_or(TableName::Filter);
    let buttons = TableName::ALL.into_iter().map(|table| {
        let choose = chosen.setter();
        let onclick = Callback::from(move |_| choose.set(Some(table)));
        let is_shown = table == shown;
        let class = format!("segment table-name of-{table}");
        draw! {
            <button type="button" {class} onclick={onclick} aria-pressed={truth(is_shown)}
                disabled={!host.tables.contains_key(&table)}>{ table.name() }</button>
        }
    });
    draw! {
        <div class="rules">
            <div class="inspector-bar">
                <div class="segments" role="group" aria-label={words.table}>{ for buttons }</div>
            </div>
            <p class="command"><span class="prompt">{ now.host_name() }{ "#" }</span>{ format!(" iptables -t {shown} -nvL --line-numbers") }</p>
            { match host.tables.get(&shown) {
                Some(table) => chains(props, table),
                None => draw! { <p class="quiet">{ words.no_table }</p> },
            } }
        </div>
    }
}

fn chains(props: &RulesProps, table: &Table) -> Html {
    let now = &props.now;
    let marks = Marks::of(now, table.name);
    let host = now.focus.host;
    let breakpoints = Rc::new(of_host(&props.breakpoints, host));
    let before = now.before.hosts.get(host.0).and_then(|host| host.tables.get(&table.name));
    table
        .listed_chains()
        .into_iter()
        .map(|chain| {
            let place = table.place(&chain.name).unwrap_or(usize::MAX);
            let before = before.and_then(|table| table.chains.get(place)).filter(|before| before.name == chain.name);
            html! {
                <ChainTable key={chain.name.to_string()}
                    rules={chain.rules.clone()}
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
fn of_host(breakpoints: &[Breakpoint], host: HostId) -> Vec<engine::rules::rule::RuleId> {
    breakpoints
        .iter()
        .filter_map(|breakpoint| match breakpoint {
            Breakpoint::Rule(of, rule) if *of == host => Some(*rule),
            Breakpoint::Rule(..) | Breakpoint::Table(_) | Breakpoint::Rewrite | Breakpoint::Drop => None,
        })
        .collect()
}
