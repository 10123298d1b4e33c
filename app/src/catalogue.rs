//! Which lessons there are, as the list shows them.
//!
//! The one place where the page asks `lessons`; everything below takes what this returns.

use std::rc::Rc;

use yew::AttrValue;

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

/// The lessons of this build in the order in which they are taught. `lessons` brings none so far.
pub fn lessons(_language: Language) -> Rc<[LessonCard]> {
    Rc::from([])
}

pub fn find<'cards>(cards: &'cards [LessonCard], id: &str) -> Option<&'cards LessonCard> {
    cards.iter().find(|card| card.id == id)
}
