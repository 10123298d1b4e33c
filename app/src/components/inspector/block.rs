//! Some rows of a chain, drawn again only when something in them changed: of a thousand rules a step touches one or two.

use std::rc::Rc;

use engine::kernel::event::HostId;
use engine::rules::chain::Counter;
use engine::rules::rule::RuleId;
use yew::{Callback, Html, Properties, component, html};

use super::marks::Mark;
use super::row::RuleRow;
use super::row_text::RowText;
use crate::player::Breakpoint;

/// How many rows are drawn again together.
pub const ROWS: usize = 40;

#[derive(Properties)]
pub struct BlockProps {
    pub host: HostId,
    /// Of the whole chain; the same rules are the same allocation.
    pub rows: Rc<[Rc<RowText>]>,
    pub from: usize,
    pub counters: Vec<Counter>,
    pub counters_before: Vec<Counter>,
    pub marks: Vec<(usize, Mark)>,
    pub breakpoints: Rc<Vec<RuleId>>,
    pub on_breakpoint: Callback<Breakpoint>,
}

impl PartialEq for BlockProps {
    fn eq(&self, other: &BlockProps) -> bool {
        Rc::ptr_eq(&self.rows, &other.rows)
            && self.from == other.from
            && self.host == other.host
            && self.breakpoints == other.breakpoints
            && self.on_breakpoint == other.on_breakpoint
            && self.counters == other.counters
            && self.counters_before == other.counters_before
            && self.marks == other.marks
    }
}

#[component]
pub fn RowBlock(props: &BlockProps) -> Html {
    let rows = props.rows.iter().enumerate().skip(props.from).take(ROWS);
    let drawn = rows.map(|(place, text)| {
        let counter = props.counters.get(place - props.from).copied().unwrap_or_default();
        let before = props.counters_before.get(place - props.from).copied().unwrap_or(counter);
        html! {
            <RuleRow key={text.rule.0} text={text.clone()} host={props.host} counter={counter}
                grown={counter.packets.wrapping_sub(before.packets)}
                mark={mark_of(&props.marks, place)}
                breaks={props.breakpoints.contains(&text.rule)}
                on_breakpoint={props.on_breakpoint.clone()} />
        }
    });
    drawn.collect()
}

fn mark_of(marks: &[(usize, Mark)], rule: usize) -> Mark {
    let place = marks.binary_search_by_key(&rule, |(of, _)| *of);
    place.ok().and_then(|place| marks.get(place)).map_or_else(Mark::default, |(_, mark)| mark.clone())
}
