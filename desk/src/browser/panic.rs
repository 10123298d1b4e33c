//! What happens when the program meets a defect of its own: the page is told, and says so to the person.
//!
//! The program cannot draw any more then. `boot.js` hears the event and shows the part of `index.html` made for it.

use std::panic::PanicHookInfo;

use web_sys::wasm_bindgen::JsValue;
use web_sys::{CustomEvent, CustomEventInit, console};

/// The event that `boot.js` listens to; its detail is the message.
const EVENT: &str = "chainwalk:panic";

/// From now on a panic is reported on the console and to the page.
pub fn report_to_the_page() {
    // Through Yew, which else puts a hook of its own in this one's place.
    yew::set_custom_panic_hook(Box::new(report));
}

fn report(panic: &PanicHookInfo<'_>) {
    let message = JsValue::from_str(&panic.to_string());
    console::error_1(&message);
    let details = CustomEventInit::new();
    details.set_detail(&message);
    if let Ok(event) = CustomEvent::new_with_event_init_dict(EVENT, &details) {
        // Nobody listening leaves the console's line, and boot.js sees the trap that follows.
        let _ = gloo_utils::window().dispatch_event(&event);
    }
}
