//! The list of lessons, each with the question that leads into it.

use std::rc::Rc;

use yew::{Html, Properties, component, html, use_context};

use crate::address::{Address, Page, Step};
use crate::catalogue::LessonCard;
use crate::components::icons::{Icon, icon};
use crate::words::{Language, LessonsWords, use_words};

#[derive(Properties, PartialEq)]
pub struct LessonListProps {
    pub cards: Rc<[LessonCard]>,
}

#[component]
pub fn LessonList(props: &LessonListProps) -> Html {
    let words = &use_words().lessons;
    let language = use_context::<Language>().unwrap_or(Language::English);
    html! {
        <section class="lessons" aria-labelledby="lessons-title">
            <h2 id="lessons-title">{ words.title }</h2>
            if props.cards.is_empty() {
                { empty(words) }
            } else {
                <ol class="lesson-cards">
                    { for props.cards.iter().map(|card| entry(card, language)) }
                </ol>
            }
        </section>
    }
}

fn empty(words: &LessonsWords) -> Html {
    html! {
        <div class="panel lessons-empty">
            <strong>{ words.empty_title }</strong>
            <span>{ words.empty_text }</span>
        </div>
    }
}

fn entry(card: &LessonCard, language: Language) -> Html {
    let first_step = Address::new(language, Page::lesson(&card.id, Step::FIRST));
    html! {
        <li key={card.id.to_string()}>
            <a class="panel lesson-card" href={first_step.to_string()}>
                <strong>{ &card.title }</strong>
                <span>{ &card.question }</span>
                { icon(Icon::Arrow) }
            </a>
        </li>
    }
}
