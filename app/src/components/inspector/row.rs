//! One rule as a row: what it says, how often it matched, and how it stands to the packet.

use std::rc::Rc;

use trace::HostId;
use trace::connection::Count;
use trace::print::rounded;
use trace::row::Heading;
use trace::value::Condition;
use yew::{AttrValue, Callback, Html, Properties, component};

use super::marks::{Mark, Outcome};
use super::row_text::RowText;
use crate::components::press::says;
use crate::components::spot;
use crate::draw::{classes, draw, truth};
use crate::player::Breakpoint;
use crate::words::{RulesWords, use_words};

#[derive(Properties)]
pub struct RowProps {
    pub host: HostId,
    pub text: Rc<RowText>,
    pub counter: Count,
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
            { for text.plain.iter().map(|(heading, cell)| draw! { <td role="cell">{ part(words, &props.mark, *heading, cell) }</td> }) }
            <td role="cell" class="rest">
                { for text.rest.iter().map(|(heading, cell)| part(words, &props.mark, *heading, cell)) }
                { unshown(words, &props.mark, text) }
            </td>
        </tr>
    }
}

/// One cell's text; the blank behind it keeps it apart from the next for who copies the row.
fn part(words: &RulesWords, mark: &Mark, heading: Heading, cell: &AttrValue) -> Html {
    let is_address = matches!(heading, Heading::Asks(Condition::Source | Condition::Destination));
    let is_any = ANYTHING.contains(&cell.as_str());
    let failed = failed(mark).filter(|(condition, _)| heading == Heading::Asks(*condition));
    let class = classes!(is_address.then_some("address"), is_any.then_some("any"), failed.map(|_| "failing"));
    draw! {
        <>
            <span {class}>{ cell }{ " " }</span>
            if let Some((_, had)) = failed.filter(|_| mark.is_now) { { instead(words, had) } }
        </>
    }
}

/// What asks nothing is hardly to be seen.
const ANYTHING: [&str; 3] = ["0.0.0.0/0", "::/0", "*"];

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

/// The condition that was not met, and what the packet has instead.
fn failed(mark: &Mark) -> Option<(Condition, &AttrValue)> {
    match &mark.outcome {
        Outcome::Missed { condition, had } => Some((*condition, had)),
        Outcome::NotAsked | Outcome::Matched | Outcome::Inside => None,
    }
}

/// Behind a row that has no cell for what was not met.
fn unshown(words: &RulesWords, mark: &Mark, text: &RowText) -> Html {
    match failed(mark) {
        Some((condition, had)) if mark.is_now && !text.shows(condition) => instead(words, had),
        _ => Html::default(),
    }
}

/// Under the failing cell of the rule that was asked just now.
fn instead(words: &RulesWords, had: &AttrValue) -> Html {
    let had = if had.is_empty() { AttrValue::Static(words.nothing) } else { had.clone() };
    draw! { <span class="had"><span class="had-word">{ words.had }</span>{ " " }{ had }{ " " }</span> }
}
