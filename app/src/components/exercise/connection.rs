//! Who answers at the bench. The page has no engine: whoever has one gives it as a context, and a page without shows the
//! exercise as text.

use lessons::bench::{Answer, Request};
use lessons::{FORMAT, Recording};
use wasm_bindgen_futures::spawn_local;
use yew::Callback;

use crate::browser::files::{self, DidNotCome};
use crate::packed::{self, OfAnotherVersion};

#[derive(Clone, PartialEq)]
pub struct Connection {
    pub ask: Callback<Asking>,
    /// Packets moved: this is to be watched.
    pub on_played: Callback<Recording>,
}

/// A request, and where its answer goes.
pub struct Asking {
    pub request: Request,
    pub answer: Callback<Answer>,
}

impl Connection {
    /// To the second program, which is fetched with the first request.
    pub fn of_page(on_played: Callback<Recording>) -> Connection {
        let ask = Callback::from(|Asking { request, answer }: Asking| {
            // A request is a plain value: packing it cannot fail.
            let request = [FORMAT, &postcard::to_allocvec(&request).unwrap_or_default()].concat();
            spawn_local(async move { answer.emit(answered(files::ask(&request).await)) });
        });
        Connection { ask, on_played }
    }
}

fn answered(packed: Result<Vec<u8>, DidNotCome>) -> Answer {
    match packed.map(|packed| packed::unpack(&packed)) {
        Ok(Ok(answer)) => answer,
        // A reload brings both programs of one version.
        Ok(Err(OfAnotherVersion)) => Answer::NotThere(String::new()),
        Err(DidNotCome(why)) => Answer::NotThere(why),
    }
}
