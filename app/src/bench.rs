//! The second program as the page asks it: a request goes out packed, its answer comes when it comes, in order.

use lessons::bench::Answer;
use wasm_bindgen_futures::spawn_local;

use crate::browser::files::{self, DidNotCome};
use crate::components::exercise::connection::Asking;
use crate::packed;

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
