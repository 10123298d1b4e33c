//! Lessons as data, and what loads, checks and narrates them.
//!
//! - [`narrate`]: one sentence for each event of a trace, and the short labels of the map. `narrate::narrate` wants the
//!   moment *before* the event.
//! - [`Language`]: English and 中文; whatever is told is told in both.

pub mod language;
pub mod narrate;

pub use language::Language;
pub use narrate::narrate;
