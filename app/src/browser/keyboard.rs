//! Keys that are pressed anywhere on the page and are not for the element that has the focus.

use gloo_events::{EventListener, EventListenerOptions};
use web_sys::wasm_bindgen::JsCast;
use web_sys::{Element, Event, KeyboardEvent};
use yew::{Callback, hook};

use crate::effect::{Effect, use_shared};

/// Hears each key; a key for which `wants` says true is taken from the browser.
#[hook]
pub fn use_keys(wants: Callback<KeyboardEvent, bool>) {
    use_shared(Effect::until(wants, |wants| {
        let wants = wants.clone();
        let options = EventListenerOptions::enable_prevent_default();
        let listener = EventListener::new_with_options(&gloo_utils::window(), "keydown", options, move |event| {
            let Some(press) = event.dyn_ref::<KeyboardEvent>() else { return };
            if !event.default_prevented() && !is_for_its_target(event, &press.key()) && wants.emit(press.clone()) {
                event.prevent_default();
            }
        });
        move || drop(listener)
    }));
}

/// Where text is written, all keys are text; a button keeps what presses it, and a scrolled list what scrolls it.
fn is_for_its_target(event: &Event, key: &str) -> bool {
    let Some(element) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return false };
    let is_inside = |selector: &str| element.closest(selector).is_ok_and(|found| found.is_some());
    if is_inside("input:not([type=range], [type=checkbox]), textarea, select, [contenteditable], dialog") {
        return true;
    }
    match key {
        " " | "Enter" => is_inside("button, a, summary, label, input"),
        "ArrowLeft" | "ArrowRight" | "Home" | "End" => is_inside("[role=tablist]"),
        _ => false,
    }
}
