//! The trace: every cue is met, in order, and every claim holds where it is made.

use engine::lab::{BuildProblem, Scenario};
use trace::Moment;

use super::Findings;
use super::scenario::line_of;
use crate::judge::Evidence;
use crate::model::{Claim, Cue, Question, Selector, Spot, Step, Wants};
use crate::play::{CueNotMet, Play};
use crate::read::Source;

/// The play, if the scenario could be set up.
pub(super) fn check(source: &Source, scenario: &Scenario, findings: &mut Findings<'_>) -> Option<Play> {
    let lesson = &source.lesson;
    let play = match Play::of(scenario) {
        Ok(play) => play,
        Err(problems) => {
            for problem in problems {
                let line = line_of(&source.scenario, &problem);
                findings.wrong_in(&source.scenario.name, line, first_line(&problem));
            }
            return None;
        }
    };
    match play.positions(lesson) {
        Ok(positions) => {
            for (step, position) in positions.iter().enumerate() {
                check_step(source, &play, step, *position, findings);
            }
        }
        Err(not_met) => cue_not_met(source, &play, not_met, findings),
    }
    let end = play.moment(play.events.len());
    let evidence = evidence(&play, &end, play.events.len());
    for (claim, line) in lesson.claims.iter().zip(&source.lines.claims) {
        hold(&evidence, claim, *line, findings);
    }
    for ((step, line), proofs) in lesson.steps.iter().zip(&source.lines.questions).zip(&source.lines.proofs) {
        if let Some(question) = &step.question {
            check_question(&evidence, (question, &step.proof), (*line, proofs), findings);
        }
    }
    Some(play)
}

/// Tools go on with where to find help.
pub(super) fn first_line(problem: &BuildProblem) -> String {
    problem.to_string().lines().next().unwrap_or_default().to_owned()
}

/// A step out of order is told from one that never comes.
fn cue_not_met(source: &Source, play: &Play, not_met: CueNotMet, findings: &mut Findings<'_>) {
    let CueNotMet { step, found } = not_met;
    let line = source.lines.steps.get(step).copied().unwrap_or(0);
    let Some(step) = source.lesson.steps.get(step) else { return };
    let mut alone = source.lesson.clone();
    alone.steps = vec![Step { cue: Cue { nth: 1, ..step.cue.clone() }, ..step.clone() }];
    let advice = match play.positions(&alone) {
        Ok(_) if found == 0 => "; it happens before that, and steps stand in the order of their events",
        Ok(_) => "",
        Err(_) => "; it never happens in this lesson",
    };
    let wanted = step.cue.nth;
    let what = format!("the cue is not met: {found} such events follow the step before, number {wanted} is wanted{advice}");
    findings.wrong(line, what);
}

fn evidence<'play>(play: &'play Play, at: &'play Moment, events: usize) -> Evidence<'play> {
    Evidence {
        start: &play.start,
        events: play.events.get(..events).unwrap_or_default(),
        end: at,
        outcomes: &play.outcomes,
        seen: play.seen(),
    }
}

fn check_step(source: &Source, play: &Play, step: usize, position: usize, findings: &mut Findings<'_>) {
    let at = play.moment(position);
    let evidence = evidence(play, &at, position);
    let claims = source.lesson.steps.get(step).map_or(&[][..], |step| &step.claims);
    let lines = source.lines.step_claims.get(step).map_or(&[][..], Vec::as_slice);
    for (claim, line) in claims.iter().zip(lines) {
        hold(&evidence, claim, *line, findings);
    }
}

fn hold(evidence: &Evidence<'_>, claim: &Claim, line: usize, findings: &mut Findings<'_>) {
    // "never on a host that is not there" would hold of anything
    if let Claim::Times { selector: Selector { host: Some(host), .. }, .. } = claim
        && evidence.start.host_named(host).is_none()
    {
        findings.wrong(line, format!("there is no host {host}"));
    }
    if let Err(found) = evidence.holds(claim) {
        findings.wrong(line, format!("the claim does not hold: {found}"));
    }
}

fn check_question(
    evidence: &Evidence<'_>,
    (question, proof): (&Question, &[Claim]),
    lines: (usize, &[usize]),
    findings: &mut Findings<'_>,
) {
    let (line, proofs) = lines;
    for (claim, line) in proof.iter().zip(proofs) {
        hold(evidence, claim, *line, findings);
    }
    match &question.wants {
        Wants::Choose(_) => {}
        Wants::Type { right, .. } => {
            if !proof.iter().any(|claim| states(claim, *right)) {
                findings.wrong(line, format!("no claim of `proof` states the right number {right}"));
            }
        }
        Wants::Click { right, .. } => {
            if !proof.iter().any(|claim| concerns(claim, right)) {
                findings.wrong(line, "no claim of `proof` is about the rule or station that is right");
            }
        }
    }
}

fn states(claim: &Claim, number: u64) -> bool {
    match claim {
        Claim::Counter { packets, bytes, .. } | Claim::Policy { packets, bytes, .. } => {
            *packets == number || *bytes == Some(number)
        }
        Claim::Connections { count: times, .. } | Claim::Times { times, .. } | Claim::Log { lines: times, .. } => {
            *times as u64 == number
        }
        Claim::Packet(packet) => packet.ttl.map(u64::from) == Some(number),
        Claim::Entry(_) | Claim::Outcome { .. } | Claim::Accepted { .. } => false,
    }
}

fn concerns(claim: &Claim, spot: &Spot) -> bool {
    use crate::model::Happening;
    match (claim, spot) {
        (Claim::Counter { rule, .. }, Spot::Rule(spot)) => rule == spot,
        (Claim::Times { selector, .. }, Spot::Rule(spot)) => match &selector.what {
            Happening::Matched { rule } | Happening::Missed { rule } => rule == spot,
            _ => false,
        },
        (Claim::Times { selector, .. }, Spot::Station(spot)) => match &selector.what {
            Happening::Hook { hook } => hook == spot,
            _ => false,
        },
        _ => false,
    }
}
