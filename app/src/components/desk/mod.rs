//! The desk: one trace on the map, in the timeline and in the inspector, and everything that moves it.

mod chapters;
mod handout;
mod hands;
mod help;
pub mod keys;
mod sentence;

use std::rc::Rc;
use std::time::Duration;

use gloo_timers::callback::Timeout;
use lessons::model::Tab;
use trace::fold::Grain;
use web_sys::KeyboardEvent;
use yew::{
    AttrValue, Callback, Html, Properties, UseReducerHandle, UseStateHandle, component, hook, html, use_callback, use_context,
    use_memo, use_reducer, use_state_eq,
};

use self::chapters::chapters;
use self::handout::Handout;
use self::hands::Hands;
use self::help::Help;
use self::sentence::told;
use crate::address::{Address, Page};
use crate::browser::keyboard::use_keys;
use crate::browser::printing::use_printing;
use crate::browser::{document, storage};
use crate::components::inspector::Inspector;
use crate::components::lesson::{LessonText, prose};
use crate::components::map::Map;
use crate::components::press::says;
use crate::components::timeline::Timeline;
use crate::components::transport::Transport;
use crate::course::Course;
use crate::draw::draw;
use crate::effect::{Effect, use_shared};
use crate::player::{Act, Command, Move, Now, Pace, Playback, Player, Said};
use crate::scene;
use crate::visit::Visit;
use crate::words::{Language, Spoken, use_words};

#[derive(Properties, PartialEq)]
pub struct DeskProps {
    pub playback: Rc<Playback>,
    /// What is said of its events.
    pub said: Said,
    /// Where the address says that we stand, which is a little behind.
    pub position: usize,
    /// How often the address led somewhere.
    pub arrivals: usize,
    /// Told a little after the person has come to rest.
    pub on_rest: Callback<usize>,
    /// Told when the last event was reached.
    pub on_end: Callback<()>,
    /// What a scene without a lesson is called.
    pub title: AttrValue,
    pub question: AttrValue,
    pub course: Option<Course>,
    /// What a command of the exercise made happen: it is watched before the lesson goes on.
    pub visit: Option<Visit>,
    /// Told where in the lesson to go on.
    pub on_leave: Callback<usize>,
}

#[component]
pub fn Desk(props: &DeskProps) -> Html {
    let words = use_words();
    let language = use_context::<Language>().unwrap_or(Language::English);
    let player = use_player(props);
    let tab = use_state_eq(|| Tab::Rules);
    let is_helping = use_state_eq(bool::default);
    let asks_to_print = use_state_eq(bool::default);
    let is_printing = use_printing();
    let (is_large, size) = use_large();
    let stand = use_memo((player.playback.clone(), player.position()), |(playback, position)| {
        let now = Now::at(playback, *position);
        let scene = Rc::new(scene::of(&playback.ground, &playback.events, *position, &now.moment));
        (now, scene)
    });
    let (now, scene) = &*stand;
    let said = props.visit.as_ref().map_or(&props.said, |visit| &visit.said);
    let hands = use_memo((), |()| {
        Hands::of(player.dispatcher(), tab.setter(), [is_helping.clone(), asks_to_print.clone(), is_large.clone()])
    });
    let taking = hands.clone();
    let wants: Callback<KeyboardEvent, bool> =
        use_callback(now.clone(), move |press: KeyboardEvent, now| taking.take(&press, now));
    use_keys(wants);
    let look = props.course.as_ref().filter(|_| props.visit.is_none()).and_then(|course| course.look_at(now.position));
    let on_tab = hands.on_tab.clone();
    use_shared(Effect::of((now.position, look.clone()), move |(_, look)| {
        if let Some(look) = look {
            on_tab.emit(look.tab);
        }
    }));
    let on_end = props.on_end.clone();
    use_shared(Effect::of(player.is_at_end() && props.visit.is_none(), move |is_at_end| {
        if *is_at_end {
            on_end.emit(());
        }
    }));
    // In another size other parts of map and timeline are in sight: they begin anew.
    let size = usize::from(size);
    let on_go = if props.visit.is_some() { &props.on_leave } else { &hands.on_go };

    draw! {
        <div class="desk" onpointerdown={hands::pressed}>
            <section class="panel lesson-text" data-scrolls="true" tabindex="0" aria-label={words.desk.lesson}>
                if let Some(course) = props.course.clone() {
                    { html! { <LessonText {course} now={now.clone()} is_visiting={props.visit.is_some()} on_go={on_go.clone()} /> } }
                } else {
                    { scene_text(props, language) }
                }
                { chapters(now, &hands.on_go, &words.desk) }
            </section>
            <section class="panel stage" aria-label={words.desk.title}>
                if props.visit.is_some() {
                    <p class="visit">
                        { words.desk.visiting }
                        <button type="button" class="button button-small" onclick={says(&props.on_leave, usize::MAX)}>{ words.desk.back_to_lesson }</button>
                    </p>
                }
                { told(now, said, &hands, *is_large, language) }
                <div class="map-place">{ html! { <Map key={size} scene={scene.clone()} pace={player.pace.step()} {language} /> } }</div>
                { html! { <Timeline key={size} now={now.clone()} on_go={hands.on_go.clone()} /> } }
                { Transport { player: &player, moment: &now.moment, on_command: &hands.on_command, words: &words.transport }.drawn() }
            </section>
            { html! { <Inspector now={now.clone()} said={said.clone()} {look} tab={*tab} on_tab={hands.on_tab.clone()} breakpoints={player.breakpoints.clone()}
                on_breakpoint={hands.on_breakpoint.clone()} /> } }
            if *asks_to_print || is_printing {
                { html! { <Handout playback={props.playback.clone()} said={props.said.clone()} course={props.course.clone()} is_asked={*asks_to_print}
                    on_printed={hands.on_print.clone()} /> } }
            }
            { html! { <Help is_open={*is_helping} on_help={hands.on_help.clone()} /> } }
        </div>
    }
}

fn scene_text(props: &DeskProps, language: Language) -> Html {
    let words = &language.words().lessons;
    draw! {
        <article class="prose">
            <p class="prose-home"><a href={Address::new(language, Page::Lessons).to_string()}>{ words.back_to_list }</a></p>
            <h1>{ &props.title }</h1>
            <p class="lead">{ prose::line(&props.question) }</p>
        </article>
    }
}

/// Large for a projector, remembered; and whether the document is so already.
#[hook]
fn use_large() -> (UseStateHandle<bool>, bool) {
    let is_large = use_state_eq(|| storage::read(storage::Key::Projector).is_some_and(|kept| kept == LARGE));
    let drawn = use_state_eq(|| *is_large);
    let setter = drawn.setter();
    use_shared(Effect::until(*is_large, move |is_large| {
        document::set_large(*is_large);
        setter.set(*is_large);
        // Where nothing is kept, it lasts as long as the page is open.
        let _ = storage::write(storage::Key::Projector, if *is_large { LARGE } else { "" });
        || document::set_large(false)
    }));
    (is_large, *drawn)
}

const LARGE: &str = "large";

#[hook]
fn use_player(props: &DeskProps) -> UseReducerHandle<Player> {
    let player = use_reducer(|| {
        let pace = storage::read(storage::Key::Pace).and_then(|code| Pace::from_code(&code)).unwrap_or(Pace::Calm);
        Player::new(props.playback.clone(), props.position).with_stops(stops(props)).after(Command::Pace(pace))
    });
    use_clock(&player);
    use_shared(Effect::of(player.pace, |pace| {
        // Where nothing is kept, the pace lasts as long as the page is open.
        let _ = storage::write(storage::Key::Pace, pace.code());
    }));
    // Somebody changed the address by hand, or went back in the history.
    let (position, dispatcher) = (props.position, player.dispatcher());
    use_shared(Effect::of(props.arrivals, move |_| dispatcher.dispatch(Act::Do(Command::Move(Move::To(position))))));
    let visit = props.visit.as_ref().map(|visit| visit.playback.clone());
    let (lesson, position, stops, dispatcher) = (props.playback.clone(), props.position, stops(props), player.dispatcher());
    use_shared(Effect::of(visit, move |visit| {
        dispatcher.dispatch(match visit.clone() {
            Some(playback) => {
                let position = playback.index.stops(Grain::Rule).first().copied().unwrap_or(0);
                Act::Show { playback, position, stops: Rc::default(), plays: true }
            }
            None => Act::Show { playback: lesson, position, stops, plays: false },
        });
    }));
    use_rest(player.position(), player.is_playing || props.visit.is_some(), &props.on_rest);
    player
}

/// Who plays a lesson wants to read each of its steps.
fn stops(props: &DeskProps) -> Rc<[usize]> {
    props.course.as_ref().map(|course| course.positions.clone()).unwrap_or_default()
}

/// While it plays, one step after the other; each waits for the one before to be drawn.
#[hook]
fn use_clock(player: &UseReducerHandle<Player>) {
    let dispatcher = player.dispatcher();
    let beat = (player.is_playing, player.position(), player.pace);
    use_shared(Effect::until(beat, move |(is_playing, _, pace)| {
        let timer = is_playing.then(|| {
            let wait = u32::try_from(pace.step().as_millis()).unwrap_or(u32::MAX);
            Timeout::new(wait, move || dispatcher.dispatch(Act::Do(Command::Tick)))
        });
        move || drop(timer)
    }));
}

/// Browsers let the address be written only so often: it is written once nobody has moved for a while.
const REST: Duration = Duration::from_millis(350);

#[hook]
fn use_rest(position: usize, is_playing: bool, on_rest: &Callback<usize>) {
    let on_rest = on_rest.clone();
    use_shared(Effect::until((position, is_playing), move |(position, is_playing)| {
        let position = *position;
        let wait = u32::try_from(REST.as_millis()).unwrap_or(u32::MAX);
        let timer = (!is_playing).then(|| Timeout::new(wait, move || on_rest.emit(position)));
        move || drop(timer)
    }));
}
