//! The timeline: a lane for each packet, a cell for each thing done to it, and where we stand.
//!
//! Pointers go anywhere by a click or a drag; keys have the moves of the player instead.

mod lane;

use std::rc::Rc;

use trace::fold::{Lane, lanes};
use web_sys::Element;
use yew::{AttrValue, Callback, Html, PointerEvent, Properties, TargetCast, component, html, use_callback, use_memo};

use self::lane::LaneRow;
use crate::browser::document;
use crate::draw::draw;
use crate::effect::{Effect, use_shared};
use crate::player::{Now, Playback};
use crate::words::use_words;

#[derive(Properties, PartialEq)]
pub struct TimelineProps {
    pub now: Now,
    pub on_go: Callback<usize>,
}

/// What a cell is found by when it is pressed.
const POSITION: &str = "data-position";

#[component]
pub fn Timeline(props: &TimelineProps) -> Html {
    let words = &use_words().lanes;
    let now = &props.now;
    let lanes = use_memo(now.playback.clone(), |playback: &Rc<Playback>| {
        lanes(&playback.events, &playback.index).into_iter().map(Rc::new).collect::<Vec<_>>()
    });
    let go = use_callback(props.on_go.clone(), |press: PointerEvent, on_go| {
        const MAIN_BUTTON: u16 = 1;
        if press.buttons() & MAIN_BUTTON == 0 && press.type_() != "pointerdown" {
            return;
        }
        if let Some(position) = press.target_dyn_into::<Element>().and_then(|element| position_of(&element)) {
            on_go.emit(position);
        }
    });
    use_shared(Effect::of(now.focus.packet, |packet| {
        document::keep_in_view(if packet.is_some() { ".timeline .lane-current" } else { ".timeline .lane" });
    }));
    let rows = lanes.iter().enumerate().map(|(number, lane)| row(props, number, lane));
    draw! {
        <section class="timeline" data-scrolls="true" tabindex="0" aria-label={words.title} onpointerdown={go.clone()} onpointerover={go}>
            <ol class="lanes">{ for rows }</ol>
        </section>
    }
}

fn row(props: &TimelineProps, number: usize, lane: &Rc<Lane>) -> Html {
    let now = &props.now;
    let begun = lane.begun(now.position);
    html! {
        <LaneRow key={number} {number} lane={lane.clone()} {begun}
            is_current={begun > 0 && now.focus.packet == Some(lane.life.packet)}
            maker={AttrValue::from(now.playback.host_name(lane.life.host).to_owned())}
            on_go={props.on_go.clone()} />
    }
}

fn position_of(element: &Element) -> Option<usize> {
    element.get_attribute(POSITION)?.parse().ok()
}
