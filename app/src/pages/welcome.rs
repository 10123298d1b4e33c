//! The first page: what this is, and the lessons.

use std::rc::Rc;

use yew::{Html, Properties, component, html};

use crate::catalogue::LessonCard;
use crate::components::facts::Facts;
use crate::components::lesson_list::LessonList;
use crate::components::line_picture::LinePicture;
use crate::draw::draw;
use crate::words::use_words;

#[derive(Properties, PartialEq)]
pub struct WelcomeProps {
    pub cards: Rc<[LessonCard]>,
    pub scenes: Rc<[LessonCard]>,
}

#[component]
pub fn Welcome(props: &WelcomeProps) -> Html {
    let words = use_words();
    let scenes = words.lessons.scenes;
    let words = &words.welcome;
    draw! {
        <div class="page">
            <section class="welcome">
                <div class="welcome-text">
                    <h1>{ words.title }</h1>
                    <p class="lead">{ words.lead }</p>
                </div>
                { html! { <LinePicture /> } }
            </section>
            { html! { <Facts /> } }
            { html! { <LessonList cards={props.cards.clone()} /> } }
            { html! { <LessonList cards={props.scenes.clone()} title={scenes} /> } }
        </div>
    }
}
