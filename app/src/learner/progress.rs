//! Which lessons a person walked to their end.

use crate::browser::storage::{self, Key};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    finished: Vec<String>,
}

impl Progress {
    pub fn kept() -> Progress {
        Progress::read(&storage::read(Key::Progress).unwrap_or_default())
    }

    pub fn has_finished(&self, lesson: &str) -> bool {
        self.finished.iter().any(|finished| finished == lesson)
    }

    pub fn is_empty(&self) -> bool {
        self.finished.is_empty()
    }

    /// Identities hold no blanks.
    fn read(text: &str) -> Progress {
        let mut progress = Progress::default();
        for lesson in text.split_whitespace() {
            progress.finish(lesson);
        }
        progress
    }

    /// Whether it was not finished before.
    fn finish(&mut self, lesson: &str) -> bool {
        let place = self.finished.binary_search_by(|finished| finished.as_str().cmp(lesson));
        if let Err(place) = place {
            self.finished.insert(place, lesson.to_owned());
        }
        place.is_err()
    }

    fn written(&self) -> String {
        self.finished.join(" ")
    }
}

pub fn finish(lesson: &str) {
    let mut progress = Progress::kept();
    if progress.finish(lesson) {
        // Where nothing is kept, the list shows no ticks, and nothing else is lost.
        let _ = storage::write(Key::Progress, &progress.written());
    }
}

pub(super) fn joined(kept: &str, further: &str) -> String {
    let mut progress = Progress::read(kept);
    for lesson in Progress::read(further).finished {
        progress.finish(&lesson);
    }
    progress.written()
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
        assert_eq!(joined("map dnat", "snat map"), "dnat map snat");
        assert!(Progress::read("  map \n dnat ").has_finished("dnat"));
        assert!(!Progress::read("dnat").has_finished("dna"));
    }
}
