//! The list of lessons, each with the question that leads into it.

use std::rc::Rc;

use yew::{Html, Properties, component, use_context};

use crate::address::{Address, Page, Step};
use crate::catalogue::LessonCard;
use crate::components::icons::{Icon, icon};
use crate::components::lesson::prose;
use crate::draw::draw;
use crate::learner::progress::Progress;
use crate::words::{Language, LessonsWords, use_words};

#[derive(Properties, PartialEq)]
pub struct LessonListProps {
    pub cards: Rc<[LessonCard]>,
    pub progress: Rc<Progress>,
    /// Where it is not the list of lessons.
    #[prop_or_default]
    pub title: Option<&'static str>,
}

#[component]
pub fn LessonList(props: &LessonListProps) -> Html {
    let words = &use_words().lessons;
    let language = use_context::<Language>().unwrap_or(Language::English);
    draw! {
        <section class="lessons" aria-label={props.title.unwrap_or(words.title)}>
            <h2>{ props.title.unwrap_or(words.title) }</h2>
            if props.cards.is_empty() {
                { empty(words) }
            } else {
                <ol class="lesson-cards">
                    { for props.cards.iter().map(|card| entry(card, language, words, &props.progress)) }
                </ol>
            }
        </section>
    }
}

fn empty(words: &LessonsWords) -> Html {
    draw! {
        <div class="panel lessons-empty">
            <strong>{ words.empty_title }</strong>
            <span>{ words.empty_text }</span>
        </div>
    }
}

fn entry(card: &LessonCard, language: Language, words: &LessonsWords, progress: &Progress) -> Html {
    let first_step = Address::new(language, Page::lesson(&card.id, Step::FIRST));
    draw! {
        <li key={card.id.to_string()}>
            <a class="panel lesson-card" href={first_step.to_string()}>
                <strong>{ &card.title }</strong>
                <span>{ prose::line(&card.question) }</span>
                if progress.has_finished(&card.id) { <span class="finished">{ "✓ " }{ words.finished }</span> }
                { icon(Icon::Arrow) }
            </a>
        </li>
    }
}
