//! The exercise in a real browser, with a bench that answers: typed, completed, undone, kept, and never a trap for the keyboard.
#![cfg(target_arch = "wasm32")]

mod common;

use std::cell::RefCell;
use std::rc::Rc;

use app::bench::{Asking, Connection};
use app::components::exercise::Exercise;
use app::course::Course;
use app::words::Language;
use common::{click, eventually, place, shows};
use lessons::Recording;
use lessons::bench::{Answer, Bench};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::wasm_bindgen::JsCast;
use web_sys::{Element, Event, EventInit, HtmlInputElement, KeyboardEvent, KeyboardEventInit};
use yew::{Callback, ContextProvider, Html, Properties, component, html};

wasm_bindgen_test_configure!(run_in_browser);

const LESSON: &str = "redirect";

#[derive(Properties, PartialEq)]
struct StageProps {
    language: Language,
    course: Course,
    connection: Option<Connection>,
}

#[component]
fn Stage(props: &StageProps) -> Html {
    let exercise = html! { <Exercise course={props.course.clone()} /> };
    html! {
        <ContextProvider<Language> context={props.language}>
            if let Some(connection) = props.connection.clone() {
                <ContextProvider<Connection> context={connection}>{ exercise }</ContextProvider<Connection>>
            } else {
                { exercise }
            }
        </ContextProvider<Language>>
    }
}

type Played = Rc<RefCell<Vec<Recording>>>;

/// A page with the exercise of the lesson, and what it would show on the desk.
async fn open(lesson: &str, language: Language) -> (Element, Played) {
    let bench = Rc::new(RefCell::new(Bench::default()));
    let played = Played::default();
    let heard = played.clone();
    let connection = Connection {
        ask: Callback::from(move |asking: Asking| {
            let answer: Answer = bench.borrow_mut().answer(asking.request);
            asking.answer.emit(answer);
        }),
        on_played: Callback::from(move |recording| heard.borrow_mut().extend(recording)),
    };
    let page = draw(lesson, language, Some(connection));
    let there = |selector: &str| page.query_selector(selector).ok().flatten().is_some();
    eventually(|| there(".exercise-begin") || there(".terminal-field"), true).await;
    if there(".exercise-begin") {
        click(&page, ".exercise-begin");
    }
    (page, played)
}

fn draw(lesson: &str, language: Language, connection: Option<Connection>) -> Element {
    let place = place();
    let lesson = lessons::all().into_iter().find(|known| known.id == lesson).expect("the lesson");
    let show = lessons::press::lesson(&lesson).expect("it can be played");
    let course = Course::of(show.course.expect("it has a text"));
    yew::Renderer::<Stage>::with_root_and_props(place.clone(), StageProps { language, course, connection }).render();
    place
}

fn forget() {
    let storage = gloo_utils::window().local_storage().ok().flatten().expect("a storage");
    storage.remove_item("chainwalk.exercises").expect("it can be removed");
}

fn field(place: &Element) -> HtmlInputElement {
    place.query_selector(".terminal-field").ok().flatten().expect("a field").unchecked_into()
}

async fn write(place: &Element, text: &str) {
    eventually(|| place.query_selector(".terminal-field").ok().flatten().is_some(), true).await;
    let field = field(place);
    field.set_value(text);
    let options = EventInit::new();
    options.set_bubbles(true);
    let event = Event::new_with_event_init_dict("input", &options).expect("an event");
    field.dispatch_event(&event).expect("it is sent");
    eventually(|| field.value(), text.to_owned()).await;
}

/// `true`: the browser would do with it what it always does.
fn press(place: &Element, key: &str) -> bool {
    let options = KeyboardEventInit::new();
    options.set_key(key);
    options.set_bubbles(true);
    options.set_cancelable(true);
    let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &options).expect("an event");
    field(place).dispatch_event(&event).expect("it is sent")
}

async fn run(place: &Element, line: &str) {
    write(place, line).await;
    press(place, "Enter");
    eventually(|| field(place).value(), String::new()).await;
}

fn count(place: &Element, selector: &str) -> u32 {
    place.query_selector_all(selector).map_or(0, |found| found.length())
}

#[wasm_bindgen_test]
async fn the_goal_is_judged_after_each_line_and_undo_takes_it_back() {
    forget();
    let (place, played) = open(LESSON, Language::English).await;
    let lesson = lessons::all().into_iter().find(|known| known.id == LESSON).expect("the lesson");
    let conditions = lesson.exercise.goal.len() as u32;
    assert!(count(&place, ".condition-met") < conditions);
    let hosts = lesson.exercise.start.read().expect("a scenario").hosts;
    eventually(|| count(&place, ".terminal-host"), hosts.len() as u32).await;
    for command in &lesson.exercise.solution {
        let host = hosts.iter().position(|host| host.name == command.host).expect("a host of the lab");
        click(&place, &format!(".terminal-host:nth-child({})", host + 1));
        shows(&place, ".terminal-here", &command.host).await;
        run(&place, &command.line).await;
    }
    eventually(|| count(&place, ".condition-met"), conditions).await;
    click(&place, ".terminal-tools button:first-child");
    eventually(|| count(&place, ".condition-met") < conditions, true).await;
    click(&place, ".terminal-tools button:nth-child(2)");
    eventually(|| count(&place, ".condition-met"), conditions).await;
    click(&place, ".terminal-tools button:nth-child(3)");
    eventually(|| count(&place, ".condition-met") < conditions, true).await;
    assert!(played.borrow().is_empty(), "rules alone move no packet");
    forget();
}

#[wasm_bindgen_test]
async fn what_moves_packets_is_handed_on_and_what_was_typed_is_kept() {
    forget();
    let (place, played) = open(LESSON, Language::English).await;
    run(&place, "ping -c 1 localhost").await;
    eventually(|| played.borrow().len(), 1).await;
    assert_eq!(played.borrow()[0].chapters[0].command, "ping -c 1 localhost");
    eventually(|| count(&place, ".terminal-printed"), 1).await;
    let (again, played) = open(LESSON, Language::Chinese).await;
    eventually(|| count(&again, ".terminal-printed"), 1).await;
    assert!(played.borrow().is_empty(), "what was watched once is not played again by itself");
    shows(&again, ".terminal-tools button", "撤销").await;
    forget();
}

#[wasm_bindgen_test]
async fn tab_completes_and_lets_go() {
    forget();
    let (place, _) = open(LESSON, Language::English).await;
    write(&place, "iptables-sa").await;
    assert!(!press(&place, "Tab"), "Tab completes");
    eventually(|| field(&place).value(), "iptables-save ".to_owned()).await;
    press(&place, "Escape");
    eventually(|| press(&place, "Tab"), true).await;
    write(&place, "").await;
    assert!(press(&place, "Tab"), "in an empty line it leaves the field");
    run(&place, "echo one").await;
    press(&place, "ArrowUp");
    eventually(|| field(&place).value(), "echo one".to_owned()).await;
    press(&place, "ArrowDown");
    eventually(|| field(&place).value(), String::new()).await;
    forget();
}

#[wasm_bindgen_test]
async fn a_line_that_goes_on_is_waited_for() {
    forget();
    let (place, _) = open(LESSON, Language::English).await;
    run(&place, "cat <<EOF").await;
    shows(&place, ".terminal-line .terminal-prompt", ">").await;
    run(&place, "one").await;
    run(&place, "EOF").await;
    shows(&place, ".terminal-printed", "one").await;
    eventually(|| count(&place, ".terminal-printed"), 1).await;
    forget();
}

#[wasm_bindgen_test]
async fn without_an_engine_the_exercise_is_a_text() {
    let place = draw(LESSON, Language::English, None);
    shows(&place, ".exercise h2", "Exercise").await;
    assert!(count(&place, ".condition") > 0);
    assert_eq!((count(&place, ".terminal"), count(&place, ".condition-state")), (0, 0));
    click(&place, ".aid button");
    eventually(|| count(&place, ".hints li"), 1).await;
}
