//! The two commands of the README, and `dist`.

fn main() {}
