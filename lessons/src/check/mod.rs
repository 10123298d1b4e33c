//! All proofs over one lesson's folder: what is broken is told with file and line.

mod exercise;
mod numbers;
mod quoted;
mod recording;
mod scenario;
mod translation;
mod walk;

use std::path::Path;

use crate::read::{self, Problem, Source};

/// Everything that is wrong with the lesson in this folder; nothing if it may be taught.
///
/// ```
/// let lesson = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("example/01-refused");
/// assert!(lessons::check(&lesson).is_empty());
/// assert_eq!(lessons::check(&lesson.join("nowhere"))[0].line, 0);
/// ```
pub fn check(folder: &Path) -> Vec<Problem> {
    let source = match read::folder(folder) {
        Ok(source) => source,
        Err(problems) => return problems,
    };
    let mut findings = Findings { folder, problems: Vec::new() };
    findings.of_shape(&source);
    translation::check(&source, &mut findings);
    let scenarios = scenario::check(&source, &mut findings);
    if let Some(play) = scenarios.as_ref().and_then(|(scenario, _)| walk::check(&source, scenario, &mut findings)) {
        numbers::check(&source, &play, &mut findings);
    }
    quoted::check(&source, &mut findings);
    if let Some((_, start)) = &scenarios {
        exercise::check(&source, start, &mut findings);
    }
    recording::check(&source, &mut findings);
    findings.problems
}

struct Findings<'folder> {
    folder: &'folder Path,
    problems: Vec<Problem>,
}

impl Findings<'_> {
    fn wrong(&mut self, line: usize, what: impl Into<String>) {
        self.wrong_in("lesson.toml", line, what);
    }

    fn wrong_in(&mut self, file: &str, line: usize, what: impl Into<String>) {
        self.problems.push(Problem { file: self.folder.join(file), line, what: what.into() });
    }

    /// What every lesson has.
    fn of_shape(&mut self, source: &Source) {
        let (lesson, lines) = (&source.lesson, &source.lines);
        let questions = lesson.steps.iter().filter(|step| step.question.is_some()).count();
        if questions < 2 {
            let last_step = lines.steps.last().copied().unwrap_or(1);
            self.wrong(last_step, format!("{questions} questions up to here; a lesson asks at least two"));
        }
        if lesson.closing.len() != 3 {
            self.wrong(lines.closing, format!("the closing card has {} sentences; it has three", lesson.closing.len()));
        }
        let exercise = &lesson.exercise;
        if exercise.hints.is_empty() || exercise.goal.is_empty() || exercise.solution.is_empty() {
            self.wrong(lines.exercise, "the exercise has no goal, no hints or no solution");
        }
        if exercise.near_misses.len() < 2 {
            self.wrong(lines.solution, "an exercise has at least two near misses");
        }
        for id in &lesson.next {
            self.of_lesson(id, "lesson.toml", lines.next);
        }
        for text in &source.texts {
            for link in text.written.split("(lesson:").skip(1) {
                let id = link.split(')').next().unwrap_or_default();
                self.of_lesson(id, text.file, text.line_of(&format!("(lesson:{id}")));
            }
        }
    }

    /// What is led to must be there.
    fn of_lesson(&mut self, id: &str, file: &str, line: usize) {
        if !siblings(self.folder).chain(course()).any(|sibling| sibling == id) {
            self.wrong_in(file, line, format!("there is no lesson `{id}`, neither beside this one nor in the course"));
        }
    }
}

/// The ids of the lessons in the same folder as this one.
fn siblings(folder: &Path) -> impl Iterator<Item = String> {
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let entries = folder.parent().map(std::fs::read_dir).into_iter().flatten().flatten().flatten();
    entries.filter_map(|entry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        name.split_once('-').map(|(_, id)| id.to_owned())
    })
}

/// The ids of the lessons that this build brings along.
fn course() -> impl Iterator<Item = String> {
    crate::all().into_iter().map(|lesson| lesson.id)
}
