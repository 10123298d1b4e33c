//! Lessons as data, and what loads, checks and narrates them.
