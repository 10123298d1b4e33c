//! Three short facts side by side: what this page is, to a person who has just come.

use yew::{Html, component};

use crate::draw::draw;
use crate::words::{Fact, use_words};

#[component]
pub fn Facts() -> Html {
    let words = use_words();
    draw! { <ul class="facts">{ for words.welcome.facts.iter().map(fact) }</ul> }
}

fn fact(fact: &Fact) -> Html {
    draw! {
        <li class="fact">
            <strong>{ fact.title }</strong>
            <span>{ fact.text }</span>
        </li>
    }
}
