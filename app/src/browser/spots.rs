//! Presses on what is marked with `data-spot`: places on the map and in the inspector that answer a question.

use gloo_events::EventListener;
use web_sys::Element;
use yew::{Callback, TargetCast, hook};

use crate::effect::{Effect, use_shared};

/// Hears which spot is pressed; what stands on one and can be pressed itself is not it.
#[hook]
pub fn use_spots(on_spot: Callback<String>) {
    use_shared(Effect::until(on_spot, |on_spot| {
        let on_spot = on_spot.clone();
        let listener = EventListener::new(&gloo_utils::document(), "click", move |event| {
            let pressed =
                event.target_dyn_into::<Element>().and_then(|element| element.closest("button, [data-spot]").ok().flatten());
            if let Some(spot) = pressed.and_then(|element| element.get_attribute("data-spot")) {
                on_spot.emit(spot);
            }
        });
        move || drop(listener)
    }));
}
