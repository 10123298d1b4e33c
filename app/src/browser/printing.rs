//! Whether the page is being printed, by whichever of the browser's ways.

use gloo_events::EventListener;
use yew::{hook, use_state_eq};

use crate::effect::{Effect, use_shared};

#[hook]
pub fn use_printing() -> bool {
    let is_printing = use_state_eq(bool::default);
    let setter = is_printing.setter();
    use_shared(Effect::until((), move |()| {
        let listeners = [("beforeprint", true), ("afterprint", false)].map(|(event, is_so)| {
            let setter = setter.clone();
            EventListener::new(&gloo_utils::window(), event, move |_| setter.set(is_so))
        });
        move || drop(listeners)
    }));
    *is_printing
}
