//! Whether what a lesson claims is so, and whether a learner's lab meets an exercise's goal.

mod claims;
mod ending;
mod goal;

pub use claims::Evidence;
pub use ending::ending;
pub use goal::{Judged, action_of, judge, perform_all};
