//! One line that says a newer version of the page is there, and loads it when asked to.

use yew::{Callback, Html, MouseEvent, component};

use crate::browser::document;
use crate::browser::update::use_update;
use crate::draw::draw;
use crate::words::use_words;

#[component]
pub fn UpdateNotice() -> Html {
    let words = &use_words().notice;
    let updated = use_update();
    let reload = Callback::from(|_: MouseEvent| document::reload());
    draw! {
        <div role="status">
            if updated {
                <p class="panel notice">
                    { words.new_version }
                    <button type="button" class="button" onclick={reload}>{ words.reload }</button>
                </p>
            }
        </div>
    }
}
