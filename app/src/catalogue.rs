//! Which lessons and scenes there are, as the lists show them, and the file that each is played from.
//!
//! The one place where the page asks `lessons` for them; everything below takes what this returns.

use std::rc::Rc;

use lessons::Card;
use yew::AttrValue;

use crate::packed;
use crate::scenes::{self, SCENES, Scene};
use crate::words::Language;

thread_local! {
    /// Unpacked once: they are asked for at each change of the address.
    static CARDS: Rc<[Card]> = packed::unpack::<Vec<Card>>(lessons::CARDS).unwrap_or_default().into();
}

/// What the list says about one lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LessonCard {
    /// As in the address: `#/en/lesson/<id>/1`.
    pub id: AttrValue,
    pub title: AttrValue,
    /// The question a person has before the lesson, and not after it.
    pub question: AttrValue,
}

/// The lessons of this build in the order in which they are taught.
pub fn lessons(language: Language) -> Rc<[LessonCard]> {
    CARDS.with(|cards| cards.iter().map(|card| of_lesson(card, language)).collect())
}

/// What there is to watch without a lesson.
pub fn scenes(language: Language) -> Rc<[LessonCard]> {
    SCENES.iter().map(|scene| of_scene(scene, language)).collect()
}

/// A lesson or scene, listed or not.
pub fn find(id: &str, language: Language) -> Option<LessonCard> {
    let lesson = CARDS.with(|cards| cards.iter().find(|card| card.id == id).map(|card| of_lesson(card, language)));
    lesson.or_else(|| scenes::find(id).map(|scene| of_scene(&scene, language)))
}

/// The file that holds what is shown of it; `press` writes it.
pub fn show_file(id: &str) -> String {
    ["shows/", id, ".show"].concat()
}

/// The file that holds what is said of its events in one language.
pub fn said_file(id: &str, language: Language) -> String {
    ["shows/", id, ".", language.code(), ".say"].concat()
}

fn of_lesson(card: &Card, language: Language) -> LessonCard {
    LessonCard {
        id: AttrValue::from(card.id.clone()),
        title: AttrValue::from(card.title.of(language).clone()),
        question: AttrValue::from(card.question.of(language).clone()),
    }
}

fn of_scene(scene: &Scene, language: Language) -> LessonCard {
    LessonCard {
        id: AttrValue::Static(scene.id),
        title: AttrValue::Static(scene.title(language)),
        question: AttrValue::Static(scene.question(language)),
    }
}
