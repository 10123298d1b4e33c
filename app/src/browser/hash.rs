//! The address bar, from `#` on: read, listened to, and completed with the language.

use gloo_events::EventListener;
use web_sys::wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, HashChangeEvent};
use yew::{Callback, UseReducerHandle, hook, use_callback, use_reducer};

use crate::address::{Address, Page};
use crate::effect::{Effect, use_shared};
use crate::whereabouts::{Change, Whereabouts};
use crate::words::Language;

/// The address of the page, followed as it changes, and whom to tell where in its page a person has come to rest:
/// the address is written there, too. Anchors within the page do not change it.
#[hook]
pub fn use_address() -> (UseReducerHandle<Whereabouts>, Callback<Page>) {
    let whereabouts = use_reducer(|| Whereabouts { address: current_or_start(), arrivals: 0 });
    let dispatcher = whereabouts.dispatcher();
    use_shared(Effect::until((), move |()| {
        let listener = EventListener::new(&gloo_utils::window(), "hashchange", move |change| {
            if let Some(address) = led_to(change) {
                dispatcher.dispatch(Change::Gone(address));
            }
        });
        move || drop(listener)
    }));
    let dispatcher = whereabouts.dispatcher();
    let on_rest = use_callback((), move |page: Page, ()| {
        if let Some(address) = settled(page) {
            dispatcher.dispatch(Change::Walked(address));
        }
    });
    (whereabouts, on_rest)
}

/// Writes the address out in full, with the language that it is shown in.
pub fn complete(language: Language) {
    replace(&current_or_start().in_language(language));
}

/// Writes where in its page a person is. Who has gone to another page meanwhile, or to another language, stays there.
fn settled(page: Page) -> Option<Address> {
    let here = current().filter(|here| here.page.without_step() == page.without_step())?;
    let address = Address { page, ..here };
    replace(&address);
    Some(address)
}

/// Writes the address without a new entry in the history: for completing one, not for going somewhere.
fn replace(address: &Address) {
    let written = address.to_string();
    // Browsers let it be written only so often.
    if hash().is_some_and(|hash| hash == written) {
        return;
    }
    if let Ok(history) = gloo_utils::window().history() {
        // A browser that refuses shows the address as it was typed; the page is the same.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&written));
    }
}

/// What the address became: meanwhile it may have been written over.
fn led_to(change: &Event) -> Option<Address> {
    let url = change.dyn_ref::<HashChangeEvent>()?.new_url();
    Address::parse(url.find('#').map_or("", |place| &url[place..]))
}

fn hash() -> Option<String> {
    gloo_utils::window().location().hash().ok()
}

fn current() -> Option<Address> {
    Address::parse(&hash()?)
}

fn current_or_start() -> Address {
    current().unwrap_or(Address { language: None, page: Page::Lessons })
}
