//! The lesson at the left of the desk: the step that belongs to where the person stands, its question, the way on.

pub mod prose;
pub mod question;
pub mod sheet;

use std::rc::Rc;

use yew::{Callback, Html, Properties, component, html, use_callback, use_context, use_memo, use_mut_ref, use_state_eq};

use self::question::QuestionCard;
use crate::address::{Address, Page, Step};
use crate::browser::document;
use crate::catalogue;
use crate::components::exercise::Exercise;
use crate::components::press::says;
use crate::course::Course;
use crate::draw::{classes, draw};
use crate::effect::{Effect, use_shared};
use crate::learner::answers;
use crate::player::Now;
use crate::words::{Language, Spoken, use_words};

#[derive(Properties, PartialEq)]
pub struct LessonTextProps {
    pub course: Course,
    pub now: Now,
    /// What is watched is not the lesson's: the text stays at its end, where the exercise is.
    pub is_visiting: bool,
    pub on_go: Callback<usize>,
}

#[component]
pub fn LessonText(props: &LessonTextProps) -> Html {
    let words = use_words();
    let language = use_context::<Language>().unwrap_or(Language::English);
    let (course, lesson) = (&props.course, &props.course.lesson);
    let place = course.step_at(if props.is_visiting { usize::MAX } else { props.now.position });
    let question = use_memo((course.clone(), place), |(course, place)| {
        course.lesson.steps.get(*place).and_then(|step| step.question.clone()).map(Rc::new)
    });
    // Where nothing is kept, it is known at least while the step is read.
    let answered = use_state_eq(|| None::<usize>);
    let setter = answered.setter();
    let on_answer = use_callback(place, move |(), place| setter.set(Some(*place)));
    let next = course.positions.get(place + 1).copied();
    let was_here = use_mut_ref(bool::default);
    use_shared(Effect::of(next.is_none(), move |is_last| {
        // The way on is gone, and with it the focus.
        if was_here.replace(true) && *is_last {
            document::focus_if_lost(".lesson-text");
        }
    }));
    let Some(step) = lesson.steps.get(place) else { return Html::default() };
    let is_open = step.question.is_some() && *answered != Some(place) && answers::read(&lesson.id, &step.id).is_none();
    draw! {
        <article class="prose">
            <p class="prose-home"><a href={Address::new(language, Page::Lessons).to_string()}>{ words.lessons.back_to_list }</a>
                { " · " }{ lesson.title.of(language) }</p>
            { steps(props, place, language) }
            <h1>{ step.title.of(language) }</h1>
            { prose::blocks(step.prose.of(language), language) }
            if let Some(question) = (*question).clone() {
                { html! { <QuestionCard key={step.id.clone()} lesson={lesson.id.clone()} step={step.id.clone()} {question} now={props.now.clone()} {on_answer} /> } }
            }
            if let Some(next) = next {
                <button type="button" class={classes!("button", (!is_open).then_some("button-primary"), "continue")} onclick={says(&props.on_go, next)}>
                    { if is_open { words.prose.go_on_unanswered } else { words.prose.go_on } }
                </button>
            } else {
                { ending(course, language) }
            }
        </article>
    }
}

/// One mark for each step, which leads to it.
fn steps(props: &LessonTextProps, place: usize, language: Language) -> Html {
    let words = &language.words().prose;
    let course = &props.course;
    let marks = course.positions.iter().enumerate().map(|(number, position)| {
        let position = *position;
        // The title of a step that is ahead may answer the question before it.
        let step = course.lesson.steps.get(number).filter(|_| number <= place);
        let name = step.map_or_else(|| "…".to_owned(), |step| step.title.of(language).clone());
        draw! {
            <li key={number}>
                <button type="button" class={classes!("step-mark", (number <= place).then_some("step-done"))} title={name.clone()}
                    aria-label={(words.step)(number + 1, &name)} aria-current={(number == place).then_some("step")}
                    onclick={says(&props.on_go, position)}></button>
            </li>
        }
    });
    draw! { <ol class="step-marks">{ for marks }</ol> }
}

fn ending(course: &Course, language: Language) -> Html {
    let lesson = &course.lesson;
    let words = &language.words().prose;
    let closing = lesson.closing.iter().map(|sentence| draw! { <li>{ prose::inlines(sentence.of(language), language) }</li> });
    let next = lesson.next.iter().filter_map(|id| catalogue::find(id, language)).map(|card| {
        let address = Address::new(language, Page::lesson(&card.id, Step::FIRST)).to_string();
        draw! { <li><a href={address}>{ &card.title }</a></li> }
    });
    draw! {
        <section class="closing">
            <ul class="closing-card">{ for closing }</ul>
            if !lesson.on_your_machine.of(language).is_empty() {
                <details>
                    <summary>{ words.on_your_machine }</summary>
                    { prose::blocks(lesson.on_your_machine.of(language), language) }
                </details>
            }
            { html! { <Exercise course={course.clone()} /> } }
            if !lesson.next.is_empty() {
                <h2>{ words.next }</h2>
                <ul class="next">{ for next }</ul>
            }
        </section>
    }
}
