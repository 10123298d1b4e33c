//! The live region: one sentence that a screen reader says when it changes.

use yew::{AttrValue, Html, Properties, component, html};

#[derive(Properties, PartialEq)]
pub struct AnnouncerProps {
    pub sentence: AttrValue,
}

#[component]
pub fn Announcer(props: &AnnouncerProps) -> Html {
    html! { <p class="unseen" role="status" aria-live="polite">{ &props.sentence }</p> }
}
