//! The values that options take: numbers, ranges, ports, addresses, marks, names; how they are read and printed.
//! Shared by matches and targets; every complaint is in the words of libxtables 1.8.9.

pub mod address;
pub mod interface;
pub mod level;
pub mod mark;
pub mod number;
pub mod port;
pub mod protocol;
pub mod quote;
pub mod rate;
pub mod services;
pub mod sets;
pub mod spi;
pub mod states;
pub mod tos;
pub mod translation;
