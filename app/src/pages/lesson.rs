//! A lesson: its title, its question and the step a person stands at.

use yew::{Html, Properties, component, html, use_context};

use crate::address::{Address, Page, Step};
use crate::catalogue::LessonCard;
use crate::words::{Language, use_words};

#[derive(Properties, PartialEq)]
pub struct LessonPageProps {
    pub card: LessonCard,
    pub step: Step,
}

#[component]
pub fn LessonPage(props: &LessonPageProps) -> Html {
    let words = &use_words().lessons;
    let language = use_context::<Language>().unwrap_or(Language::English);
    let list = Address::new(language, Page::Lessons).to_string();
    html! {
        <article class="page">
            <p><a href={list}>{ words.back_to_list }</a></p>
            <h1>{ &props.card.title }</h1>
            <p class="lead">{ &props.card.question }</p>
            <p>{ (words.step)(props.step.number()) }</p>
        </article>
    }
}
