//! Places on the map and in the inspector that a question can be answered with, by a press on them.

use engine::kernel::event::HostId;
use engine::kernel::rules::rule::RuleId;
use gloo_events::EventListener;
use web_sys::Element;
use yew::{Callback, TargetCast, hook};

use crate::effect::{Effect, use_shared};

/// The attribute that names such a place: a station's hook, or a rule.
pub const SPOT: &str = "data-spot";

pub fn of_rule(host: HostId, rule: RuleId) -> String {
    format!("{}/{}", host.0, rule.0)
}

/// Hears which spot is pressed; what stands on one and can be pressed itself is not it.
#[hook]
pub fn use_spots(on_spot: Callback<String>) {
    use_shared(Effect::until(on_spot, |on_spot| {
        let on_spot = on_spot.clone();
        let listener = EventListener::new(&gloo_utils::document(), "click", move |event| {
            let pressed =
                event.target_dyn_into::<Element>().and_then(|element| element.closest("button, [data-spot]").ok().flatten());
            if let Some(spot) = pressed.and_then(|element| element.get_attribute(SPOT)) {
                on_spot.emit(spot);
            }
        });
        move || drop(listener)
    }));
}
