//! The whole page in a real browser: the address, the document and the storage follow what a person does.
#![cfg(target_arch = "wasm32")]

mod common;

use app::app::App;
use app::browser::storage::{self, Key};
use common::{drawn, place, text_of};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

wasm_bindgen_test_configure!(run_in_browser);

/// The tests of this file share one address bar, so each sets it and the page is mounted anew.
async fn open(hash: &str) -> Element {
    gloo_utils::window()
        .location()
        .set_hash(hash)
        .expect("the address can be set");
    let place = place();
    yew::Renderer::<App>::with_root(place.clone()).render();
    drawn().await;
    place
}

fn hash() -> String {
    gloo_utils::window().location().hash().unwrap_or_default()
}

fn root_attribute(name: &str) -> String {
    gloo_utils::document_element()
        .get_attribute(name)
        .unwrap_or_default()
}

#[wasm_bindgen_test]
async fn the_address_chooses_page_and_language_and_both_are_kept() {
    let place = open("#/zh").await;
    assert_eq!(text_of(&place, "h1"), "看一个数据包穿过 Linux netfilter");
    assert_eq!(root_attribute("lang"), "zh-Hans");
    assert_eq!(storage::read(Key::Language).as_deref(), Some("zh"));

    gloo_utils::window()
        .location()
        .set_hash("#/en/lesson/atlantis/2")
        .expect("the address can be set");
    drawn().await;
    assert_eq!(text_of(&place, "code"), "atlantis");
    assert_eq!(root_attribute("lang"), "en");

    gloo_utils::window()
        .location()
        .set_hash("#content")
        .expect("the address can be set");
    drawn().await;
    assert_eq!(
        text_of(&place, "code"),
        "atlantis",
        "an anchor leaves the page as it is"
    );

    gloo_utils::window()
        .location()
        .set_hash("#/")
        .expect("the address can be set");
    drawn().await;
    assert_eq!(
        hash(),
        "#/en",
        "an address without a language is completed with the current one"
    );
    assert_eq!(
        text_of(&place, "[role=status][aria-live]"),
        gloo_utils::document().title()
    );
}

#[wasm_bindgen_test]
async fn a_pressed_theme_reaches_the_document_and_the_storage() {
    let place = open("#/en").await;
    let dark = place
        .query_selector("[aria-label=Dark]")
        .ok()
        .flatten()
        .expect("there is Dark");
    dark.unchecked_into::<HtmlElement>().click();
    drawn().await;
    assert_eq!(root_attribute("data-theme"), "dark");
    assert_eq!(storage::read(Key::Theme).as_deref(), Some("dark"));
    assert_eq!(text_of(&place, "[aria-pressed=true][aria-label=Dark]"), "");
}
