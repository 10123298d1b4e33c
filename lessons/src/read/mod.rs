//! A lesson's folder, read into a value. Used when the crate is built, and by the check; never by the page.

mod claims;
mod cues;
mod exercise;
pub mod markdown;
mod prose;
mod questions;
pub mod written;

use std::path::{Path, PathBuf};

use engine::lab::Scenario;
use serde_json::Value;
use toml::Spanned;

use crate::model::{Both, Lesson, Step};
use prose::Sections;
use written::{WrittenBoth, WrittenLesson, WrittenStep};

/// What is wrong with a lesson, and where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    pub file: PathBuf,
    /// From one; zero if it concerns the whole file.
    pub line: usize,
    pub what: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            0 => write!(formatter, "{}: {}", self.file.display(), self.what),
            line => write!(formatter, "{}:{line}: {}", self.file.display(), self.what),
        }
    }
}

/// A lesson, and where each part of it stands.
#[derive(Clone, Debug)]
pub struct Source {
    pub lesson: Lesson,
    pub scenario_json: Value,
    pub lines: Lines,
}

/// Lines of `lesson.toml`, for whoever finds fault with what was read.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    pub steps: Vec<usize>,
    pub step_claims: Vec<Vec<usize>>,
    pub claims: Vec<usize>,
    pub questions: Vec<usize>,
    pub goal: Vec<usize>,
    pub solution: usize,
    pub near_misses: Vec<usize>,
    pub next: usize,
}

/// Where things stand in `lesson.toml`, and what was found wrong so far.
pub(crate) struct Reader {
    folder: PathBuf,
    text: String,
    problems: Vec<Problem>,
}

impl Reader {
    pub fn line_of<T>(&self, spanned: &Spanned<T>) -> usize {
        self.line_at(spanned.span().start)
    }

    fn line_at(&self, offset: usize) -> usize {
        self.text.get(..offset).map_or(0, |before| before.matches('\n').count() + 1)
    }

    pub fn wrong(&mut self, line: usize, what: impl Into<String>) {
        self.problems.push(Problem { file: self.folder.join("lesson.toml"), line, what: what.into() });
    }

    fn wrong_in(&mut self, file: &str, line: usize, what: impl Into<String>) {
        self.problems.push(Problem { file: self.folder.join(file), line, what: what.into() });
    }

    fn file(&mut self, name: &str) -> String {
        match std::fs::read_to_string(self.folder.join(name)) {
            Ok(text) => text,
            Err(error) => {
                self.wrong_in(name, 0, format!("cannot be read: {error}"));
                String::new()
            }
        }
    }
}

pub fn folder(folder: &Path) -> Result<Source, Vec<Problem>> {
    let mut reader = Reader { folder: folder.to_owned(), text: String::new(), problems: Vec::new() };
    reader.text = reader.file("lesson.toml");
    if !reader.problems.is_empty() {
        return Err(reader.problems);
    }
    let written: WrittenLesson = match toml::from_str(&reader.text) {
        Ok(written) => written,
        Err(error) => {
            let line = error.span().map_or(0, |span| reader.line_at(span.start));
            reader.wrong(line, error.message().to_owned());
            return Err(reader.problems);
        }
    };
    let sections = Both { english: sections(&mut reader, "en.md"), chinese: sections(&mut reader, "zh.md") };
    let (scenario, scenario_json) = scenario(&mut reader, "scenario.json");
    let (lesson, lines) = lesson(&mut reader, written, &sections, scenario);
    match reader.problems.is_empty() {
        true => Ok(Source { lesson, scenario_json, lines }),
        false => Err(reader.problems),
    }
}

fn sections(reader: &mut Reader, file: &str) -> Sections {
    let text = reader.file(file);
    let (sections, problems) = prose::sections(&text);
    for (line, what) in problems {
        reader.wrong_in(file, line, what);
    }
    sections
}

pub(crate) fn scenario(reader: &mut Reader, file: &str) -> (Scenario, Value) {
    let text = reader.file(file);
    let json = match serde_json::from_str::<Value>(&text) {
        Ok(json) => json,
        Err(error) => {
            reader.wrong_in(file, error.line(), format!("is no JSON: {error}"));
            return Default::default();
        }
    };
    match oracle::scenario::scenario(&json) {
        Ok(scenario) => (scenario, json),
        Err(error) => {
            reader.wrong_in(file, 0, error.to_string());
            (Scenario::default(), json)
        }
    }
}

fn lesson(reader: &mut Reader, written: WrittenLesson, sections: &Both<Sections>, scenario: Scenario) -> (Lesson, Lines) {
    let (number, id) = name(reader);
    let mut lines = Lines { next: reader.line_of(&written.next), ..Lines::default() };
    let mut steps = Vec::new();
    for step in written.step {
        lines.steps.push(reader.line_of(&step.id));
        lines.step_claims.push(step.claim.iter().map(|claim| reader.line_of(claim)).collect());
        lines.questions.push(step.ask.as_ref().map_or(0, |ask| reader.line_of(ask)));
        steps.push(self::step(reader, step, sections));
    }
    lines.claims = written.claim.iter().map(|claim| reader.line_of(claim)).collect();
    lines.goal = written.exercise.goal.iter().map(|goal| reader.line_of(goal)).collect();
    lines.solution = written.exercise.solution.first().map_or(0, |command| reader.line_of(command));
    lines.near_misses = written.exercise.near_miss.iter().map(|near_miss| reader.line_of(near_miss)).collect();
    unknown_sections(reader, sections, &steps);
    let claims = written.claim.into_iter().map(|claim| claims::claim(reader, claim)).collect();
    let exercise = exercise::exercise(reader, written.exercise, &scenario, sections);
    let on_your_machine = prose::of(reader, sections, "your-machine").1;
    let closing = written.closing.into_iter().map(|sentence| inline(reader, sentence)).collect();
    let lesson = Lesson {
        number,
        id,
        title: plain(written.title),
        question: plain(written.question),
        scenario,
        steps,
        claims,
        on_your_machine,
        exercise,
        closing,
        next: written.next.into_inner(),
    };
    (lesson, lines)
}

/// `02-dnat`: number and id.
fn name(reader: &mut Reader) -> (u16, String) {
    let name = reader.folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let parts = name.split_once('-').and_then(|(number, id)| Some((number.parse().ok()?, id.to_owned())));
    parts.unwrap_or_else(|| {
        reader.wrong_in("", 0, "the folder's name is a number and an id: 02-dnat");
        (0, name)
    })
}

fn step(reader: &mut Reader, written: WrittenStep, sections: &Both<Sections>) -> Step {
    let id = written.id.into_inner();
    let (title, prose) = prose::of(reader, sections, &id);
    let cue = cues::cue(reader, written.cue);
    let claims = written.claim.into_iter().map(|claim| claims::claim(reader, claim)).collect();
    let question = written.ask.and_then(|ask| questions::question(reader, ask));
    Step { id, title, cue, prose, question, claims }
}

/// A section that nothing shows is a mistake in its id.
fn unknown_sections(reader: &mut Reader, sections: &Both<Sections>, steps: &[Step]) {
    let known = |id: &str| id == "your-machine" || id == "exercise" || steps.iter().any(|step| step.id == id);
    for (file, sections) in [("en.md", &sections.english), ("zh.md", &sections.chinese)] {
        for section in sections.iter().filter(|section| !known(&section.id)) {
            reader.wrong_in(file, section.line, format!("there is no step `{}` in lesson.toml", section.id));
        }
    }
}

fn plain(written: WrittenBoth) -> Both<String> {
    Both { english: written.en.into_inner(), chinese: written.zh.into_inner() }
}

pub(crate) fn inline(reader: &mut Reader, written: WrittenBoth) -> Both<Vec<crate::model::Inline>> {
    let mut parse = |text: Spanned<String>| {
        let line = reader.line_of(&text);
        markdown::inlines(text.get_ref()).unwrap_or_else(|what| {
            reader.wrong(line, what);
            Vec::new()
        })
    };
    Both { english: parse(written.en), chinese: parse(written.zh) }
}
