//! A lesson: its text at the left, its trace on the desk, the address always where the person is.

use std::rc::Rc;

use yew::{Callback, Html, Properties, component, html, use_callback, use_context, use_memo};

use crate::address::{Address, Page, Step};
use crate::browser::hash;
use crate::catalogue::{self, LessonCard};
use crate::components::desk::Desk;
use crate::player::Playback;
use crate::player::playback::CannotSetUp;
use crate::progress;
use crate::words::{Language, use_words};

#[derive(Properties, PartialEq)]
pub struct LessonPageProps {
    pub card: LessonCard,
    pub step: Step,
    pub moment: Option<usize>,
}

#[component]
pub fn LessonPage(props: &LessonPageProps) -> Html {
    let words = use_words();
    let language = use_context::<Language>().unwrap_or(Language::English);
    let playback = use_memo(props.card.id.clone(), |id| record(id).map(Rc::new));
    let on_rest: Callback<usize> = use_callback((props.card.id.clone(), props.step, language), |moment, (id, step, language)| {
        hash::replace(&Address::new(*language, Page::moment(id, *step, moment)));
    });
    let on_end = use_callback(props.card.id.clone(), |(), id| progress::finish(id));
    match &*playback {
        Ok(playback) => html! {
            <Desk playback={playback.clone()} position={props.moment.unwrap_or(0)} {on_rest} {on_end}>
                { text(props, language) }
            </Desk>
        },
        Err(CannotSetUp(problems)) => html! {
            <article class="page page-narrow">
                <h1>{ &props.card.title }</h1>
                <p>{ words.desk.cannot_play }</p>
                <pre>{ problems.join("\n") }</pre>
            </article>
        },
    }
}

fn text(props: &LessonPageProps, language: Language) -> Html {
    let words = &language.words().lessons;
    let list = Address::new(language, Page::Lessons).to_string();
    html! {
        <article class="prose">
            <p><a href={list}>{ words.back_to_list }</a></p>
            <h1>{ &props.card.title }</h1>
            <p class="lead">{ &props.card.question }</p>
        </article>
    }
}

fn record(id: &str) -> Result<Playback, CannotSetUp> {
    let scenario = catalogue::scenario(id).ok_or_else(|| CannotSetUp(vec![id.to_owned()]))?;
    Playback::record(&scenario)
}
