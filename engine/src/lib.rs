//! The simulator: a lab and an action in, the lab after it and the trace out.
//!
//! Pure data and functions: no I/O, no clock but the lab's, no browser, no language. The rooms read
//! one another in one direction: `state <- rules <- kernel <- text <- tools <- lab`.

pub mod kernel;
pub mod lab;
pub mod rules;
pub mod state;
pub mod text;
pub mod tools;
