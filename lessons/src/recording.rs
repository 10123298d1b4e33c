//! A play as it travels: everything that the page draws of it, and nothing that could play it again. What is said of it is
//! apart, in one language at a time.
//!
//! Made where the engine runs, packed with postcard, unpacked where no engine is.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use trace::{Event, Moment};

use crate::language::Language;
use crate::narrate::narrate;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Recording {
    /// Before anything happens. Here are the names of the hosts and what joins them, too.
    pub start: Moment,
    pub events: Vec<Event>,
    pub chapters: Vec<Chapter>,
}

/// What a person did, and where in the trace its consequences begin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Chapter {
    pub first_event: usize,
    /// None for what belongs to a connection or to nobody.
    pub host: Option<String>,
    /// As it would be typed.
    pub command: String,
}

/// What is said of the events of a recording, in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentences {
    pub language: Language,
    /// One for each event, in their order.
    pub of: Vec<String>,
}

impl Recording {
    /// The sentences of some events, as far as there are such.
    pub fn sentences(&self, language: Language, range: Range<usize>) -> Sentences {
        let mut before = self.start.clone();
        let mut of = Vec::new();
        for (place, event) in self.events.iter().enumerate().take(range.end) {
            if range.start <= place {
                of.push(narrate(language, event, &before));
            }
            before.apply(event);
        }
        Sentences { language, of }
    }
}
