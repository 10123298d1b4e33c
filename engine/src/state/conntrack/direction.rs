//! Which way of a connection a packet goes.

pub use trace::connection::Direction;
