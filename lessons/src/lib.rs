//! Lessons as data, and what loads, judges and narrates them. The API for `app`, `bench`, `press` and `cli`:
//!
//! - [`CARDS`]: what a list says of the lessons of this build.
//! - [`Show`]: what the page gets of one lesson, a [`Recording`] and the text about it.
//! - [`Sentences`]: what is said of the events of a recording, in one language.
//! - [`labels`]: the short forms of the map: why a table is skipped, what stands on a buffer stop.
//! - [`narrate()`]: one sentence for each event; it wants the moment *before* the event.
//!
//! None of it knows an engine. With the feature `play`, for those who have one that walks packets:
//!
//! - [`all`]: the lessons, whole; [`Play`]: a scenario played to its end, with the position of each step in the trace.
//! - [`press`]: from these to what the page gets.
//! - [`bench`]: an exercise at work; its requests and answers are there without the feature, too.
//! - [`judge()`]: an exercise's goal against a learner's lab; [`action_of`] makes an action of a typed command line.
//!
//! With the feature `check`: [`check()`], all proofs over a folder that somebody wrote. It brings parsers, so the page must
//! not ask for it.

pub mod bench;
#[cfg(feature = "check")]
pub mod check;
#[cfg(feature = "play")]
pub mod command;
pub mod course;
#[cfg(feature = "play")]
pub mod judge;
pub mod labels;
pub mod language;
pub mod model;
pub mod narrate;
#[cfg(feature = "play")]
pub mod play;
#[cfg(feature = "play")]
pub mod press;
#[cfg(feature = "check")]
pub mod read;
pub mod recording;
#[cfg(feature = "play")]
mod scenario;
pub mod selection;

#[cfg(feature = "check")]
pub use check::check;
pub use course::{Card, Course, Show};
#[cfg(feature = "play")]
pub use judge::{Judged, action_of, judge};
pub use language::Language;
pub use model::Lesson;
pub use narrate::narrate;
#[cfg(feature = "play")]
pub use play::Play;
#[cfg(feature = "check")]
pub use read::Problem;
pub use recording::{Recording, Sentences};

/// Packed by `build.rs` from the same types, so it always unpacks; a test counts what comes out.
#[cfg(feature = "play")]
static LESSONS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/lessons.postcard"));
/// What every packed file for the page begins with. It changes with the types that are packed.
pub static FORMAT: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/format"));
/// What a list says of the lessons of this build, in the order they are taught: packed [`Card`]s behind [`FORMAT`].
pub static CARDS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/cards.packed"));

/// The lessons of this build, in the order they are taught.
#[cfg(feature = "play")]
pub fn all() -> Vec<Lesson> {
    postcard::from_bytes(LESSONS).unwrap_or_default()
}
