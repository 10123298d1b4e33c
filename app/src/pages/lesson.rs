//! A lesson: its text at the left, its trace on the desk, the address always where the person is.

use std::rc::Rc;

use lessons::bench::Request;
use lessons::{Recording, Sentences, Show};
use yew::{
    AttrValue, Callback, ContextProvider, Html, Properties, UseReducerHandle, component, hook, html, use_callback, use_context,
    use_memo, use_reducer,
};

use crate::address::{Page, Step};
use crate::bench::{self, Asking, Connection};
use crate::browser::document;
use crate::catalogue::{self, LessonCard};
use crate::components::desk::Desk;
use crate::components::lesson::prose;
use crate::course::Course;
use crate::effect::{Effect, use_shared};
use crate::fetched::{Fetched, use_fetched};
use crate::learner::progress;
use crate::player::{Playback, Said};
use crate::visit::{Deed, Visiting};
use crate::words::{Language, use_words};

#[derive(Properties, PartialEq)]
pub struct LessonPageProps {
    pub card: LessonCard,
    pub step: Step,
    /// The name of the moment where the person stands, if it is not where the step begins.
    pub moment: Option<String>,
    /// How often the address led somewhere.
    pub arrivals: usize,
    /// Told where in the lesson the person has come to rest.
    pub on_rest: Callback<Page>,
}

#[component]
pub fn LessonPage(props: &LessonPageProps) -> Html {
    let language = use_context::<Language>().unwrap_or(Language::English);
    let shown = use_shown(&props.card.id, language);
    let ready = match &shown {
        Shown::Ready(ready, _) => Some(ready.clone()),
        Shown::Awaited | Shown::Missing(_) => None,
    };
    let stand = (ready.clone(), props.step, props.moment.clone());
    let position = use_memo(stand, |(ready, step, moment)| ready.as_ref().map_or(0, |ready| ready.position(*step, moment)));
    let on_rest = use_callback((props.card.id.clone(), ready, props.on_rest.clone()), |position, (id, ready, on_rest)| {
        if let Some(ready) = ready {
            on_rest.emit(ready.page_at(id, position));
        }
    });
    let on_end = use_callback(props.card.id.clone(), |(), id| progress::finish(id));
    let visiting = use_visiting(props.arrivals, language);
    let visits = visiting.dispatcher();
    // While something else is watched, the address is where the lesson goes on.
    let on_leave = use_callback(on_rest.clone(), move |position: usize, on_rest| {
        on_rest.emit(position);
        visits.dispatch(Deed::End);
    });
    let visits = visiting.dispatcher();
    let connection = use_memo((), |()| Connection {
        ask: Callback::from(bench::ask),
        on_played: Callback::from(move |recording: Option<Recording>| {
            visits.dispatch(recording.map_or(Deed::End, Deed::Begin));
        }),
    });
    match shown {
        Shown::Ready(ready, said) => html! {
            <ContextProvider<Connection> context={(*connection).clone()}>
                <Desk playback={ready.playback.clone()} said={(*said).clone()} course={ready.course.clone()} position={*position}
                    arrivals={props.arrivals} title={props.card.title.clone()} question={props.card.question.clone()}
                    {on_rest} {on_end} visit={visiting.0.clone()} {on_leave} />
            </ContextProvider<Connection>>
        },
        Shown::Awaited => awaited(&props.card),
        Shown::Missing(why) => html! { <Missing title={props.card.title.clone()} {why} /> },
    }
}

fn awaited(card: &LessonCard) -> Html {
    html! {
        <article class="page page-narrow" aria-busy="true">
            <h1>{ &card.title }</h1>
            <p class="lead">{ prose::line(&card.question) }</p>
        </article>
    }
}

#[derive(Properties, PartialEq)]
struct MissingProps {
    title: AttrValue,
    why: AttrValue,
}

#[component]
fn Missing(props: &MissingProps) -> Html {
    let words = &use_words().desk;
    html! {
        <article class="page page-narrow">
            <h1>{ &props.title }</h1>
            <p role="alert">{ words.cannot_play }</p>
            <pre>{ &props.why }</pre>
            <button type="button" class="button" onclick={|_| document::reload()}>{ words.try_again }</button>
        </article>
    }
}

/// A lesson or scene on its way here, with what is said in it.
enum Shown {
    Awaited,
    Ready(Rc<Ready>, Rc<Said>),
    /// With the browser's words for it.
    Missing(AttrValue),
}

struct Ready {
    playback: Rc<Playback>,
    course: Option<Course>,
}

impl PartialEq for Ready {
    fn eq(&self, other: &Ready) -> bool {
        self.playback == other.playback
    }
}

impl Ready {
    fn of(show: Show) -> Ready {
        Ready { playback: Rc::new(Playback::of(show.recording)), course: show.course.map(Course::of) }
    }

    /// Where an address leads: to the moment that it names, or else to where its step begins.
    fn position(&self, step: Step, moment: &Option<String>) -> usize {
        let named = moment.as_ref().and_then(|name| self.playback.named(name));
        named.unwrap_or_else(|| self.course.as_ref().map_or(0, |course| course.position_of(step.place())))
    }

    /// The address of a position: of the step it belongs to, and with its name where it is not the step's own.
    fn page_at(&self, id: &str, position: usize) -> Page {
        let position = position.min(self.playback.end());
        let place = self.course.as_ref().map_or(0, |course| course.step_at(position));
        let step = Step::at(place);
        match &self.course {
            Some(course) if course.position_of(place) == position => Page::lesson(id, step),
            Some(_) | None => Page::moment(id, step, &self.playback.name(position)),
        }
    }
}

/// What is shown and what is said come side by side.
#[hook]
fn use_shown(id: &str, language: Language) -> Shown {
    let show = use_fetched(catalogue::show_file(id), Ready::of);
    let said = use_fetched(catalogue::said_file(id, language), |said: Sentences| Said::of(said));
    match (show, said) {
        (Fetched::Here(ready), Fetched::Here(said)) => Shown::Ready(ready, said),
        (Fetched::Missing(why), _) | (_, Fetched::Missing(why)) => Shown::Missing(why),
        (Fetched::Awaited, _) | (_, Fetched::Awaited) => Shown::Awaited,
    }
}

/// What a command made happen, while it is watched, and what is said of it in the language of the page.
#[hook]
fn use_visiting(arrivals: usize, language: Language) -> UseReducerHandle<Visiting> {
    let visiting = use_reducer(Visiting::default);
    // Who is led elsewhere in the lesson has watched enough.
    let visits = visiting.dispatcher();
    use_shared(Effect::of(arrivals, move |_| visits.dispatch(Deed::End)));
    let visits = visiting.dispatcher();
    let watched = visiting.0.as_ref().map(|visit| visit.playback.clone());
    use_shared(Effect::of((watched, language), move |(watched, language)| {
        let Some(playback) = watched.clone() else { return };
        let request = Request::Say { range: 0..playback.end(), language: *language };
        let answer = Callback::from(move |answer| visits.dispatch(Deed::Told(playback.clone(), answer)));
        bench::ask(Asking { request, answer });
    }));
    visiting
}
