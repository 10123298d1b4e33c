//! The player of the page: a trace made ready, where in it a person stands, and how they move.
//!
//! Plain values and reducers. What can be looked up in a trace is `trace::fold`'s; nothing is decided about it here.

pub mod breakpoint;
pub mod moves;
pub mod now;
pub mod playback;
pub mod said;
pub mod state;

pub use breakpoint::Breakpoint;
pub use moves::Way;
pub use now::Now;
pub use playback::Playback;
pub use said::Said;
pub use state::{Act, Command, Move, Pace, Player};
