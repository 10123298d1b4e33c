//! A lesson: its text at the left, its trace on the desk, the address always where the person is.

use std::rc::Rc;

use lessons::{Recording, Show};
use wasm_bindgen_futures::spawn_local;
use yew::{AttrValue, Callback, ContextProvider, Html, Properties, component, hook, html, use_callback, use_memo, use_state_eq};

use crate::address::{Page, Step};
use crate::bench;
use crate::browser::document;
use crate::browser::files::{self, DidNotCome};
use crate::catalogue::{self, LessonCard};
use crate::components::desk::Desk;
use crate::components::exercise::connection::Connection;
use crate::components::lesson::{Course, prose};
use crate::draw::draw;
use crate::effect::{Effect, use_shared};
use crate::learner::progress;
use crate::packed::{self, OfAnotherVersion};
use crate::player::Playback;
use crate::words::use_words;

#[derive(Properties, PartialEq)]
pub struct LessonPageProps {
    pub card: LessonCard,
    pub step: Step,
    pub moment: Option<usize>,
    /// How often the address led somewhere.
    pub arrivals: usize,
    /// Told where in the lesson the person has come to rest.
    pub on_rest: Callback<Page>,
}

#[component]
pub fn LessonPage(props: &LessonPageProps) -> Html {
    let words = use_words();
    let shown = use_show(&props.card.id);
    let place = (props.card.id.clone(), shown.clone(), props.on_rest.clone());
    let on_rest = use_callback(place, |moment: usize, (id, shown, on_rest)| {
        if let Shown::Ready(show) = shown {
            on_rest.emit(page_at(id, show.course.as_ref(), moment.min(show.playback.end())));
        }
    });
    let on_end = use_callback(props.card.id.clone(), |(), id| progress::finish(id));
    // What a command made happen, while it is watched. Meanwhile the address is where the lesson goes on.
    let visit = use_state_eq(|| None::<Rc<Playback>>);
    let visits = visit.setter();
    let on_leave = use_callback(on_rest.clone(), move |position: usize, on_rest| {
        on_rest.emit(position);
        visits.set(None);
    });
    // Who is led elsewhere in the lesson has watched enough.
    let visits = visit.setter();
    use_shared(Effect::of(props.arrivals, move |_| visits.set(None)));
    let visits = visit.setter();
    let connection = use_memo((), |()| Connection {
        ask: Callback::from(bench::ask),
        on_played: Callback::from(move |recording: Option<Recording>| {
            visits.set(recording.map(|recording| Rc::new(Playback::of(recording))))
        }),
    });
    match shown {
        Shown::Ready(show) => {
            let begin = show.course.as_ref().map_or(0, |course| course.position_of(props.step.place()));
            let position = props.moment.unwrap_or(begin);
            html! {
                <ContextProvider<Connection> context={(*connection).clone()}>
                    <Desk playback={show.playback.clone()} course={show.course.clone()} {position} arrivals={props.arrivals}
                        title={props.card.title.clone()} question={props.card.question.clone()} {on_rest} {on_end}
                        visit={(*visit).clone()} {on_leave} />
                </ContextProvider<Connection>>
            }
        }
        Shown::Awaited => draw! {
            <article class="page page-narrow" aria-busy="true">
                <h1>{ &props.card.title }</h1>
                <p class="lead">{ prose::line(&props.card.question) }</p>
            </article>
        },
        Shown::Missing(why) => draw! {
            <article class="page page-narrow">
                <h1>{ &props.card.title }</h1>
                <p role="alert">{ words.desk.cannot_play }</p>
                <pre>{ why }</pre>
                <button type="button" class="button" onclick={|_| document::reload()}>{ words.desk.try_again }</button>
            </article>
        },
    }
}

/// A lesson or scene on its way here.
#[derive(Clone, PartialEq)]
enum Shown {
    Awaited,
    Ready(Rc<Ready>),
    /// With the browser's words for it.
    Missing(AttrValue),
}

#[derive(PartialEq)]
struct Ready {
    playback: Rc<Playback>,
    course: Option<Course>,
}

#[hook]
fn use_show(id: &AttrValue) -> Shown {
    let shown = use_state_eq(|| Shown::Awaited);
    let setter = shown.setter();
    use_shared(Effect::of(id.clone(), move |id| {
        let file = catalogue::file(id);
        spawn_local(async move {
            setter.set(match files::read(&file).await {
                Ok(packed) => unpacked(&packed),
                Err(DidNotCome(why)) => Shown::Missing(AttrValue::from(why)),
            });
        });
    }));
    (*shown).clone()
}

fn unpacked(file: &[u8]) -> Shown {
    match packed::unpack::<Show>(file) {
        Ok(Show { recording, course }) => {
            Shown::Ready(Rc::new(Ready { playback: Rc::new(Playback::of(recording)), course: course.map(Course::of) }))
        }
        // A reload brings program and file of one version.
        Err(OfAnotherVersion) => Shown::Missing(AttrValue::Static("")),
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
