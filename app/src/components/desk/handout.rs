//! The hand-out: the lesson on paper, with a sentence for everything that happened. Drawn only to be printed.

use std::rc::Rc;

use trace::What;
use trace::fold::{Grain, lanes};
use yew::{Callback, Html, Properties, component, use_context};

use crate::browser::document;
use crate::components::datagram;
use crate::components::lesson::sheet::sheet;
use crate::course::Course;
use crate::draw::draw;
use crate::effect::{Effect, use_shared};
use crate::player::{Playback, Said};
use crate::words::{Language, use_words};

#[derive(Properties, PartialEq)]
pub struct HandoutProps {
    pub playback: Rc<Playback>,
    pub said: Said,
    pub course: Option<Course>,
    /// The browser is still to be asked for it.
    pub is_asked: bool,
    /// Told that it no longer is.
    pub on_printed: Callback<bool>,
}

#[component]
pub fn Handout(props: &HandoutProps) -> Html {
    let words = &use_words().desk;
    let language = use_context::<Language>().unwrap_or(Language::English);
    let on_printed = props.on_printed.clone();
    use_shared(Effect::of(props.is_asked, move |is_asked| {
        if *is_asked {
            document::print();
            on_printed.emit(false);
        }
    }));
    draw! {
        <>
        if let Some(course) = &props.course { { sheet(course, &props.playback, language) } }
        <section class="handout">
            <h2>{ words.all_sentences }</h2>
            { for lanes(&props.playback.events, &props.playback.index).iter().enumerate().map(|(number, lane)| draw! {
                <section key={number}>
                    <h3>{ number + 1 }{ ". " }{ lane.made.as_ref().map(|made| format!("{}, {}", datagram::kind(made), datagram::ends(made))).unwrap_or_default() }</h3>
                    <ol>{ for sentences(props, &lane.life.positions) }</ol>
                </section>
            }) }
        </section>
        </>
    }
}

/// Of all stops but the rules that did not match.
fn sentences(props: &HandoutProps, positions: &[usize]) -> Vec<Html> {
    let playback = &props.playback;
    let is_told = |position: &usize| {
        let is_miss = playback.event(*position).is_some_and(|event| matches!(event.what, What::RuleMissed { .. }));
        !is_miss && playback.index.stops(Grain::Rule).binary_search(position).is_ok()
    };
    let told = positions.iter().copied().filter(is_told);
    told.map(|position| draw! { <li key={position}>{ props.said.at(position).to_owned() }</li> }).collect()
}
