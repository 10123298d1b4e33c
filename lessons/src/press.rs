//! From a lesson or scenario to what the page gets of it: it is played, and what the page draws is kept.

use engine::lab::{Action, BuildProblem, Customs, Scenario, build, moment, perform};
use oracle::scenario::Unreadable;
use trace::Trace;

use crate::command::command;
use crate::course::{Course, CourseStep, NearMiss, Show, Task};
use crate::model::{Exercise, Lesson};
use crate::play::{CueNotMet, Play};
use crate::recording::{Chapter, Recording};

/// Why there is nothing to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotPressed {
    Unreadable(Unreadable),
    CannotSetUp(Vec<BuildProblem>),
    CueNotMet(CueNotMet),
}

pub fn lesson(lesson: &Lesson) -> Result<Show, NotPressed> {
    let scenario = lesson.scenario.read().map_err(NotPressed::Unreadable)?;
    let play = Play::of(&scenario).map_err(NotPressed::CannotSetUp)?;
    let positions = play.positions(lesson).map_err(NotPressed::CueNotMet)?;
    let steps = lesson.steps.iter().zip(positions).map(|(step, position)| CourseStep {
        id: step.id.clone(),
        title: step.title.clone(),
        position,
        prose: step.prose.clone(),
        look: step.look.clone(),
        question: step.question.clone(),
    });
    let course = Course {
        id: lesson.id.clone(),
        title: lesson.title.clone(),
        steps: steps.collect(),
        on_your_machine: lesson.on_your_machine.clone(),
        task: task(&lesson.exercise),
        closing: lesson.closing.clone(),
        next: lesson.next.clone(),
    };
    Ok(Show { recording: of_play(play, &scenario), course: Some(course) })
}

fn task(exercise: &Exercise) -> Task {
    Task {
        text: exercise.task.clone(),
        host: exercise.host,
        goal: exercise.goal.iter().map(|condition| condition.text.clone()).collect(),
        hints: exercise.hints.clone(),
        solution: exercise.solution.clone(),
        near_misses: exercise
            .near_misses
            .iter()
            .map(|near| NearMiss { commands: near.commands.clone(), why: near.why.clone() })
            .collect(),
    }
}

fn of_play(play: Play, scenario: &Scenario) -> Recording {
    let chapters = scenario.actions.iter().zip(&play.actions).map(|(action, first_event)| chapter(action, *first_event));
    Recording { start: play.start, chapters: chapters.collect(), events: play.events }
}

/// Performs every action of the scenario, as a person would watch it.
pub fn watched(scenario: &Scenario) -> Result<Recording, Vec<BuildProblem>> {
    let (mut lab, problems) = build(scenario, Customs::WATCH);
    if !problems.is_empty() {
        return Err(problems);
    }
    let start = moment::of(&lab);
    let (mut chapters, mut trace) = (Vec::new(), Trace::default());
    for action in &scenario.actions {
        chapters.push(chapter(action, trace.events.len()));
        perform(&mut lab, action, &mut trace);
    }
    Ok(Recording { start, events: trace.events, chapters })
}

/// What is done here, its consequences beginning at this event.
pub fn chapter(action: &Action, first_event: usize) -> Chapter {
    Chapter { first_event, host: action.host().map(str::to_owned), command: command(action) }
}
