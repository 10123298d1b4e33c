//! The first page: what this is, and the lessons.

use std::rc::Rc;

use yew::{Html, Properties, component, html, use_callback, use_state_eq};

use crate::catalogue::LessonCard;
use crate::components::facts::Facts;
use crate::components::keeping::Keeping;
use crate::components::lesson_list::LessonList;
use crate::components::line_picture::LinePicture;
use crate::draw::draw;
use crate::learner::progress::Progress;
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
    let progress = use_state_eq(|| Rc::new(Progress::kept()));
    let setter = progress.setter();
    let on_change = use_callback((), move |(), ()| setter.set(Rc::new(Progress::kept())));
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
            { html! { <LessonList cards={props.cards.clone()} progress={(*progress).clone()} /> } }
            { html! { <Keeping progress={(*progress).clone()} {on_change} /> } }
            { html! { <LessonList cards={props.scenes.clone()} progress={(*progress).clone()} title={scenes} /> } }
        </div>
    }
}
