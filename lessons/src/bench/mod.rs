//! An exercise at work, as the page sees it: what a person does there, and what comes of it.
//!
//! Plain values that travel packed, because the page has no engine: `work` answers where there is one.

#[cfg(feature = "play")]
mod work;

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::language::Language;
use crate::model::CommandLine;
use crate::recording::{Recording, Sentences};
#[cfg(feature = "play")]
pub use work::{Bench, answer_packed};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// Begins the exercise of a lesson. What was typed on an earlier visit is typed again.
    Open {
        lesson: String,
        kept: Vec<Line>,
    },
    /// A line, or several that were pasted.
    Type(Line),
    Undo,
    Redo,
    /// Everything as at the beginning.
    Reset,
    /// What the word before the cursor, a place in bytes, may become.
    Complete {
        line: Line,
        cursor: usize,
    },
    /// What is said of some events of the recording that was answered last.
    Say {
        range: Range<usize>,
        language: Language,
    },
}

/// What is typed on a host, by its place in the lab.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub host: usize,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    Changed(Box<Standing>),
    Offered(Offer),
    Said(Said),
    /// There is no such exercise, or it cannot be set up.
    NotThere(String),
}

/// How the exercise stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// The hosts' names, in their order.
    pub hosts: Vec<String>,
    /// What has just been done, in order.
    pub done: Vec<Done>,
    /// A line that goes on: there is an open quote, or a here-document without its end.
    pub unfinished: String,
    /// What led here: this is to be kept.
    pub typed: Vec<Line>,
    /// Whether each condition of the goal is met.
    pub met: Vec<bool>,
    /// The learner has brought about just what one of the near misses does.
    pub near_miss: Option<usize>,
    pub can_undo: bool,
    pub can_redo: bool,
    /// What is to be watched, if packets moved. What is said of it is asked for apart.
    pub recording: Option<Recording>,
}

/// A line and what it printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    pub line: Line,
    pub printed: String,
    pub code: u8,
    /// Whatever stood on the screen before is gone.
    pub clears: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Where the part begins that is completed, in bytes.
    pub from: usize,
    /// What all candidates begin with.
    pub common: String,
    pub candidates: Vec<String>,
}

/// What is said of some events, as far as there are such.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The place of the first of them among the events of the recording.
    pub first: usize,
    pub sentences: Sentences,
}

/// A command line with what it reads as it can be typed at once: with a here-document.
pub fn as_typed(command: &CommandLine) -> String {
    if command.input.is_empty() {
        return command.line.clone();
    }
    let end = if command.input.ends_with('\n') { "" } else { "\n" };
    [&command.line, " <<'EOF'\n", &command.input, end, "EOF"].concat()
}
