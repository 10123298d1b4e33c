//! The live region: one sentence that a screen reader says when it changes.

use crate::draw::draw;
use yew::{AttrValue, Html, Properties, component};

#[derive(Properties, PartialEq)]
pub struct AnnouncerProps {
    pub sentence: AttrValue,
}

#[component]
pub fn Announcer(props: &AnnouncerProps) -> Html {
    draw! { <p class="unseen" role="status" aria-live="polite">{ &props.sentence }</p> }
}
