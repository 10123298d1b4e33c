//! Whether a newer version of the page has been stored for offline use while this one runs.

use gloo_events::EventListener;
use yew::{hook, use_state_eq};

use crate::effect::{Effect, use_shared};

/// The event that `boot.js` sends when the service worker has taken over from an older one.
const EVENT: &str = "chainwalk:updated";

#[hook]
pub fn use_update() -> bool {
    let updated = use_state_eq(|| false);
    let setter = updated.setter();
    use_shared(Effect::until((), move |()| {
        let listener = EventListener::new(&gloo_utils::window(), EVENT, move |_| setter.set(true));
        move || drop(listener)
    }));
    *updated
}
