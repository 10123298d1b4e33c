//! A packet that waits at its rule while the answer to it leaves.

use yew::{Html, Properties, component, html};

use super::siding::SidingLines;
use super::svg::translation;
use crate::draw::draw;
use crate::scene::host::Waiting;
use crate::words::Language;

#[derive(Properties, PartialEq)]
pub struct WaitingProps {
    pub waiting: Waiting,
    pub language: Language,
}

#[component]
pub fn WaitingMark(props: &WaitingProps) -> Html {
    let waiting = &props.waiting;
    draw! {
        <g class="map-waiting">
            if let Some(sidings) = &waiting.sidings {
                { html! { <SidingLines sidings={sidings.clone()} language={props.language} /> } }
            }
            <g transform={translation(waiting.mark)}><circle r="6" /></g>
        </g>
    }
}
