//! A lesson: its text at the left, its trace on the desk, the address always where the person is.

use yew::{Callback, Html, Properties, component, html, use_callback, use_context, use_memo};

use crate::address::{Address, Page, Step};
use crate::browser::hash;
use crate::catalogue::{self, LessonCard, Show};
use crate::components::desk::Desk;
use crate::components::lesson::Course;
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
    let shown = use_memo(props.card.id.clone(), |id| catalogue::show(id));
    let on_rest: Callback<usize> =
        use_callback((props.card.id.clone(), shown.clone(), language), |moment, (id, shown, language)| {
            let course = shown.as_ref().as_ref().ok().and_then(|show| show.course.as_ref());
            hash::replace(&Address::new(*language, page_at(id, course, moment)));
        });
    let on_end = use_callback(props.card.id.clone(), |(), id| progress::finish(id));
    match &*shown {
        Ok(Show { playback, course }) => {
            let begin = course.as_ref().map_or(0, |course| course.position_of(props.step.place()));
            html! {
                <Desk playback={playback.clone()} course={course.clone()} position={props.moment.unwrap_or(begin)}
                    title={props.card.title.clone()} question={props.card.question.clone()} {on_rest} {on_end} />
            }
        }
        Err(CannotSetUp(problems)) => html! {
            <article class="page page-narrow">
                <h1>{ &props.card.title }</h1>
                <p>{ words.desk.cannot_play }</p>
                <pre>{ problems.join("\n") }</pre>
            </article>
        },
    }
}

/// The address of a moment: of the step it belongs to, and with its number where it is not the step's own.
fn page_at(id: &str, course: Option<&Course>, moment: usize) -> Page {
    let place = course.map_or(0, |course| course.step_at(moment));
    let step = Step::at(place);
    match course {
        Some(course) if course.position_of(place) == moment => Page::lesson(id, step),
        Some(_) | None => Page::moment(id, step, moment),
    }
}
