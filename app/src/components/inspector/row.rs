//! One rule as a row: what it says, how often it matched, and how it stands to the packet.

use std::rc::Rc;

use engine::kernel::event::HostId;
use engine::rules::chain::Counter;
use engine::text::iptables::list::rounded;
use yew::{AttrValue, Callback, Html, Properties, component};

use super::marks::{Mark, Outcome};
use super::row_text::{Column, RowText};
use crate::components::press::says;
use crate::components::spot;
use crate::draw::{classes, draw, truth};
use crate::player::Breakpoint;
use crate::words::{RulesWords, use_words};

#[derive(Properties)]
pub struct RowProps {
    pub host: HostId,
    pub text: Rc<RowText>,
    pub counter: Counter,
    /// By how many packets the counter grew just now.
    pub grown: u64,
    pub mark: Mark,
    pub breaks: bool,
    pub on_breakpoint: Callback<Breakpoint>,
}

impl PartialEq for RowProps {
    fn eq(&self, other: &RowProps) -> bool {
        Rc::ptr_eq(&self.text, &other.text)
            && self.counter == other.counter
            && self.grown == other.grown
            && self.mark == other.mark
            && self.breaks == other.breaks
            && self.host == other.host
            && self.on_breakpoint == other.on_breakpoint
    }
}

#[component]
pub fn RuleRow(props: &RowProps) -> Html {
    let words = &use_words().rules;
    let text = &props.text;
    let breakpoint = Breakpoint::Rule(props.host, text.rule);
    let toggle = says(&props.on_breakpoint, breakpoint);
    let (plain, rest) = text.columns.split_at(text.columns.len().min(PLAIN_COLUMNS));
    draw! {
        <tr role="row" data-spot={spot::of_rule(props.host, text.rule)} class={classes_of(&props.mark)} aria-current={props.mark.is_now.then_some("true")}>
            <td role="cell" class="gutter">
                <button type="button" class="break" aria-pressed={truth(props.breaks)} onclick={toggle}
                    aria-label={(words.break_at_rule)(&text.number)}></button>
            </td>
            <td role="cell" class="number">{ &text.number }</td>
            <td role="cell" class="number">
                if props.grown > 0 { <span class="grown">{ format!("+{} ", props.grown) }</span> }
                { rounded(props.counter.packets) }
            </td>
            <td role="cell" class="number">{ rounded(props.counter.bytes) }</td>
            <td role="cell" class="target">{ &text.target }{ outcome_sign(words, &props.mark) }</td>
            { for plain.iter().map(|(column, cell)| draw! { <td role="cell">{ part(words, &props.mark, *column, cell) }</td> }) }
            <td role="cell" class="rest">{ for rest.iter().map(|(column, cell)| part(words, &props.mark, *column, cell)) }</td>
        </tr>
    }
}

/// One cell's text; the blank behind it keeps it apart from the next for who copies the row.
fn part(words: &RulesWords, mark: &Mark, column: Column, cell: &AttrValue) -> Html {
    let is_address = matches!(column, Column::Source | Column::Destination);
    let is_any = cell.as_str() == ANYWHERE || cell.as_str() == ANY_INTERFACE;
    let class = classes!(is_address.then_some("address"), is_any.then_some("any"), failing(mark, column),);
    draw! { <><span {class}>{ cell }{ " " }</span>{ had(words, mark, column) }</> }
}

const ANYWHERE: &str = "0.0.0.0/0";
const ANY_INTERFACE: &str = "*";

/// Protocol, fragment and interfaces have columns of their own; addresses and everything behind them flow in one.
const PLAIN_COLUMNS: usize = 4;

fn classes_of(mark: &Mark) -> [&'static str; 2] {
    let outcome = match mark.outcome {
        Outcome::NotAsked => None,
        Outcome::Missed { .. } => Some("rule-missed"),
        Outcome::Matched => Some("rule-matched"),
        Outcome::Inside => Some("rule-inside"),
    };
    classes!(outcome, mark.is_now.then_some("rule-now"))
}

/// Said without colours, for who does not see them.
fn outcome_sign(words: &RulesWords, mark: &Mark) -> Html {
    let said = match mark.outcome {
        Outcome::NotAsked => return Html::default(),
        Outcome::Missed { .. } => words.missed,
        Outcome::Matched => words.matched,
        Outcome::Inside => words.inside,
    };
    draw! { <span class="unseen">{ " " }{ said }</span> }
}

fn failing(mark: &Mark, column: Column) -> Option<&'static str> {
    matches!(&mark.outcome, Outcome::Missed { column: failed, .. } if *failed == column).then_some("failing")
}

/// Under the failing cell of the rule that was asked just now: what the packet has instead.
fn had(words: &RulesWords, mark: &Mark, column: Column) -> Html {
    match &mark.outcome {
        Outcome::Missed { column: failed, had } if *failed == column && mark.is_now => {
            let had = if had.is_empty() { AttrValue::Static(words.nothing) } else { had.clone() };
            draw! { <span class="had"><span class="had-word">{ words.had }</span>{ " " }{ had }{ " " }</span> }
        }
        Outcome::Missed { .. } | Outcome::NotAsked | Outcome::Matched | Outcome::Inside => Html::default(),
    }
}
