//! The lesson on paper: every step with its question, the exercise and the closing card. Answers stay with the teacher.

use std::rc::Rc;

use lessons::model::Question;
use yew::Html;

use super::question::labels;
use super::{Course, prose};
use crate::draw::draw;
use crate::player::{Now, Playback};
use crate::words::Language;
use crate::words::exercise::ExerciseWords;

pub fn sheet(course: &Course, playback: &Rc<Playback>, language: Language) -> Html {
    let (lesson, told) = (&course.lesson, language.of_lessons());
    let steps = lesson.steps.iter().map(|step| {
        draw! {
            <section>
                <h2>{ step.title.of(told) }</h2>
                { prose::blocks(step.prose.of(told), language) }
                if let Some(question) = &step.question { { asked(question, &Now::at(playback, step.position), language) } }
            </section>
        }
    });
    let closing = lesson.closing.iter().map(|sentence| draw! { <li>{ prose::inlines(sentence.of(told), language) }</li> });
    let goal = lesson.task.goal.iter().map(|condition| draw! { <li>{ prose::inlines(condition.of(told), language) }</li> });
    draw! {
        <section class="handout handout-lesson prose">
            <h1>{ lesson.title.of(told) }</h1>
            { for steps }
            <ul class="closing-card">{ for closing }</ul>
            { prose::blocks(lesson.on_your_machine.of(told), language) }
            <h2>{ ExerciseWords::of(language).title }</h2>
            { prose::blocks(lesson.task.text.of(told), language) }
            <ul>{ for goal }</ul>
        </section>
    }
}

fn asked(question: &Question, now: &Now, language: Language) -> Html {
    let text = prose::inlines(question.text.of(language.of_lessons()), language);
    let choices = labels(&question.wants, now, language).into_iter().map(|label| draw! { <li>{ label }</li> });
    draw! { <div class="handout-question"><p>{ text }</p><ul>{ for choices }</ul></div> }
}
