//! What the tests in a browser share: a place for each, and waiting for what is drawn a little later.

use std::fmt::Debug;

use gloo_timers::future::TimeoutFuture;
use web_sys::wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// It ends what hangs, on however slow a machine, and judges no speed.
const PATIENCE_MILLISECONDS: u32 = 120_000;
const PAUSE_MILLISECONDS: u32 = 10;

/// An element of its own for each test, so that none sees what another drew.
pub fn place() -> Element {
    let document = gloo_utils::document();
    let place = document.create_element("div").expect("a div can be made");
    gloo_utils::body().append_child(&place).expect("it can be put into the body");
    place
}

/// Waits until a value is as expected: Yew draws after the current task, and effects come later still.
/// When patience ends it fails with what was found last.
pub async fn eventually<T: PartialEq + Debug>(value: impl Fn() -> T, expected: T) {
    for _ in 0..PATIENCE_MILLISECONDS / PAUSE_MILLISECONDS {
        if value() == expected {
            return;
        }
        TimeoutFuture::new(PAUSE_MILLISECONDS).await;
    }
    assert_eq!(value(), expected);
}

/// Waits until the first element that fits has this text.
pub async fn shows(place: &Element, selector: &str, text: &str) {
    eventually(|| text_of(place, selector), text.to_owned()).await;
}

pub fn click(place: &Element, selector: &str) {
    let found = place.query_selector(selector).ok().flatten();
    let element = found.unwrap_or_else(|| panic!("nothing at {selector}"));
    element.unchecked_into::<HtmlElement>().click();
}

fn text_of(place: &Element, selector: &str) -> String {
    match place.query_selector(selector) {
        Ok(Some(element)) => element.text_content().unwrap_or_default(),
        Ok(None) | Err(_) => format!("nothing at {selector}"),
    }
}
