//! One packet's lane: who made it and why, and its cells.

use std::rc::Rc;
use std::sync::Arc;

use engine::kernel::event::Cause;
use engine::state::hook::TableName;
use yew::{Callback, Html, Properties, component, use_context};

use crate::components::datagram;
use crate::components::press::says;
use crate::components::shortened::shortened;
use crate::draw::{classes, draw};
use crate::player::lanes::{Cell, CellKind, Lane};
use crate::words::{LaneWords, Language, use_words};

#[derive(Properties)]
pub struct LaneProps {
    pub number: usize,
    pub lane: Rc<Lane>,
    /// How many cells have begun.
    pub begun: usize,
    pub is_current: bool,
    pub maker: Option<Arc<str>>,
    pub on_go: Callback<usize>,
}

impl PartialEq for LaneProps {
    fn eq(&self, other: &LaneProps) -> bool {
        self.begun == other.begun
            && self.is_current == other.is_current
            && Rc::ptr_eq(&self.lane, &other.lane)
            && self.number == other.number
            && self.maker == other.maker
            && self.on_go == other.on_go
    }
}

/// Letters of the name of who made a packet.
const MAKER: usize = 13;

#[component]
pub fn LaneRow(props: &LaneProps) -> Html {
    let words = &use_words().lanes;
    let language = use_context::<Language>().unwrap_or(Language::English);
    let lane = &props.lane;
    let begin = lane.life.positions.first().copied().unwrap_or(0);
    let maker = props.maker.as_deref().unwrap_or("");
    let kind = lane.made.as_ref().map(datagram::kind).unwrap_or_default();
    let ends = lane.made.as_ref().map(datagram::ends).unwrap_or_default();
    let cause = cause(words, lane.life.cause);
    let arrow = if lane.goes_back { "←" } else { "→" };
    let cells = lane.cells.iter().enumerate().map(|(number, cell)| {
        draw! {
            <span class={classes!("cell", class_of(cell), matches!(cell.kind, CellKind::Skipped(..)).then_some("cell-skipped"), (number >= props.begun).then_some("cell-ahead"), (props.is_current && number + 1 == props.begun).then_some("cell-now"))}
                title={title(language, cell.kind)} data-position={cell.from.to_string()}></span>
        }
    });
    draw! {
        <li class={classes!("lane", props.is_current.then_some("lane-current"), (props.begun == 0).then_some("lane-ahead"))}>
            <button type="button" class="lane-name" onclick={says(&props.on_go, begin)} title={ends.clone()}
                aria-current={props.is_current.then_some("true")}>
                <span class="lane-number">{ props.number + 1 }</span>
                <span class="lane-arrow" aria-hidden="true">{ arrow }</span>
                <span class="lane-kind">{ kind }</span>
                if let Some(cause) = cause { <span class="lane-cause">{ cause }</span> }
                <span class="lane-maker">{ (words.made_by)(&shortened(maker, MAKER)) }</span>
                <span class="unseen">{ ", " }{ ends }{ ": " }{ words.go_to }</span>
            </button>
            <div class="track" aria-hidden="true">{ for cells }</div>
        </li>
    }
}

/// Only what is out of the ordinary is said.
fn cause(words: &LaneWords, cause: Cause) -> Option<&'static str> {
    match cause {
        Cause::Program | Cause::AnswerTo(_) => None,
        Cause::RetransmissionOf(_) => Some(words.retransmission),
        Cause::ErrorAbout(_) => Some(words.error),
        Cause::CopyOf(_) => Some(words.copy),
    }
}

fn class_of(cell: &Cell) -> &'static str {
    match cell.kind {
        CellKind::Made => "cell-made",
        CellKind::Table(table) => of(table),
        CellKind::Skipped(table, _) => of(table),
        CellKind::Conntrack => "of-conntrack",
        CellKind::Route => "cell-route",
        CellKind::Wire => "cell-wire",
        CellKind::Delivered => "cell-delivered",
        CellKind::Dropped(_) => "cell-dropped",
    }
}

fn of(table: TableName) -> &'static str {
    match table {
        TableName::Raw => "of-raw",
        TableName::Mangle => "of-mangle",
        TableName::Nat => "of-nat",
        TableName::Filter => "of-filter",
        TableName::Security => "of-security",
    }
}

fn title(language: Language, kind: CellKind) -> String {
    let words = &language.words().cells;
    let told = language.of_lessons();
    match kind {
        CellKind::Made => words.made.to_owned(),
        CellKind::Table(table) => table.name().to_owned(),
        CellKind::Skipped(table, why) => format!("{table}: {}", lessons::labels::skip(told, why)),
        CellKind::Conntrack => "conntrack".to_owned(),
        CellKind::Route => words.route.to_owned(),
        CellKind::Wire => words.wire.to_owned(),
        CellKind::Delivered => words.delivered.to_owned(),
        CellKind::Dropped(why) => lessons::labels::dropped(told, why).to_owned(),
    }
}
