//! The lesson on paper: every step with its question, the exercise and the closing card. Answers stay with the teacher.

use lessons::model::{Question, Wants};
use yew::Html;

use super::{Course, prose};
use crate::draw::draw;
use crate::words::Language;
use crate::words::exercise::ExerciseWords;

pub fn sheet(course: &Course, language: Language) -> Html {
    let (lesson, told) = (&course.lesson, language.of_lessons());
    let steps = lesson.steps.iter().map(|step| {
        draw! {
            <section>
                <h2>{ step.title.of(told) }</h2>
                { prose::blocks(step.prose.of(told), language) }
                if let Some(question) = &step.question { { asked(question, language) } }
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

fn asked(question: &Question, language: Language) -> Html {
    let told = language.of_lessons();
    let text = prose::inlines(question.text.of(told), language);
    let choices = match &question.wants {
        Wants::Choose(choices) => choices.as_slice(),
        Wants::Type { .. } | Wants::Click { .. } => &[],
    };
    let choices = choices.iter().map(|choice| draw! { <li>{ prose::inlines(choice.text.of(told), language) }</li> });
    draw! { <div class="handout-question"><p>{ text }</p><ul>{ for choices }</ul></div> }
}
