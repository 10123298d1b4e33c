//! Which lessons there are, as the list shows them, and what each plays.
//!
//! The one place where the page asks `lessons` for them; everything below takes what this returns.

use std::rc::Rc;

use lessons::{Lesson, Play};
use yew::AttrValue;

use crate::components::lesson::Course;
use crate::player::Playback;
use crate::player::playback::CannotSetUp;
use crate::scenes::{self, SCENES, Scene};
use crate::words::Language;

thread_local! {
    /// Unpacked once: they are asked for at each change of the address.
    static LESSONS: Rc<[Rc<Lesson>]> = lessons::all().into_iter().map(Rc::new).collect();
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
    LESSONS.with(|lessons| lessons.iter().map(|lesson| card_of_lesson(lesson, language)).collect())
}

/// What there is to watch without a lesson.
pub fn scenes(language: Language) -> Rc<[LessonCard]> {
    SCENES.iter().map(|scene| card_of_scene(scene, language)).collect()
}

/// A lesson or scene, listed or not.
pub fn find(id: &str, language: Language) -> Option<LessonCard> {
    let of_lesson = lesson(id).map(|lesson| card_of_lesson(&lesson, language));
    of_lesson.or_else(|| scenes::find(id).map(|scene| card_of_scene(&scene, language)))
}

/// What the desk shows of a lesson: its trace, and its text where it has one.
#[derive(PartialEq)]
pub struct Show {
    pub playback: Rc<Playback>,
    pub course: Option<Course>,
}

pub fn show(id: &str) -> Result<Show, CannotSetUp> {
    match lesson(id) {
        Some(lesson) => show_lesson(lesson),
        None => {
            let scenario = scenes::scenario(id).ok_or_else(|| CannotSetUp(vec![id.to_owned()]))?;
            Ok(Show { playback: Rc::new(Playback::record(&scenario)?), course: None })
        }
    }
}

fn show_lesson(lesson: Rc<Lesson>) -> Result<Show, CannotSetUp> {
    let play = Play::of(&lesson.scenario).map_err(|problems| CannotSetUp(problems.iter().map(ToString::to_string).collect()))?;
    // A test of `lessons` holds every cue to be met.
    let positions = play.positions(&lesson).unwrap_or_default().into();
    let playback = Rc::new(Playback::of_play(play, &lesson.scenario));
    Ok(Show { playback, course: Some(Course { lesson, positions }) })
}

fn lesson(id: &str) -> Option<Rc<Lesson>> {
    LESSONS.with(|lessons| lessons.iter().find(|lesson| lesson.id == id).cloned())
}

fn card_of_lesson(lesson: &Lesson, language: Language) -> LessonCard {
    LessonCard {
        id: AttrValue::from(lesson.id.clone()),
        title: AttrValue::from(lesson.title.of(language.of_lessons()).clone()),
        question: AttrValue::from(lesson.question.of(language.of_lessons()).clone()),
    }
}

fn card_of_scene(scene: &Scene, language: Language) -> LessonCard {
    LessonCard {
        id: AttrValue::Static(scene.id),
        title: AttrValue::Static(scene.title(language)),
        question: AttrValue::Static(scene.question(language)),
    }
}
