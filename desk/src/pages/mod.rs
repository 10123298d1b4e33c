//! The pages that an address can lead to, one a file.

pub mod lesson;
pub mod nowhere;
pub mod welcome;
