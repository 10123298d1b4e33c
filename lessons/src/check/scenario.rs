//! The scenarios of a lesson: what cannot be read of them, and where that stands which cannot be set up.

use engine::lab::{BuildProblem, Scenario};

use super::Findings;
use crate::read::{ScenarioFile, Source, place};

/// The scenario of the lesson and that of its exercise, if both can be read.
pub(super) fn check(source: &Source, findings: &mut Findings<'_>) -> Option<(Scenario, Scenario)> {
    for (condition, line) in source.lesson.exercise.goal.iter().zip(&source.lines.goal) {
        if let Some(Err(error)) = condition.action.as_ref().map(|action| action.read()) {
            findings.wrong(*line, error.to_string());
        }
    }
    let scenario = read(&source.scenario, findings)?;
    let start = match source.start.name == source.scenario.name {
        true => Scenario { actions: Vec::new(), ..scenario.clone() },
        false => read(&source.start, findings)?,
    };
    Some((scenario, start))
}

fn read(file: &ScenarioFile, findings: &mut Findings<'_>) -> Option<Scenario> {
    let read = oracle::scenario::scenario(&file.json);
    read.map_err(|error| findings.wrong_in(&file.name, place::line_of(&file.text, &error.place), error.to_string())).ok()
}

/// The line that has the word the tool quotes, else the rule it complained of, else the command's longest word, else the host.
pub(super) fn line_of(file: &ScenarioFile, problem: &BuildProblem) -> usize {
    let hosts = file.hosts();
    let host = hosts.iter().position(|host| host["name"] == *problem.host).unwrap_or(0);
    let first = place::line_of(&file.text, &format!("hosts[{host}]"));
    let behind = if host + 1 < hosts.len() { place::line_of(&file.text, &format!("hosts[{}]", host + 1)) } else { usize::MAX };
    let line_with = |word: &str| {
        let mut lines = file.text.lines().enumerate().skip(first - 1).take(behind - first);
        lines.find(|(_, line)| line.contains(word)).map(|(place, _)| place + 1)
    };
    // iptables-restore names the line of COMMIT for some faults, but quotes the word
    let quoted = problem.says.split('\'').nth(1).filter(|word| word.len() > 2).and_then(line_with);
    let rule = || complained_of(&problem.says).map(|rule| format!("hosts[{host}].iptables[{}]", rule.saturating_sub(1)));
    let mut words: Vec<&str> = problem.doing.split_whitespace().collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    quoted
        .or_else(|| rule().map(|path| place::line_of(&file.text, &path)))
        .or_else(|| words.into_iter().find_map(line_with))
        .unwrap_or(first)
}

/// `Error occurred at line: 36`, says iptables-restore.
fn complained_of(says: &str) -> Option<usize> {
    let (_, rest) = says.split_once("Error occurred at line: ")?;
    rest.split(|character: char| !character.is_ascii_digit()).next()?.parse().ok()
}
