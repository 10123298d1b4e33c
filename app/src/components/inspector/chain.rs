//! One chain as a table: its header as the tool prints it, and a row for each rule.

use std::rc::Rc;
use std::sync::Arc;

use engine::kernel::event::HostId;
use engine::rules::Rule;
use engine::rules::chain::{Base, Counter};
use engine::rules::rule::RuleId;
use yew::{Callback, Html, Properties, component, html, use_memo};

use super::block::{ROWS, RowBlock};
use super::marks::Mark;
use super::row_text;
use crate::draw::{classes, draw};
use crate::words::use_words;

#[derive(Properties)]
pub struct ChainProps {
    pub host: HostId,
    pub name: Arc<str>,
    /// Shared with the lab: the same rules are the same allocation.
    pub rules: Arc<Vec<Rule>>,
    pub counters: Vec<Counter>,
    pub counters_before: Vec<Counter>,
    pub base: Option<Base>,
    pub base_before: Option<Base>,
    pub references: usize,
    /// Of the rules that were asked.
    pub marks: Vec<(usize, Mark)>,
    pub is_current: bool,
    pub policy_now: bool,
    pub breakpoints: Rc<Vec<RuleId>>,
    pub on_breakpoint: Callback<crate::player::Breakpoint>,
}

impl PartialEq for ChainProps {
    /// The cheap ones first; rules are compared by pointer.
    fn eq(&self, other: &ChainProps) -> bool {
        self.host == other.host
            && Arc::ptr_eq(&self.rules, &other.rules)
            && self.name == other.name
            && self.base == other.base
            && self.base_before == other.base_before
            && self.references == other.references
            && self.is_current == other.is_current
            && self.policy_now == other.policy_now
            && self.breakpoints == other.breakpoints
            && self.on_breakpoint == other.on_breakpoint
            && self.counters == other.counters
            && self.counters_before == other.counters_before
            && self.marks == other.marks
    }
}

/// The same rules, told by where they are kept.
#[derive(Clone)]
struct SameRules(Arc<Vec<Rule>>);

impl PartialEq for SameRules {
    fn eq(&self, other: &SameRules) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

#[component]
pub fn ChainTable(props: &ChainProps) -> Html {
    let words = &use_words().rules;
    let rows = use_memo(SameRules(props.rules.clone()), |rules| row_text::rows(&rules.0));
    let blocks = (0..rows.len()).step_by(ROWS).map(|from| {
        html! {
            <RowBlock key={from} rows={(*rows).clone()} {from} host={props.host}
                counters={of_block(&props.counters, from)} counters_before={of_block(&props.counters_before, from)}
                marks={marks_of(&props.marks, from)}
                breakpoints={props.breakpoints.clone()} on_breakpoint={props.on_breakpoint.clone()} />
        }
    });
    draw! {
        <section class={classes!("chain", props.is_current.then_some("chain-current"))} aria-label={props.name.to_string()}>
            <h3 class="chain-head">
                { "Chain " }<strong>{ &*props.name }</strong>{ " " }{ head(props) }
            </h3>
            if !rows.is_empty() {
                // The roles stand here because a narrow inspector lays rows out as grids, which would lose them.
                <table role="table">
                    <thead role="rowgroup"><tr role="row">
                        <th role="columnheader" scope="col"><span class="unseen">{ words.breakpoint }</span></th>
                        { for COLUMNS.iter().map(|name| draw! { <th role="columnheader" scope="col">{ *name }</th> }) }
                        <th role="columnheader" scope="col" class="rest">
                            <span class="address">{ "source " }</span><span class="address">{ "destination" }</span>
                        </th>
                    </tr></thead>
                    <tbody role="rowgroup">{ for blocks }</tbody>
                </table>
            }
        </section>
    }
}

const COLUMNS: [&str; 8] = ["num", "pkts", "bytes", "target", "prot", "opt", "in", "out"];

fn of_block(counters: &[Counter], from: usize) -> Vec<Counter> {
    counters.iter().skip(from).take(ROWS).copied().collect()
}

fn marks_of(marks: &[(usize, Mark)], from: usize) -> Vec<(usize, Mark)> {
    let begin = marks.partition_point(|(rule, _)| *rule < from);
    marks.iter().skip(begin).take_while(|(rule, _)| *rule < from + ROWS).cloned().collect()
}

fn head(props: &ChainProps) -> Html {
    let Some(base) = props.base else {
        return draw! { <span class="quiet">{ format!("({} references)", props.references) }</span> };
    };
    let Counter { packets, bytes } = base.counter;
    let grown = packets.wrapping_sub(props.base_before.map_or(packets, |before| before.counter.packets));
    draw! {
        <span class={classes!("chain-policy", props.policy_now.then_some("policy-now"))}>
            { format!("(policy {} {packets} packets, {bytes} bytes)", base.policy.name()) }
            if grown > 0 { <span class="grown">{ format!(" +{grown}") }</span> }
        </span>
    }
}
