//! The lesson on paper: every step with its question, the exercise and the closing card. Answers stay with the teacher.

use std::rc::Rc;

use lessons::model::Question;
use yew::Html;

use super::prose;
use super::question::labels;
use crate::course::Course;
use crate::draw::draw;
use crate::player::{Now, Playback};
use crate::words::Language;
use crate::words::exercise::ExerciseWords;

pub fn sheet(course: &Course, playback: &Rc<Playback>, language: Language) -> Html {
    let lesson = &course.lesson;
    let steps = lesson.steps.iter().map(|step| {
        draw! {
            <section>
                <h2>{ step.title.of(language) }</h2>
                { prose::blocks(step.prose.of(language), language) }
                if let Some(question) = &step.question { { asked(question, &Now::at(playback, step.position), language) } }
            </section>
        }
    });
    let closing = lesson.closing.iter().map(|sentence| draw! { <li>{ prose::inlines(sentence.of(language), language) }</li> });
    let goal = lesson.task.goal.iter().map(|condition| draw! { <li>{ prose::inlines(condition.of(language), language) }</li> });
    draw! {
        <section class="handout handout-lesson prose">
            <h1>{ lesson.title.of(language) }</h1>
            { for steps }
            <ul class="closing-card">{ for closing }</ul>
            { prose::blocks(lesson.on_your_machine.of(language), language) }
            <h2>{ ExerciseWords::of(language).title }</h2>
            { prose::blocks(lesson.task.text.of(language), language) }
            <ul>{ for goal }</ul>
        </section>
    }
}

fn asked(question: &Question, now: &Now, language: Language) -> Html {
    let text = prose::inlines(question.text.of(language), language);
    let choices = labels(&question.wants, now, language).into_iter().map(|label| draw! { <li>{ label }</li> });
    draw! { <div class="handout-question"><p>{ text }</p><ul>{ for choices }</ul></div> }
}
