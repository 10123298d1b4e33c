//! The tab of programs: who listens on the host, and what its programs got to see, in order.

use trace::program::Saw;
use trace::{Event, What};
use yew::Html;

use crate::draw::{classes, draw};
use crate::player::{Now, Said};
use crate::words::{ProgramWords, Spoken};

pub fn programs(now: &Now, said: &Said, words: &ProgramWords) -> Html {
    let seen: Vec<(usize, &Event)> = now
        .playback
        .events
        .iter()
        .enumerate()
        .take(now.position)
        .filter(|(_, event)| matches!(event.what, What::ProgramSaw { .. }))
        .collect();
    let lines = seen.iter().rev().map(|(number, event)| {
        let is_now = number + 1 == now.position;
        let host = now.playback.host_name(event.host).to_owned();
        draw! {
            <li key={*number} class={classes!("seen", looks(&event.what), is_now.then_some("seen-now"))}>
                <span class="seen-time">{ crate::components::clock::text(event.at) }</span>
                <strong>{ host }</strong>
                <span lang={said.language().tag()}>{ said.at(number + 1).to_owned() }</span>
            </li>
        }
    });
    draw! {
        <div class="programs">
            if seen.is_empty() { <p class="quiet">{ words.none }</p> }
            <ol class="listing-seen">{ for lines }</ol>
        </div>
    }
}

/// Good news, bad news, or neither.
fn looks(what: &What) -> Option<&'static str> {
    let What::ProgramSaw { saw, .. } = what else { return None };
    match saw {
        Saw::Connected { .. } | Saw::Accepted { .. } | Saw::Data { .. } | Saw::Replied { .. } => Some("seen-good"),
        Saw::Failed(_) | Saw::GaveUp | Saw::IcmpError { .. } => Some("seen-bad"),
        Saw::Relay { result, .. } => Some(if result.is_ok() { "seen-good" } else { "seen-bad" }),
        Saw::ClosedByPeer => None,
    }
}
