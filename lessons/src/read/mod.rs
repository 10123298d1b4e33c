//! A lesson's folder, read into a value. Used when the crate is built, and by the check; never by the page.

mod claims;
mod cues;
mod exercise;
mod looks;
pub mod markdown;
pub mod place;
mod prose;
mod questions;
mod scenario_file;
pub mod texts;
pub mod written;

use std::path::{Path, PathBuf};

use serde_json::Value;
use toml::Spanned;

use crate::language::Language;
use crate::model::{Both, Inline, Lesson, ScenarioText, Step};
use prose::Sections;
pub use scenario_file::ScenarioFile;
use texts::Text;
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
    pub scenario: ScenarioFile,
    /// What the exercise starts from.
    pub start: ScenarioFile,
    /// What each condition of the exercise tries, as scenarios write it.
    pub tries: Vec<Value>,
    /// All that people read.
    pub texts: Vec<Text>,
    pub lines: Lines,
}

/// Lines of `lesson.toml`, for whoever finds fault with what was read.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    pub steps: Vec<usize>,
    pub step_claims: Vec<Vec<usize>>,
    pub claims: Vec<usize>,
    /// Zero where a step asks nothing.
    pub questions: Vec<usize>,
    pub proofs: Vec<Vec<usize>>,
    pub goal: Vec<usize>,
    pub exercise: usize,
    pub solution: usize,
    pub near_misses: Vec<usize>,
    pub closing: usize,
    pub next: usize,
}

/// Where things stand in `lesson.toml`, and what was found wrong so far.
pub(crate) struct Reader {
    folder: PathBuf,
    text: String,
    texts: Vec<Text>,
    problems: Vec<Problem>,
}

impl Reader {
    pub fn line_of<T>(&self, spanned: &Spanned<T>) -> usize {
        self.line_at(spanned.span().start)
    }

    fn line_at(&self, offset: usize) -> usize {
        place::line_at(&self.text, offset)
    }

    pub fn wrong(&mut self, line: usize, what: impl Into<String>) {
        self.problems.push(Problem { file: self.folder.join("lesson.toml"), line, what: what.into() });
    }

    fn wrong_in(&mut self, file: &str, line: usize, what: impl Into<String>) {
        self.problems.push(Problem { file: self.folder.join(file), line, what: what.into() });
    }

    fn file(&mut self, name: &str) -> String {
        match std::fs::read_to_string(self.folder.join(name)) {
            // editors of Windows begin a file with a mark of its encoding
            Ok(text) => text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text),
            Err(error) => {
                self.wrong_in(name, 0, format!("cannot be read: {error}"));
                String::new()
            }
        }
    }
}

pub fn folder(folder: &Path) -> Result<Source, Vec<Problem>> {
    let mut reader = Reader { folder: folder.to_owned(), text: String::new(), texts: Vec::new(), problems: Vec::new() };
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
    let sections = Both { english: sections(&mut reader, Language::English), chinese: sections(&mut reader, Language::Chinese) };
    let scenario = scenario(&mut reader, "scenario.json");
    let source = source(&mut reader, written, &sections, scenario);
    match reader.problems.is_empty() {
        true => Ok(Source { texts: reader.texts, ..source }),
        false => Err(reader.problems),
    }
}

fn sections(reader: &mut Reader, language: Language) -> Sections {
    let file = texts::file_of(language);
    let text = reader.file(file);
    let (sections, problems) = prose::sections(&text, language);
    for (line, what) in problems {
        reader.wrong_in(file, line, what);
    }
    reader.texts.extend(sections.iter().flat_map(|section| section.texts.clone()));
    sections
}

pub(crate) fn scenario(reader: &mut Reader, file: &str) -> ScenarioFile {
    let text = reader.file(file);
    match serde_json::from_str::<Value>(&text) {
        Ok(json) => ScenarioFile { name: file.to_owned(), text, json },
        Err(error) => {
            reader.wrong_in(file, error.line(), format!("is no JSON: {error}"));
            ScenarioFile::default()
        }
    }
}

fn source(reader: &mut Reader, written: WrittenLesson, sections: &Both<Sections>, scenario: ScenarioFile) -> Source {
    let lines = lines(reader, &written);
    let (number, id) = name(reader);
    let mut steps: Vec<Step> = Vec::new();
    for written in written.step {
        if steps.iter().any(|step| step.id == *written.id.get_ref()) {
            let line = reader.line_of(&written.id);
            reader.wrong(line, format!("step `{}` stands here a second time", written.id.get_ref()));
        }
        let step = step(reader, written, sections, &scenario, steps.last().map(|step| step.id.as_str()));
        steps.push(step);
    }
    check_sections(reader, sections, &steps);
    let claims = written.claim.into_iter().map(|claim| claims::claim(reader, claim)).collect();
    let last_step = steps.last().map(|step| step.id.as_str());
    let on_your_machine = prose::of(reader, sections, "your-machine", last_step).1;
    let (exercise, start, tries) = exercise::exercise(reader, written.exercise, &scenario, sections);
    let closing = written.closing.into_iter().map(|sentence| inline(reader, sentence)).collect();
    let lesson = Lesson {
        number,
        id,
        title: plain(reader, written.title),
        question: plain(reader, written.question),
        scenario: ScenarioText(scenario.json.to_string()),
        steps,
        claims,
        on_your_machine,
        exercise,
        closing,
        next: written.next.into_inner(),
    };
    Source { lesson, scenario, start, tries, texts: Vec::new(), lines }
}

fn lines(reader: &Reader, written: &WrittenLesson) -> Lines {
    let ask_lines = |step: &WrittenStep| step.ask.as_ref().map_or(0, |ask| reader.line_of(ask));
    let proofs = |step: &WrittenStep| {
        let proof = step.ask.as_ref().map_or(&[][..], |ask| &ask.get_ref().proof);
        proof.iter().map(|claim| reader.line_of(claim)).collect()
    };
    let exercise = &written.exercise;
    Lines {
        steps: written.step.iter().map(|step| reader.line_of(&step.id)).collect(),
        step_claims: written.step.iter().map(|step| step.claim.iter().map(|claim| reader.line_of(claim)).collect()).collect(),
        claims: written.claim.iter().map(|claim| reader.line_of(claim)).collect(),
        questions: written.step.iter().map(ask_lines).collect(),
        proofs: written.step.iter().map(proofs).collect(),
        goal: exercise.goal.iter().map(|goal| reader.line_of(goal)).collect(),
        exercise: exercise.hints.last().map_or(0, |hint| reader.line_of(&hint.en)),
        solution: exercise.solution.first().map_or(0, |command| reader.line_of(command)),
        near_misses: exercise.near_miss.iter().map(|near_miss| reader.line_of(near_miss)).collect(),
        closing: written.closing.last().map_or(0, |sentence| reader.line_of(&sentence.en)),
        next: reader.line_of(&written.next),
    }
}

/// `02-dnat`: number and id.
fn name(reader: &mut Reader) -> (u16, String) {
    // `.` has no name of its own
    let folder = reader.folder.canonicalize().unwrap_or_else(|_| reader.folder.clone());
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let parts = name.split_once('-').and_then(|(number, id)| Some((number.parse().ok()?, id.to_owned())));
    parts.unwrap_or_else(|| {
        reader.wrong_in("", 0, format!("the folder is called `{name}`; its name is a number and an id: 02-dnat"));
        (0, name)
    })
}

fn step(
    reader: &mut Reader,
    written: WrittenStep,
    sections: &Both<Sections>,
    scenario: &ScenarioFile,
    after: Option<&str>,
) -> Step {
    let id = written.id.into_inner();
    let (title, prose) = prose::of(reader, sections, &id, after);
    let cue = cues::cue(reader, written.cue);
    let look = written.look.and_then(|look| looks::look(reader, look, scenario));
    let claims = written.claim.into_iter().map(|claim| claims::claim(reader, claim)).collect();
    let (question, proof) = written.ask.and_then(|ask| questions::question(reader, ask)).unzip();
    Step { id, title, cue, prose, look, question, proof: proof.unwrap_or_default(), claims }
}

/// A section that nothing shows is a mistake in its id; sections stand in the order in which they are shown.
fn check_sections(reader: &mut Reader, sections: &Both<Sections>, steps: &[Step]) {
    let shown: Vec<&str> = steps.iter().map(|step| step.id.as_str()).chain(["your-machine", "exercise"]).collect();
    for language in Language::ALL {
        let (file, mut last) = (texts::file_of(language), 0);
        for section in sections.of(language) {
            let Some(place) = shown.iter().position(|id| *id == section.id) else {
                reader.wrong_in(file, section.line, format!("there is no step `{}` in lesson.toml", section.id));
                continue;
            };
            if place < last {
                let what = format!("section `{}` stands too late; sections have the order of the steps", section.id);
                reader.wrong_in(file, section.line, what);
            }
            last = last.max(place);
        }
    }
}

/// A text without any formatting.
fn plain(reader: &mut Reader, written: WrittenBoth) -> Both<String> {
    let inlines = [&written.en, &written.zh].map(|text| vec![Inline::Text(text.get_ref().clone())]);
    texts::note(reader, &written, [&inlines[0], &inlines[1]]);
    Both { english: written.en.into_inner(), chinese: written.zh.into_inner() }
}

pub(crate) fn inline(reader: &mut Reader, written: WrittenBoth) -> Both<Vec<Inline>> {
    let mut parse = |text: &Spanned<String>| {
        let line = reader.line_of(text);
        markdown::inlines(text.get_ref()).unwrap_or_else(|what| {
            reader.wrong(line, what);
            Vec::new()
        })
    };
    let both = Both { english: parse(&written.en), chinese: parse(&written.zh) };
    texts::note(reader, &written, [&both.english, &both.chinese]);
    both
}
