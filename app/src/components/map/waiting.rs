//! A packet that waits at its rule while the answer to it leaves.

use yew::Html;

use super::siding::siding_lines;
use super::svg::translation;
use crate::draw::draw;
use crate::scene::host::Waiting;
use crate::words::map::MapWords;

pub fn waiting_mark(waiting: &Waiting, words: &MapWords) -> Html {
    draw! {
        <g class="map-waiting">
            if let Some(sidings) = &waiting.sidings {
                { siding_lines(sidings, words) }
            }
            <g transform={translation(waiting.mark)}><circle r="6" /></g>
        </g>
    }
}
