//! Hints, one at a time, and a solution for whoever wants to see it.

use lessons::bench::as_typed;
use yew::{Callback, Html, Properties, component, use_context, use_state_eq};

use crate::browser::document;
use crate::components::lesson::prose;
use crate::components::terminal::screen::prompt;
use crate::course::Course;
use crate::draw::draw;
use crate::effect::{Effect, use_shared};
use crate::words::Language;
use crate::words::exercise::ExerciseWords;

#[derive(Properties, PartialEq)]
pub struct AidProps {
    pub course: Course,
}

#[component]
pub fn Aid(props: &AidProps) -> Html {
    let language = use_context::<Language>().unwrap_or(Language::English);
    let words = ExerciseWords::of(language);
    let shown = use_state_eq(|| 0);
    let task = &props.course.lesson.task;
    let hints = task.hints.iter().take(*shown).map(|hint| draw! { <li>{ prose::inlines(hint.of(language), language) }</li> });
    let (setter, next, all) = (shown.setter(), *shown + 1, task.hints.len());
    let solution =
        task.solution.iter().map(|command| prose::code_block(&[&*prompt(&command.host), " ", &as_typed(command)].concat()));
    use_shared(Effect::of(next > all, |is_last| {
        if *is_last {
            document::focus_if_lost(".solution > summary");
        }
    }));
    draw! {
        <div class="aid">
            <ol class="hints" aria-live="polite" aria-label={words.hints}>{ for hints }</ol>
            if *shown < all {
                <button type="button" class="button button-small" onclick={Callback::from(move |_| setter.set(next))}>
                    { words.next_hint }{ " " }{ next }{ "/" }{ all }
                </button>
            }
            <details class="solution">
                <summary>{ words.solution }</summary>
                { for solution }
            </details>
        </div>
    }
}
