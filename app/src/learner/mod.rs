//! What a person did here, kept by the browser from visit to visit: lessons walked to their end, answers to questions, lines
//! typed in exercises. All of it can be taken along as a file.
//!
//! What is kept is named by the ids of lessons and steps, so that it outlives a new version of the page.

pub mod answers;
pub mod exercises;
pub mod file;
pub mod progress;

use crate::browser::storage::{self, Key, Refused};

/// What `clear` forgets and a file holds.
const KEPT: [Key; 3] = [Key::Progress, Key::Answers, Key::Exercises];

pub fn clear() {
    for key in KEPT {
        // Where nothing is kept there is nothing to forget.
        let _ = storage::write(key, "");
    }
}

fn kept(key: Key) -> String {
    storage::read(key).unwrap_or_default()
}

/// What was kept before and what comes to it, each in its own form.
fn joined(key: Key, kept: &str, further: &str) -> String {
    match key {
        Key::Progress => progress::joined(kept, further),
        Key::Answers => answers::joined(kept, further),
        Key::Exercises => exercises::joined(kept, further),
        Key::Theme | Key::Language | Key::Pace | Key::Projector => kept.to_owned(),
    }
}

fn take_in(key: Key, further: &str) -> Result<(), Refused> {
    storage::write(key, &joined(key, &kept(key), further))
}
