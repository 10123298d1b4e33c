//! What is no station: the local process, both routing decisions, and what is written along `lo` and bridges.

use trace::fold::way::Reached;
use yew::Html;

use super::reached::reached_class;
use crate::draw::{classes, draw};
use crate::scene::host::HostPicture;
use crate::scene::layout::{self, INPUT_ROUTE, OUTPUT_ROUTE, PROCESS};
use crate::scene::point::Point;
use crate::words::map::MapWords;

const HALF: i32 = 13;

pub fn other_places(host: &HostPicture, words: &MapWords) -> Html {
    let places = host.places;
    let process = if places.made_by_kernel { words.kernel } else { words.process };
    let is_passed_by = host.bridge.is_some() && places.input_route == Reached::Ahead;
    let middle = PROCESS.middle();
    draw! {
        <g class="map-places">
            <g class={classes!("map-process", reached_class(places.process))}>
                <rect x={PROCESS.x} y={PROCESS.y} width={PROCESS.width}
                    height={PROCESS.height} rx="15" />
                <text x={middle.x} y={middle.y + 4}>{ process }</text>
            </g>
            { crossing(INPUT_ROUTE, places.input_route, is_passed_by) }
            { crossing(OUTPUT_ROUTE, places.output_route, false) }
            <text class="map-crossing-name" x={INPUT_ROUTE.x} y={INPUT_ROUTE.y + 27}>
                { if is_passed_by { words.not_asked } else { words.routing } }
            </text>
            <text class="map-crossing-name is-beside" x={OUTPUT_ROUTE.x + 18}
                y={OUTPUT_ROUTE.y - 4}>{ words.routing }</text>
            { along(host, words) }
        </g>
    }
}

fn crossing(at: Point, reached: Reached, is_passed_by: bool) -> Html {
    let Point { x, y } = at;
    let path = format!("M{x} {}l{HALF} {HALF}-{HALF} {HALF}-{HALF}-{HALF}z", y - HALF);
    draw! {
        <path class={classes!("map-crossing", reached_class(reached), is_passed_by.then_some("is-left-out"))} d={path} />
    }
}

/// What runs below everything: `lo`, or a bridge that asks no hook.
fn along(host: &HostPicture, words: &MapWords) -> Html {
    let (text, is_taken) = match (host.bridge, host.is_past_hooks(), host.second_pass) {
        (Some(bridge), true, _) => (format!("{bridge} · {}", words.bridge_past_hooks), true),
        (_, _, true) => (format!("lo · {}", words.second_pass), true),
        (_, _, false) => ("lo".to_owned(), false),
    };
    let Point { x, y } = layout::LOOP_NAME;
    draw! {
        <text class={classes!("map-loop-name", is_taken.then_some("is-taken"))} x={x} y={y}>
            { text }
        </text>
    }
}
