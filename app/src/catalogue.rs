//! Which lessons there are, as the list shows them, and what each plays.
//!
//! The one place where the page asks `lessons`; everything below takes what this returns.

use std::rc::Rc;

use engine::lab::Scenario;
use yew::AttrValue;

use crate::scenes::{self, SCENES, Scene};
use crate::words::Language;

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
    SCENES.iter().map(|scene| card(scene, language)).collect()
}

/// One lesson, listed or not.
pub fn find(id: &str, language: Language) -> Option<LessonCard> {
    scenes::find(id).map(|scene| card(&scene, language))
}

/// What a lesson plays.
pub fn scenario(id: &str) -> Option<Scenario> {
    scenes::scenario(id)
}

fn card(scene: &Scene, language: Language) -> LessonCard {
    LessonCard {
        id: AttrValue::Static(scene.id),
        title: AttrValue::Static(scene.title(language)),
        question: AttrValue::Static(scene.question(language)),
    }
}
