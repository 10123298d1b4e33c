//! What a person answered to the questions of lessons: a number that was typed, or the place of the choice, from zero.

use crate::browser::storage::{self, Key};

pub fn read(lesson: &str, step: &str) -> Option<u64> {
    find(&super::kept(Key::Answers), &name(lesson, step))
}

pub fn write(lesson: &str, step: &str, answer: u64) {
    let kept = super::kept(Key::Answers);
    // Where nothing is kept, the question is open again on the next visit.
    let _ = storage::write(Key::Answers, &replaced(&kept, &name(lesson, step), answer));
}

pub(super) fn joined(kept: &str, further: &str) -> String {
    entries(further).fold(kept.to_owned(), |kept, (name, answer)| replaced(&kept, name, answer))
}

/// Identities hold no blanks, and no `/`.
fn name(lesson: &str, step: &str) -> String {
    [lesson, "/", step].concat()
}

fn entries(kept: &str) -> impl Iterator<Item = (&str, u64)> {
    kept.split_whitespace().filter_map(|entry| {
        let (name, answer) = entry.split_once('=')?;
        Some((name, answer.parse().ok()?))
    })
}

fn find(kept: &str, name: &str) -> Option<u64> {
    entries(kept).find(|(known, _)| *known == name).map(|(_, answer)| answer)
}

fn replaced(kept: &str, name: &str, answer: u64) -> String {
    let mut written = String::new();
    for (name, answer) in entries(kept).filter(|(known, _)| *known != name).chain([(name, answer)]) {
        written.push_str(name);
        written.push('=');
        written.push_str(&answer.to_string());
        written.push('\n');
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_takes_the_place_of_the_one_before() {
        let kept = replaced(&replaced(&replaced("", "map/way", 2), "dnat/counter", 1), "map/way", 0);
        assert_eq!((find(&kept, "map/way"), find(&kept, "dnat/counter"), find(&kept, "map/wa")), (Some(0), Some(1), None));
    }

    #[test]
    fn what_is_taken_in_wins_and_what_is_no_answer_is_left_out() {
        let kept = joined("map/way=1\n", "map/way=2\nnonsense\ndnat/counter=many\nloopback/first=3");
        assert_eq!(kept, "map/way=2\nloopback/first=3\n");
    }
}
