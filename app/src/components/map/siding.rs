//! Open user chains as branch lines below their station, and the buffer stop where a packet's way ends.

use trace::fold::way::Stop;
use yew::Html;

use crate::draw::{classes, draw};
use crate::scene::host::{SidingRow, Sidings};
use crate::scene::point::Point;
use crate::words::map::{MapWords, reject_name};

const TEXT: i32 = 13;

pub fn siding_lines(sidings: &Sidings, words: &MapWords) -> Html {
    let innermost = sidings.rows.len().saturating_sub(1);
    draw! {
        <g class={classes!("map-sidings", sidings.leftwards.then_some("is-leftwards"))}>
            <path class="map-siding" d={branches(sidings)} />
            { for sidings.rows.iter().enumerate().map(|(place, row)| {
                let folded = if place == 0 { sidings.folded } else { 0 };
                chain(row, folded, place == innermost, sidings.leftwards, words)
            }) }
            if let Some((at, stop)) = &sidings.stop {
                { buffer_stop(*at, stop, sidings.leftwards, words) }
            }
        </g>
    }
}

/// Each branch leaves the one above it.
fn branches(sidings: &Sidings) -> String {
    let mut from = sidings.from;
    let mut path = String::new();
    for to in sidings.rows.iter().map(|row| row.at).chain(sidings.stop.iter().map(|(at, _)| *at)) {
        let round = if sidings.leftwards { -6 } else { 6 };
        path += &format!("M{} {}V{}q0 6 {round} 6H{}", from.x, from.y, to.y - 6, to.x);
        from = to;
    }
    path
}

fn chain(row: &SidingRow, folded: usize, is_innermost: bool, leftwards: bool, words: &MapWords) -> Html {
    let Point { x, y } = row.at;
    let text = if leftwards { x - TEXT } else { x + TEXT };
    draw! {
        <g class={classes!("map-chain", is_innermost.then_some("is-now"))}>
            <circle cx={x} cy={y} r="4" />
            <text x={text} y={y + 4}>
                { &row.chain.name }
                if let Some(rule) = row.chain.rule {
                    <tspan class="map-chain-rule">{ format!(" · {}", (words.rule)(rule)) }</tspan>
                }
                if row.chain.by_goto {
                    <tspan class="map-chain-rule">{ " · goto" }</tspan>
                }
                if folded > 0 {
                    <tspan class="map-chain-rule">{ format!(" · {}", (words.more_chains)(folded)) }</tspan>
                }
            </text>
        </g>
    }
}

fn buffer_stop(at: Point, stop: &Stop, leftwards: bool, words: &MapWords) -> Html {
    let Point { x, y } = at;
    let text = if leftwards { x - TEXT } else { x + TEXT };
    let (main, further) = stop_words(stop, words);
    draw! {
        <g class="map-stop">
            <path d={format!("M{x} {}v14", y - 7)} />
            <text x={text} y={y + 4}>
                { main }
                if let Some(further) = further {
                    <tspan class="map-stop-further">{ format!(" · {further}") }</tspan>
                }
            </text>
        </g>
    }
}

pub fn stop_words(stop: &Stop, words: &MapWords) -> (String, Option<String>) {
    match stop {
        Stop::Rule { chain, rule } => ((words.by_rule)(chain, *rule), None),
        Stop::Rejected { chain, rule, with } => {
            let rule = format!("{chain} {}", (words.rule)(*rule));
            ((words.rejected)(reject_name(*with)), Some(rule))
        }
        Stop::Policy { chain } => ((words.by_policy)(chain), None),
        Stop::Other(why) => ((words.stopped)(*why).to_owned(), None),
    }
}
