//! The first stop of the Tab key: a link past the header.

use yew::{Callback, Html, MouseEvent, component, use_callback};

use crate::browser::document;
use crate::draw::draw;
use crate::words::use_words;

#[component]
pub fn SkipLink() -> Html {
    let words = use_words();
    // The address must stay as it is: it holds the page, and an anchor would take its place.
    let skip: Callback<MouseEvent> = use_callback((), |click: MouseEvent, ()| {
        click.prevent_default();
        document::focus(document::CONTENT);
    });
    draw! {
        <a class="skip-link" href={format!("#{}", document::CONTENT)} onclick={skip}>
            { words.header.skip_to_content }
        </a>
    }
}
