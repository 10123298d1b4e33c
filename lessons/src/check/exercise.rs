//! The exercise: its start fails the goal, its solution meets it, and each near miss fails where it says.

use engine::kernel::event::Silence;
use engine::lab::{Customs, Lab, Outcome, Scenario, build, perform};

use super::Findings;
use super::scenario::line_of;
use super::walk::first_line;
use crate::judge::{Judged, judge, perform_all};
use crate::model::{CommandLine, Ending};
use crate::read::Source;

pub(super) fn check(source: &Source, start: &Scenario, findings: &mut Findings<'_>) {
    let exercise = &source.lesson.exercise;
    let Some(start) = begin(source, start, findings) else { return };
    if first_unmet(&start, source).is_none() {
        findings
            .wrong(source.lines.goal.first().copied().unwrap_or(0), "the start meets the goal already: there is nothing to do");
    }
    let solved = typed(&start, &exercise.solution, source.lines.solution, findings);
    if let Some((condition, found)) = first_unmet(&solved, source) {
        let line = source.lines.goal.get(condition).copied().unwrap_or(0);
        findings.wrong(line, format!("the solution does not meet condition {}: {found}", condition + 1));
    }
    for (near_miss, line) in exercise.near_misses.iter().zip(&source.lines.near_misses) {
        let tried = typed(&start, &near_miss.commands, *line, findings);
        match first_unmet(&tried, source) {
            None => findings.wrong(*line, "this near miss meets the goal"),
            Some((condition, found)) if condition + 1 != near_miss.fails => {
                let wanted = near_miss.fails;
                findings.wrong(*line, format!("fails condition {}, not {wanted}: {found}", condition + 1));
            }
            Some(_) => {}
        }
    }
}

fn begin(source: &Source, scenario: &Scenario, findings: &mut Findings<'_>) -> Option<Lab> {
    let (mut lab, problems) = build(scenario, Customs::REPLAY);
    // the lesson's own hosts have been told already
    for problem in problems.iter().filter(|_| source.start.name != source.scenario.name) {
        let (file, line) = (&source.start.name, line_of(&source.start, problem));
        findings.wrong_in(file, line, first_line(problem));
    }
    for action in &scenario.actions {
        perform(&mut lab, action, &mut Silence);
    }
    problems.is_empty().then_some(lab)
}

/// The lab after somebody typed this; each command must be one that succeeds.
fn typed(start: &Lab, commands: &[CommandLine], line: usize, findings: &mut Findings<'_>) -> Lab {
    let mut lab = start.clone();
    for (command, outcome) in commands.iter().zip(perform_all(&mut lab, commands)) {
        if crate::judge::ending(&outcome).0 != Ending::Done {
            findings.wrong(line, format!("`{}` on {} fails: {}", command.line, command.host, complaint(&outcome)));
        }
    }
    lab
}

/// What the tool said.
fn complaint(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Command(command) => command.err.lines().next().unwrap_or_default().to_owned(),
        other => format!("{other:?}"),
    }
}

/// Which condition, from zero, and what was found.
fn first_unmet(lab: &Lab, source: &Source) -> Option<(usize, String)> {
    let judged = judge(lab, &source.lesson.exercise.goal);
    judged.into_iter().enumerate().find_map(|(place, judged)| match judged {
        Judged::Met => None,
        Judged::Unmet(found) => Some((place, found)),
    })
}
