//! What is said of the events of a playback, in one language. It comes apart from the events.

use std::rc::Rc;

use lessons::recording::Sentences;

use crate::words::Language;

/// Shared, and known again by where it is kept.
#[derive(Clone, Debug, Default)]
pub struct Said(Rc<Sentences>);

impl Said {
    pub fn of(sentences: Sentences) -> Said {
        Said(Rc::new(sentences))
    }

    /// The sentence of the event that a position shows; nothing before the first.
    pub fn at(&self, position: usize) -> &str {
        position.checked_sub(1).and_then(|event| self.0.of.get(event)).map_or("", String::as_str)
    }

    /// The language of the sentences: while those in another one are on their way it is not that of the page.
    pub fn language(&self) -> Language {
        self.0.language
    }
}

impl PartialEq for Said {
    fn eq(&self, other: &Said) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}
