//! The lab's clock: the only time the engine knows.

pub use trace::clock::{EPOCH, Instant};
