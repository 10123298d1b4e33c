//! All proofs over one lesson's folder: what is broken is told with file and line.

mod exercise;
mod numbers;
mod recording;
mod translation;
mod walk;

use std::path::{Path, PathBuf};

use crate::read::{self, Problem, Source};

/// Everything that is wrong with the lesson in this folder; nothing if it may be taught.
pub fn check(folder: &Path) -> Vec<Problem> {
    let source = match read::folder(folder) {
        Ok(source) => source,
        Err(problems) => return problems,
    };
    let mut findings = Findings { folder, problems: Vec::new() };
    findings.of_shape(&source);
    translation::check(&source, &mut findings);
    if let Some(play) = walk::check(&source, &mut findings) {
        numbers::check(&source, &play, &mut findings);
    }
    exercise::check(&source, &mut findings);
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
        let lesson = &source.lesson;
        let questions = lesson.steps.iter().filter(|step| step.question.is_some()).count();
        if questions < 2 {
            self.wrong(0, format!("{questions} questions; a lesson asks at least two"));
        }
        if lesson.closing.len() != 3 {
            self.wrong(0, format!("the closing card has {} sentences; it has three", lesson.closing.len()));
        }
        if lesson.exercise.hints.is_empty() || lesson.exercise.goal.is_empty() {
            self.wrong(0, "the exercise has no goal or no hints");
        }
        for (place, step) in lesson.steps.iter().enumerate() {
            if lesson.steps.iter().take(place).any(|other| other.id == step.id) {
                let line = source.lines.steps.get(place).copied().unwrap_or(0);
                self.wrong(line, format!("step `{}` stands here a second time", step.id));
            }
        }
        for id in &lesson.next {
            if !siblings(self.folder).iter().any(|sibling| sibling == id) {
                self.wrong(source.lines.next, format!("there is no lesson `{id}` beside this one"));
            }
        }
    }
}

/// The ids of the lessons in the same folder as this one.
fn siblings(folder: &Path) -> Vec<String> {
    let parent: PathBuf = folder.parent().map_or_else(PathBuf::new, Path::to_owned);
    let entries = std::fs::read_dir(parent).into_iter().flatten().flatten();
    entries
        .filter_map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            name.split_once('-').map(|(_, id)| id.to_owned())
        })
        .collect()
}
