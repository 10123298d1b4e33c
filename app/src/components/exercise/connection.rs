//! Who answers at the bench. The page has no engine: whoever has one gives it as a context, and a page without shows the
//! exercise as text.

use lessons::Recording;
use lessons::bench::{Answer, Request};
use yew::Callback;

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
