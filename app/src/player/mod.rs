//! The one player of the page: where in a trace a person stands, and how they move.
//!
//! Plain values and reducers. It knows how many moments there are and nothing of what they show.

mod position;

pub use position::{Move, Position};
