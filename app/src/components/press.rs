//! What a press says, whichever event it comes by.

use yew::Callback;

/// One function for all presses that say the same kind of thing: a closure at each would be code at each.
#[inline(never)]
pub fn says<Said: Clone + 'static, Event: 'static>(to: &Callback<Said>, said: Said) -> Callback<Event> {
    let to = to.clone();
    Callback::from(move |_: Event| to.emit(said.clone()))
}
