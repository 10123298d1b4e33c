//! The whole page in a real browser: the address, the document and the storage follow what a person does.
#![cfg(target_arch = "wasm32")]

mod common;

use std::cell::Cell;
use std::rc::Rc;

use app::app::App;
use app::browser::storage::{self, Key};
use common::{click, eventually, place, shows};
use gloo_events::EventListener;
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::Element;
use yew::AppHandle;

wasm_bindgen_test_configure!(run_in_browser);

/// The tests of this file share one address bar, so each sets it, and takes its page away when it is done.
struct Opened {
    place: Element,
    page: AppHandle<App>,
}

fn open(hash: &str) -> Opened {
    go_to(hash);
    let place = place();
    let page = yew::Renderer::<App>::with_root(place.clone()).render();
    Opened { place, page }
}

fn go_to(hash: &str) {
    gloo_utils::window().location().set_hash(hash).expect("the address can be set");
}

/// Goes there, and waits until the page has heard of it and done what it does then: what must not happen would have.
async fn go_to_and_settle(hash: &str) {
    let heard = Rc::new(Cell::new(false));
    let told = heard.clone();
    // The page listens since before, so it is told first.
    let _listener = EventListener::once(&gloo_utils::window(), "hashchange", move |_| told.set(true));
    go_to(hash);
    eventually(|| heard.get(), true).await;
    // What it draws, and the effects of that, come in tasks before these.
    for _ in 0..3 {
        TimeoutFuture::new(0).await;
    }
}

fn hash() -> String {
    gloo_utils::window().location().hash().unwrap_or_default()
}

fn root_attribute(name: &str) -> String {
    gloo_utils::document_element().get_attribute(name).unwrap_or_default()
}

#[wasm_bindgen_test]
async fn the_address_chooses_page_and_language_and_both_are_kept() {
    let Opened { place, page } = open("#/zh");
    shows(&place, "h1", "看一个数据包穿过 Linux netfilter").await;
    eventually(|| root_attribute("lang"), "zh-Hans".to_owned()).await;
    eventually(|| storage::read(Key::Language), Some("zh".to_owned())).await;

    go_to("#/en/lesson/atlantis/2");
    shows(&place, "code", "atlantis").await;
    eventually(|| root_attribute("lang"), "en".to_owned()).await;
    page.destroy();
}

#[wasm_bindgen_test]
async fn an_anchor_leaves_the_page_as_it_is() {
    let Opened { place, page } = open("#/en/lesson/atlantis");
    shows(&place, "code", "atlantis").await;
    go_to_and_settle("#content").await;
    assert_eq!(hash(), "#content");
    shows(&place, "code", "atlantis").await;
    page.destroy();
}

#[wasm_bindgen_test]
async fn an_address_without_a_language_is_completed_with_the_current_one() {
    let Opened { place, page } = open("#/zh/lesson/atlantis");
    shows(&place, "code", "atlantis").await;
    eventually(|| root_attribute("lang"), "zh-Hans".to_owned()).await;
    go_to("#/");
    eventually(hash, "#/zh".to_owned()).await;
    eventually(|| gloo_utils::document().title().contains("Linux netfilter"), true).await;
    shows(&place, "[role=status][aria-live]", &gloo_utils::document().title()).await;
    page.destroy();
}

#[wasm_bindgen_test]
async fn a_pressed_theme_reaches_the_document_and_the_storage() {
    let Opened { place, page } = open("#/en");
    shows(&place, "[aria-label=Dark]", "").await;
    click(&place, "[aria-label=Dark]");
    eventually(|| root_attribute("data-theme"), "dark".to_owned()).await;
    eventually(|| storage::read(Key::Theme), Some("dark".to_owned())).await;
    shows(&place, "[aria-pressed=true][aria-label=Dark]", "").await;
    page.destroy();
}
