//! A platform: one stage of a hook, and what it said. A table that was not asked is dashed and says why.

use engine::state::conntrack::State;
use engine::state::hook::{Stage, TableName};
use yew::{AttrValue, Html};

use super::station::reached_class;
use crate::draw::{classes, draw};
use crate::scene::point::Area;
use crate::scene::visit::{Reached, Said, StageVisit};
use crate::words::map::MapWords;

const INSET: i32 = 6;
const TABLE_WIDTH: i32 = 62;
/// Conntrack's own stages are smaller: they are no tables.
const SMALL_WIDTH: i32 = 58;

pub fn platform(area: Area, visit: &StageVisit, words: &MapWords) -> Html {
    let said = said(visit, words);
    let class = classes!(
        "map-platform",
        stage_class(visit.stage),
        reached_class(visit.reached),
        is_left_out(visit).then_some("is-left-out"),
    );
    let (width, inset, name) = match visit.stage {
        Stage::Table(table) => (TABLE_WIDTH, 2, table.name()),
        Stage::Conntrack => (SMALL_WIDTH, 3, "ct"),
        Stage::Confirm => (SMALL_WIDTH, 3, "confirm"),
    };
    let baseline = (area.y + 15).to_string();
    draw! {
        <g {class}>
            if visit.reached == Reached::Now {
                <rect class="map-platform-now" x={area.x + 2} y={area.y}
                    width={area.width - 4} height={area.height} rx="6" />
            }
            <rect class="map-platform-chip" x={area.x + INSET} y={area.y + inset}
                width={width} height={area.height - 2 * inset} rx="5" />
            <text class="map-platform-name" x={area.x + INSET + width / 2} y={baseline.clone()}>{ name }</text>
            <text class={classes!("map-platform-said", is_state(&visit.said).then_some("is-state"))} x={area.x + INSET + TABLE_WIDTH + 5} y={baseline}>{ said }</text>
        </g>
    }
}

fn stage_class(stage: Stage) -> &'static str {
    match stage {
        Stage::Conntrack | Stage::Confirm => "of-conntrack",
        Stage::Table(TableName::Raw) => "of-raw",
        Stage::Table(TableName::Mangle) => "of-mangle",
        Stage::Table(TableName::Nat) => "of-nat",
        Stage::Table(TableName::Filter) => "of-filter",
        Stage::Table(TableName::Security) => "of-security",
    }
}

/// A word of `ctstate`, the same in every language.
fn is_state(said: &Said) -> bool {
    match said {
        Said::Tracked(_) | Said::Untracked | Said::Invalid => true,
        Said::Nothing | Said::Skipped(_) | Said::Rule(_) | Said::Policy | Said::Confirmed => false,
    }
}

/// The stage was there and did nothing.
fn is_left_out(visit: &StageVisit) -> bool {
    match (&visit.said, visit.stage, visit.reached) {
        (Said::Skipped(_), _, _) => true,
        (Said::Nothing, Stage::Conntrack | Stage::Confirm, Reached::Done) => true,
        (Said::Nothing, _, _) => false,
        (Said::Rule(_) | Said::Policy | Said::Tracked(_) | Said::Untracked | Said::Invalid | Said::Confirmed, _, _) => false,
    }
}

pub fn said(visit: &StageVisit, words: &MapWords) -> AttrValue {
    match (&visit.said, visit.stage, visit.reached) {
        (Said::Nothing, Stage::Conntrack, Reached::Done) => words.no_lookup.into(),
        (Said::Nothing, Stage::Confirm, Reached::Done) => words.nothing_new.into(),
        (Said::Nothing, _, _) => AttrValue::default(),
        (Said::Skipped(why), _, _) => (words.skipped)(*why).into(),
        (Said::Rule(number), _, _) => (words.rule)(*number).into(),
        (Said::Policy, _, _) => words.policy.into(),
        (Said::Tracked(State::New), _, _) => "NEW".into(),
        (Said::Tracked(State::Established), _, _) => "ESTABLISHED".into(),
        (Said::Tracked(State::Related), _, _) => "RELATED".into(),
        (Said::Untracked, _, _) => "UNTRACKED".into(),
        (Said::Invalid, _, _) => "INVALID".into(),
        (Said::Confirmed, _, _) => words.confirmed.into(),
    }
}
