//! Lessons as data, and what loads, judges and narrates them. The API for `app` and `cli`:
//!
//! - [`all`]: the lessons of this build, in the order they are taught.
//! - [`Play`]: a lesson's scenario played to its end, with the position of each step in the trace.
//! - [`narrate()`]: one sentence for each event; it wants the moment *before* the event. [`narrate::labels`] has the short
//!   forms of the map: why a table is skipped, what stands on a buffer stop.
//! - [`judge()`]: an exercise's goal against a learner's lab; [`action_of`] makes an action of a typed command line.
//! - with the feature `check`: [`check()`], all proofs over a folder that somebody wrote. It brings parsers, so the page must
//!   not ask for it.

#[cfg(feature = "check")]
pub mod check;
pub mod judge;
pub mod language;
pub mod model;
pub mod narrate;
pub mod play;
#[cfg(feature = "check")]
pub mod read;
pub mod selection;

#[cfg(feature = "check")]
pub use check::check;
pub use judge::{Judged, action_of, judge};
pub use language::Language;
pub use model::Lesson;
pub use narrate::narrate;
pub use play::Play;
#[cfg(feature = "check")]
pub use read::Problem;

/// Packed by `build.rs` from the same types, so it always unpacks; a test counts what comes out.
static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/lessons.postcard"));

/// The lessons of this build, in the order they are taught.
pub fn all() -> Vec<Lesson> {
    postcard::from_bytes(PACKED).unwrap_or_default()
}
