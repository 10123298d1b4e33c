//! The exercise: from the words of `lesson.toml` to types.

use serde_json::{Value, json};
use toml::Spanned;

use super::prose::{self, Sections};
use super::written::{WrittenCommand, WrittenCondition, WrittenExercise, WrittenTry};
use super::{Reader, ScenarioFile, claims, inline};
use crate::model::{ActionText, Both, CommandLine, Condition, Exercise, ScenarioText, Try};

/// The exercise, what it starts from as it is written, and what each condition tries.
pub(super) fn exercise(
    reader: &mut Reader,
    written: WrittenExercise,
    lesson: &ScenarioFile,
    sections: &Both<Sections>,
) -> (Exercise, ScenarioFile, Vec<Value>) {
    let start = match &written.start {
        Some(file) => super::scenario(reader, file),
        None => before_anything(lesson),
    };
    let host = written.host.map_or(0, |name| first_host(reader, name, &start));
    let tries = written.goal.iter().filter_map(|goal| serde_json::to_value(goal.get_ref().attempt.as_ref()?).ok()).collect();
    let exercise = Exercise {
        task: prose::of(reader, sections, "exercise", Some("your-machine")).1,
        start: ScenarioText(start.json.to_string()),
        host,
        goal: written.goal.into_iter().map(|goal| condition(reader, goal)).collect(),
        hints: written.hints.into_iter().map(|hint| inline(reader, hint)).collect(),
        solution: written.solution.into_iter().map(|line| command(line.into_inner())).collect(),
        near_misses: written.near_miss.into_iter().map(|near_miss| attempt(reader, near_miss.into_inner())).collect(),
    };
    (exercise, start, tries)
}

fn first_host(reader: &mut Reader, name: Spanned<String>, start: &ScenarioFile) -> usize {
    start.host(name.get_ref()).unwrap_or_else(|what| {
        let line = reader.line_of(&name);
        reader.wrong(line, what);
        0
    })
}

/// The lesson's hosts, to whom nothing has happened.
fn before_anything(file: &ScenarioFile) -> ScenarioFile {
    let mut file = file.clone();
    if let Some(actions) = file.json.get_mut("actions") {
        *actions = json!([]);
    }
    file
}

fn condition(reader: &mut Reader, written: Spanned<WrittenCondition>) -> Condition {
    let line = reader.line_of(&written);
    let written = written.into_inner();
    let action = written.attempt.and_then(|table| serde_json::to_string(&table).ok()).map(ActionText);
    if written.holds.is_empty() {
        reader.wrong(line, "a condition needs at least one claim in `holds`");
    }
    let holds = written.holds.into_iter().map(|claim| claims::claim(reader, claim)).collect();
    Condition { text: inline(reader, written.text), action, holds }
}

fn command(written: WrittenCommand) -> CommandLine {
    CommandLine { host: written.host, line: written.line, input: written.input }
}

fn attempt(reader: &mut Reader, written: WrittenTry) -> Try {
    Try { commands: written.commands.into_iter().map(command).collect(), fails: written.fails, why: inline(reader, written.why) }
}
