//! Which lessons a person walked to their end: kept from visit to visit, and cleared when asked.

use std::collections::BTreeSet;

use crate::browser::storage::{self, Key};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    finished: BTreeSet<String>,
}

impl Progress {
    pub fn kept() -> Progress {
        Progress::read(&storage::read(Key::Progress).unwrap_or_default())
    }

    pub fn has_finished(&self, lesson: &str) -> bool {
        self.finished.contains(lesson)
    }

    pub fn is_empty(&self) -> bool {
        self.finished.is_empty()
    }

    /// Identities hold no blanks.
    fn read(text: &str) -> Progress {
        Progress { finished: text.split_whitespace().map(str::to_owned).collect() }
    }

    fn written(&self) -> String {
        self.finished.iter().map(String::as_str).collect::<Vec<_>>().join(" ")
    }
}

pub fn finish(lesson: &str) {
    let mut progress = Progress::kept();
    if progress.finished.insert(lesson.to_owned()) {
        // Where nothing is kept, the list shows no ticks, and nothing else is lost.
        let _ = storage::write(Key::Progress, &progress.written());
    }
}

/// What was typed in exercises is forgotten, too.
pub fn clear() {
    let _ = storage::write(Key::Progress, "");
    let _ = storage::write(Key::Exercises, "");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        for text in ["", "dnat", "dnat map snat"] {
            let progress = Progress::read(text);
            assert_eq!(progress.written(), text);
            assert_eq!(progress.is_empty(), text.is_empty());
        }
        assert!(Progress::read("  map \n dnat ").has_finished("dnat"));
        assert!(!Progress::read("dnat").has_finished("dna"));
    }
}
