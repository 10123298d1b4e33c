//! The conditions of the goal, each with whether it is met: a sign, a word, and the colour only beside them.

use yew::{Html, Properties, component, use_context};

use crate::components::lesson::prose;
use crate::course::Course;
use crate::draw::{classes, draw};
use crate::words::Language;
use crate::words::exercise::ExerciseWords;

#[derive(Properties, PartialEq)]
pub struct GoalProps {
    pub course: Course,
    /// Empty as long as nobody can judge.
    pub met: Vec<bool>,
    pub near_miss: Option<usize>,
}

#[component]
pub fn Goal(props: &GoalProps) -> Html {
    let language = use_context::<Language>().unwrap_or(Language::English);
    let words = ExerciseWords::of(language);
    let task = &props.course.lesson.task;
    let conditions = task.goal.iter().enumerate().map(|(place, condition)| {
        let met = props.met.get(place).copied();
        let look = met.map(|met| if met { "condition-met" } else { "condition-open" });
        draw! {
            <li key={place} class={classes!("condition", look)}>
                <span class="condition-sign" aria-hidden="true">{ if met == Some(true) { "✓" } else { "○" } }</span>
                <span>{ prose::inlines(condition.of(language), language) }</span>
                if let Some(met) = met {
                    <span class="condition-state">{ if met { words.met } else { words.not_met } }</span>
                }
            </li>
        }
    });
    let is_solved = !props.met.is_empty() && props.met.iter().all(|met| *met);
    let near = props.near_miss.and_then(|place| task.near_misses.get(place));
    draw! {
        <>
            <h3>{ words.goal }</h3>
            <ul class="conditions">{ for conditions }</ul>
            <div role="status">
                if is_solved {
                    <p class="reply reply-right"><strong>{ words.solved }</strong></p>
                } else if let Some(near) = near {
                    <p class="reply reply-wrong"><strong>{ words.almost }</strong>{ " " }{ prose::inlines(near.why.of(language), language) }</p>
                }
            </div>
        </>
    }
}
