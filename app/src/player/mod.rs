//! The player of the page: a trace made ready, where in it a person stands, and how they move.
//!
//! Plain values and reducers. It finds events and decides nothing about them.

pub mod breakpoint;
pub mod index;
pub mod lanes;
pub mod moves;
pub mod now;
pub mod playback;
pub mod state;

pub use breakpoint::Breakpoint;
pub use index::Grain;
pub use moves::Way;
pub use now::Now;
pub use playback::Playback;
pub use state::{Act, Command, Move, Pace, Player};
