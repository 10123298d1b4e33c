//! The engine beside the kernel: scenarios as JSON, what the engine makes of them in the format of recordings, and the
//! comparison of both.

pub mod compare;
pub mod fields;
mod listing;
mod packet;
mod passes;
pub mod recording;
pub mod replay;
pub mod scenario;

pub use compare::{Difference, compare};
pub use replay::replay;
