//! The second program as the page asks it: a request goes out packed, its answer comes when it comes, in order.
//!
//! The page has no engine: whoever has one gives it as a context, and a page without shows the exercise as text.

use lessons::Recording;
use lessons::bench::{Answer, Request};
use wasm_bindgen_futures::spawn_local;
use yew::Callback;

use crate::browser::files::{self, DidNotCome};
use crate::packed;

/// Who answers.
#[derive(Clone, PartialEq)]
pub struct Connection {
    pub ask: Callback<Asking>,
    /// Packets moved: this is to be watched; or nothing any more.
    pub on_played: Callback<Option<Recording>>,
}

/// A request, and where its answer goes.
pub struct Asking {
    pub request: Request,
    pub answer: Callback<Answer>,
}

pub fn ask(asking: Asking) {
    let request = packed::pack(&asking.request);
    spawn_local(async move {
        let answer = match files::ask(&request).await {
            // Of another version: a reload brings both programs anew.
            Ok(answer) => packed::unpack(&answer).unwrap_or(Answer::NotThere(String::new())),
            Err(DidNotCome(why)) => Answer::NotThere(why),
        };
        asking.answer.emit(answer);
    });
}
