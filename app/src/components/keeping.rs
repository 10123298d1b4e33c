//! What a person did here, under the list of lessons: to save as a file, to load from one, to clear.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::{Callback, Event, Html, Properties, TargetCast, component, use_callback, use_state_eq};

use crate::browser::{document, files};
use crate::draw::draw;
use crate::learner::file::{self, NotTaken};
use crate::learner::{self, progress::Progress};
use crate::words::{KeepingWords, use_words};

#[derive(Properties, PartialEq)]
pub struct KeepingProps {
    pub progress: Rc<Progress>,
    pub on_change: Callback<()>,
}

#[derive(Clone, Copy, PartialEq)]
enum Told {
    Nothing,
    Loaded,
    NotTaken(NotTaken),
    Cleared,
}

#[component]
pub fn Keeping(props: &KeepingProps) -> Html {
    let words = &use_words().keeping;
    let told = use_state_eq(|| Told::Nothing);
    let setter = told.setter();
    let clear =
        use_callback((props.on_change.clone(), words.really_clear), move |_, (on_change, really): &(Callback<()>, &str)| {
            if !document::confirms(really) {
                return;
            }
            learner::clear();
            setter.set(Told::Cleared);
            on_change.emit(());
        });
    let setter = told.setter();
    let load = use_callback(props.on_change.clone(), move |chosen: Event, on_change: &Callback<()>| {
        let field: HtmlInputElement = chosen.target_unchecked_into();
        let (setter, on_change) = (setter.clone(), on_change.clone());
        spawn_local(async move {
            let Some(text) = files::chosen(&field).await else { return };
            setter.set(file::read(&text).map_or_else(Told::NotTaken, |()| Told::Loaded));
            on_change.emit(());
        });
    });
    draw! {
        <section class="keeping" aria-label={words.title}>
            <h2>{ words.title }</h2>
            <p>{ words.text }</p>
            <div class="keeping-tools">
                <a class="button" download={file::NAME} href={files::address_of_json(&file::written())}>{ words.save }</a>
                <label class="button keeping-load">
                    { words.load }
                    <input class="unseen" type="file" accept=".json,application/json" onchange={load} />
                </label>
                <button type="button" class="button" onclick={clear}>{ words.clear }</button>
            </div>
            <p role="status">{ said(*told, words) }</p>
        </section>
    }
}

fn said(told: Told, words: &'static KeepingWords) -> &'static str {
    match told {
        Told::Nothing => "",
        Told::Loaded => words.loaded,
        Told::NotTaken(NotTaken::NotOurs) => words.not_ours,
        Told::NotTaken(NotTaken::Refused) => words.refused,
        Told::Cleared => words.cleared,
    }
}
