//! The address bar, from `#` on: read, listened to, and completed with the language.

use gloo_events::EventListener;
use web_sys::wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, HashChangeEvent};
use yew::{hook, use_state_eq};

use crate::address::{Address, Page};
use crate::effect::{Effect, use_shared};
use crate::words::Language;

/// The address of the page, followed as it changes. Anchors within the page do not change it.
#[hook]
pub fn use_address() -> Address {
    let address = use_state_eq(current_or_start);
    let setter = address.setter();
    use_shared(Effect::until((), move |()| {
        let mut shown = current_or_start();
        let listener = EventListener::new(&gloo_utils::window(), "hashchange", move |change| {
            if let Some(address) = current() {
                // In another language a person stays at the moment where they are: the address is behind it by a while.
                let page =
                    if left(change).is_some_and(|left| left.page == address.page) { shown.page.clone() } else { address.page };
                shown = Address { language: address.language, page };
                setter.set(shown.clone());
            }
        });
        move || drop(listener)
    }));
    (*address).clone()
}

/// Writes the address out in full, with the language that it is shown in.
pub fn complete(language: Language) {
    replace(&current_or_start().in_language(language));
}

/// Writes where in its page a person is. Who has gone to another page meanwhile, or to another language, stays there.
pub fn settle(page: Page) {
    if let Some(here) = current().filter(|here| here.page.without_step() == page.without_step()) {
        replace(&Address { page, ..here });
    }
}

/// To the place where the person is now, in another language.
pub fn go_on_in(language: Language) {
    if let Some(address) = current() {
        // Refused only for what is no address.
        let _ = gloo_utils::window().location().set_hash(&address.in_language(language).to_string());
    }
}

/// Writes the address without a new entry in the history: for completing one, not for going somewhere.
fn replace(address: &Address) {
    let history = gloo_utils::window().history();
    if let Ok(history) = history {
        // A browser that refuses shows the address as it was typed; the page is the same.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address.to_string()));
    }
}

/// The address before the change.
fn left(change: &Event) -> Option<Address> {
    let url = change.dyn_ref::<HashChangeEvent>()?.old_url();
    Address::parse(&url[url.find('#').unwrap_or(url.len())..])
}

fn current() -> Option<Address> {
    let hash = gloo_utils::window().location().hash().ok()?;
    Address::parse(&hash)
}

fn current_or_start() -> Address {
    current().unwrap_or(Address { language: None, page: Page::Lessons })
}
