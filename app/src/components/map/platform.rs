//! A platform: one stage of a hook, and what it said. A table that was not asked is dashed and says why.

use trace::Stage;
use trace::fold::way::{Reached, Said, StageVisit};
use yew::{AttrValue, Html};

use super::reached::reached_class;
use crate::components::accent;
use crate::components::shortened::shortened;
use crate::draw::{classes, draw};
use crate::scene::layout::ROW;
use crate::scene::point::Area;
use crate::words::map::MapWords;

const INSET: i32 = 6;
const TABLE_WIDTH: i32 = 62;
/// Conntrack's own stages are smaller: they are no tables.
const SMALL_WIDTH: i32 = 58;
/// Letters of a table's name that its chip has room for.
const MOST_LETTERS: usize = 8;

pub fn platform(area: Area, visit: &StageVisit, words: &MapWords) -> Html {
    let said = said(visit, words);
    let class = classes!(
        "map-platform",
        accent::of_stage(&visit.stage),
        reached_class(visit.reached),
        is_left_out(visit).then_some("is-left-out"),
    );
    let (width, inset, name) = match &visit.stage {
        Stage::Table(table) => (TABLE_WIDTH, 2, shortened(table.as_str(), MOST_LETTERS)),
        Stage::Conntrack => (SMALL_WIDTH, 3, "ct".to_owned()),
        Stage::Confirm => (SMALL_WIDTH, 3, stage_name(&visit.stage).to_owned()),
    };
    draw! {
        <g {class} transform={placed(area)}>
            if visit.reached == Reached::Now {
                <rect class="map-platform-now" x="2" y="0" width={area.width - 4} height={ROW} rx="6" />
            }
            <rect class="map-platform-chip" x={INSET} y={inset} width={width} height={ROW - 2 * inset} rx="5" />
            <text class="map-platform-name" x={INSET + width / 2} y="15">{ name }</text>
            <text class={classes!("map-platform-said", is_state(&visit.said).then_some("is-state"))} x={INSET + TABLE_WIDTH + 5} y="15">{ said }</text>
        </g>
    }
}

/// Where a station has more platforms than room, all of them are smaller.
fn placed(area: Area) -> String {
    let place = format!("translate({} {})", area.x, area.y);
    if area.height == ROW { place } else { format!("{place} scale(0.{:02})", area.height * 100 / ROW) }
}

pub fn stage_name(stage: &Stage) -> &str {
    match stage {
        Stage::Table(table) => table.as_str(),
        Stage::Conntrack => "conntrack",
        Stage::Confirm => "confirm",
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
    match (&visit.said, &visit.stage, visit.reached) {
        (Said::Skipped(_), _, _) => true,
        (Said::Nothing, Stage::Conntrack | Stage::Confirm, Reached::Done) => true,
        (Said::Nothing, _, _) => false,
        (Said::Rule(_) | Said::Policy | Said::Tracked(_) | Said::Untracked | Said::Invalid | Said::Confirmed, _, _) => false,
    }
}

pub fn said(visit: &StageVisit, words: &MapWords) -> AttrValue {
    match (&visit.said, &visit.stage, visit.reached) {
        (Said::Nothing, Stage::Conntrack, Reached::Done) => words.no_lookup.into(),
        (Said::Nothing, Stage::Confirm, Reached::Done) => words.nothing_new.into(),
        (Said::Nothing, _, _) => AttrValue::default(),
        (Said::Skipped(why), _, _) => (words.skipped)(*why).into(),
        (Said::Rule(number), _, _) => (words.rule)(*number).into(),
        (Said::Policy, _, _) => words.policy.into(),
        (Said::Tracked(state), _, _) => state.name().into(),
        (Said::Untracked, _, _) => "UNTRACKED".into(),
        (Said::Invalid, _, _) => "INVALID".into(),
        (Said::Confirmed, _, _) => words.confirmed.into(),
    }
}
