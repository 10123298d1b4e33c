//! What was typed in exercises: lines and no labs, because the lab follows from its lines.

use lessons::bench::Line;

use crate::browser::storage::{self, Key};

/// Between exercises, and between the parts of one: neither can be typed.
const EXERCISE: char = '\u{1e}';
const PART: char = '\u{1f}';

pub fn read(lesson: &str) -> Vec<Line> {
    find(&storage::read(Key::Exercises).unwrap_or_default(), lesson)
}

pub fn write(lesson: &str, lines: &[Line]) {
    let kept = storage::read(Key::Exercises).unwrap_or_default();
    // Where nothing is kept, the exercise begins anew on the next visit.
    let _ = storage::write(Key::Exercises, &replaced(&kept, lesson, lines));
}

pub(super) fn joined(kept: &str, further: &str) -> String {
    let lessons = further.split(EXERCISE).filter_map(|exercise| exercise.split(PART).next());
    lessons.fold(kept.to_owned(), |kept, lesson| match find(further, lesson) {
        lines if lines.is_empty() => kept,
        lines => replaced(&kept, lesson, &lines),
    })
}

fn find(kept: &str, lesson: &str) -> Vec<Line> {
    let mut parts = kept
        .split(EXERCISE)
        .map(|exercise| exercise.split(PART))
        .find_map(|mut parts| (parts.next() == Some(lesson)).then_some(parts));
    let mut lines = Vec::new();
    while let Some((host, text)) = parts.as_mut().and_then(|parts| Some((parts.next()?, parts.next()?))) {
        if let Ok(host) = host.parse() {
            lines.push(Line { host, text: text.to_owned() });
        }
    }
    lines
}

fn replaced(kept: &str, lesson: &str, lines: &[Line]) -> String {
    let others = kept.split(EXERCISE).filter(|exercise| !exercise.is_empty() && exercise.split(PART).next() != Some(lesson));
    let mut exercises: Vec<String> = others.map(str::to_owned).collect();
    if !lines.is_empty() {
        let mut own = lesson.to_owned();
        for line in lines {
            own.push(PART);
            own.push_str(&line.host.to_string());
            own.push(PART);
            own.extend(line.text.chars().filter(|letter| !matches!(*letter, EXERCISE | PART)));
        }
        exercises.push(own);
    }
    exercises.join("\u{1e}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_exercise_keeps_its_own_lines() {
        let line = |host, text: &str| Line { host, text: text.to_owned() };
        let dnat = [line(0, "iptables -L"), line(2, "cat <<EOF\na\nEOF")];
        let map = [line(1, "ping -c 1 server")];
        let kept = replaced(&replaced("", "dnat", &dnat), "map", &map);
        assert_eq!((find(&kept, "dnat"), find(&kept, "map"), find(&kept, "dna")), (dnat.to_vec(), map.to_vec(), Vec::new()));
        assert_eq!(find(&replaced(&kept, "dnat", &[]), "dnat"), Vec::new());
        assert_eq!(find(&replaced(&kept, "dnat", &map), "map"), map.to_vec());
        assert_eq!(replaced(&replaced("", "dnat", &dnat), "dnat", &[]), "");
        let joined = joined(&kept, &replaced("", "dnat", &map));
        assert_eq!((find(&joined, "dnat"), find(&joined, "map")), (map.to_vec(), map.to_vec()));
        assert_eq!(super::joined(&kept, "not of this kind"), kept);
    }
}
