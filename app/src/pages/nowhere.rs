//! Where an address leads that has no page: it says what was looked for, and where to go on.

use yew::{AttrValue, Html, Properties, component, use_context};

use crate::address::{Address, Page};
use crate::draw::draw;
use crate::words::{Language, NowhereWords, use_words};

/// What the address named and what is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sought {
    Page,
    Lesson,
}

#[derive(Properties, PartialEq)]
pub struct NowhereProps {
    pub sought: Sought,
    pub name: AttrValue,
}

#[component]
pub fn Nowhere(props: &NowhereProps) -> Html {
    let words = &use_words().nowhere;
    let language = use_context::<Language>().unwrap_or(Language::English);
    let list = Address::new(language, Page::Lessons).to_string();
    draw! {
        <div class="page page-narrow">
            <h1>{ words.title }</h1>
            <p>{ sentence(words, props.sought) }{ " " }<code>{ &props.name }</code></p>
            <p><a class="button button-primary" href={list}>{ words.go_to_list }</a></p>
        </div>
    }
}

fn sentence(words: &NowhereWords, sought: Sought) -> &'static str {
    match sought {
        Sought::Page => words.no_page,
        Sought::Lesson => words.no_lesson,
    }
}
