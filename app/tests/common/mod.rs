//! What the tests in a browser share: mounting one component, and waiting until it is drawn.

use gloo_timers::future::TimeoutFuture;
use web_sys::Element;

/// An element of its own for each test, so that none sees what another drew.
pub fn place() -> Element {
    let document = gloo_utils::document();
    let place = document.create_element("div").expect("a div can be made");
    gloo_utils::body()
        .append_child(&place)
        .expect("it can be put into the body");
    place
}

/// Yew draws after the current task; effects and what they cause come a little later.
pub async fn drawn() {
    TimeoutFuture::new(30).await;
}

/// The text of the first element that fits, or a word that says it is not there.
pub fn text_of(place: &Element, selector: &str) -> String {
    match place.query_selector(selector) {
        Ok(Some(element)) => element.text_content().unwrap_or_default(),
        Ok(None) | Err(_) => format!("nothing at {selector}"),
    }
}
