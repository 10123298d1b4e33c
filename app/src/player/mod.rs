//! The player of the page: a trace made ready, where in it a person stands, and how they move.
//!
//! Plain values and reducers. It finds events and decides nothing about them.

pub mod index;
pub mod playback;
mod position;

pub use position::{Move, Position};
