//! The exercise of a lesson: the task, the goal with what of it is met, and a command line on the lab's hosts.

mod aid;
mod goal;

use lessons::bench::{Answer, Request};
use yew::{
    Callback, Html, Properties, UseReducerHandle, component, hook, html, use_callback, use_context, use_reducer, use_state_eq,
};

use self::aid::Aid;
use self::goal::Goal;
use crate::bench::{Asking, Connection};
use crate::components::lesson::prose;
use crate::components::terminal::Terminal;
use crate::components::terminal::state::{Asked, Deed, Terminal as State};
use crate::course::Course;
use crate::draw::draw;
use crate::effect::{Effect, use_shared};
use crate::learner::exercises;
use crate::words::exercise::ExerciseWords;
use crate::words::{Language, Spoken};

#[derive(Properties, PartialEq)]
pub struct ExerciseProps {
    pub course: Course,
}

#[component]
pub fn Exercise(props: &ExerciseProps) -> Html {
    let language = use_context::<Language>().unwrap_or(Language::English);
    let words = ExerciseWords::of(language);
    let offered = use_context::<Connection>();
    let begun = use_state_eq(|| !exercises::read(&props.course.lesson.id).is_empty());
    let begin = begun.setter();
    let takes_focus = use_state_eq(bool::default);
    let focus = takes_focus.setter();
    // The engine is large: it comes when somebody begins, or goes on.
    let connection = offered.clone().filter(|_| *begun);
    let host = props.course.lesson.task.host;
    let state = use_reducer(move || State::at(host));
    let on_ask = use_ask(&state, connection.clone());
    use_lesson(&state, &on_ask, &props.course, connection.is_some());
    let standing = &state.standing;
    draw! {
        <section class="exercise" aria-label={words.title}>
            <h2>{ words.title }</h2>
            { prose::blocks(props.course.lesson.task.text.of(language), language) }
            { html! { <Goal course={props.course.clone()} met={standing.met.clone()} near_miss={standing.near_miss} /> } }
            if let Some(why) = &state.missing {
                <p role="alert">{ words.not_there }{ " " }{ why }</p>
                <button type="button" class="button" onclick={on_ask.reform(open(&props.course))}>{ language.words().desk.try_again }</button>
            } else if !standing.hosts.is_empty() {
                { html! { <Terminal state={state.clone()} {on_ask} takes_focus={*takes_focus} /> } }
            } else if connection.is_some() {
                <p aria-busy="true">{ words.loading }</p>
            } else if offered.is_some() {
                <button type="button" class="button button-primary exercise-begin" onclick={move |_| { begin.set(true); focus.set(true); }}>
                    { words.begin }
                </button>
            }
            { html! { <Aid course={props.course.clone()} /> } }
        </section>
    }
}

/// The exercise with what was typed on an earlier visit.
fn open<Event>(course: &Course) -> impl Fn(Event) -> Request + use<Event> {
    let lesson = course.lesson.id.clone();
    move |_| Request::Open { kept: exercises::read(&lesson), lesson: lesson.clone() }
}

/// Asks the bench; what is to be watched is handed on, the rest is the state's.
#[hook]
fn use_ask(state: &UseReducerHandle<State>, connection: Option<Connection>) -> Callback<Request> {
    let dispatcher = state.dispatcher();
    use_callback(connection, move |request: Request, connection| {
        let Some(Connection { ask, on_played }) = connection else { return };
        let (asked, dispatcher, on_played) = (Asked::of(&request), dispatcher.clone(), on_played.clone());
        dispatcher.dispatch(Deed::Asked(request.clone()));
        let answer = Callback::from(move |mut answer: Answer| {
            if let Answer::Changed(standing) = &mut answer {
                let recording = standing.recording.take();
                // What was taken back is no longer watched.
                if recording.is_some() || matches!(asked, Asked::Undo | Asked::Redo | Asked::Reset) {
                    on_played.emit(recording);
                }
            }
            dispatcher.dispatch(Deed::Answered(asked.clone(), answer));
        });
        ask.emit(Asking { request, answer });
    })
}

/// The exercise is opened with what was typed before, and what is typed is kept.
#[hook]
fn use_lesson(state: &UseReducerHandle<State>, on_ask: &Callback<Request>, course: &Course, is_connected: bool) {
    let on_ask = on_ask.clone();
    use_shared(Effect::of((course.clone(), is_connected), move |(course, is_connected)| {
        if *is_connected {
            on_ask.emit(open(course)(()));
        }
    }));
    let is_open = !state.standing.hosts.is_empty();
    use_shared(Effect::of((course.clone(), is_open, state.standing.typed.clone()), |(course, is_open, typed)| {
        if *is_open {
            exercises::write(&course.lesson.id, typed);
        }
    }));
}
