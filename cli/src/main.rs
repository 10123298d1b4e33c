//! The engine on a terminal.

fn main() {}
