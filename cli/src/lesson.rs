//! `chainwalk lesson check`: all proofs over the folders of lessons that somebody wrote.

use std::path::{Path, PathBuf};

use crate::Done;
use crate::problem::Problem;

pub fn check(folders: &[PathBuf]) -> Result<Done, Problem> {
    let mut done = Done::printed(String::new());
    for path in folders {
        let folder = path.display();
        if !path.join("lesson.toml").is_file() {
            let hint = "chainwalk lesson check --help says what a lesson is";
            return Err(Problem::new(format!("{folder} holds no lesson.toml"), "the folder of a lesson", hint));
        }
        let problems = lessons::check(path);
        if problems.is_empty() {
            done.out.push_str(&format!("{folder}: {}\n", proven(path)));
            continue;
        }
        done.code = 1;
        for problem in &problems {
            done.err.push_str(&format!("{problem}\n"));
        }
        let count = problems.len();
        let things = if count == 1 { "one thing is" } else { &format!("{count} things are") };
        done.err.push_str(&format!("{folder}: {things} wrong\n"));
    }
    Ok(done)
}

/// What was held against the trace and the kernel, in figures.
fn proven(folder: &Path) -> String {
    let Ok(source) = lessons::read::folder(folder) else { return String::new() };
    let lesson = &source.lesson;
    let count = lesson.steps.iter().filter(|step| step.question.is_some()).count();
    let claims = lesson.claims.len() + lesson.steps.iter().map(|step| step.claims.len() + step.proof.len()).sum::<usize>();
    let steps = lesson.steps.len();
    let recordings = lesson.exercise.near_misses.len() + 2;
    format!("{steps} steps, {count} predictions, {claims} claims, {recordings} recordings of the kernel: all of it holds")
}
