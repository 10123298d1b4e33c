//! From a lesson or scenario to what the page gets of it: it is played, and what the page draws is kept.

use std::sync::Arc;

use engine::kernel::event::{Event, Trace};
use engine::lab::moment::Moment;
use engine::lab::{BuildProblem, Customs, Lab, Scenario, Topology, build, perform};

use crate::command::command;
use crate::course::{Course, CourseStep, NearMiss, Show, Task};
use crate::language::Language;
use crate::model::{Both, Exercise, Lesson};
use crate::narrate::narrate;
use crate::play::{CueNotMet, Play};
use crate::recording::{Chapter, Recording};

/// Why there is nothing to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotPressed {
    CannotSetUp(Vec<BuildProblem>),
    CueNotMet(CueNotMet),
}

pub fn lesson(lesson: &Lesson) -> Result<Show, NotPressed> {
    let play = Play::of(&lesson.scenario).map_err(NotPressed::CannotSetUp)?;
    let positions = play.positions(lesson).map_err(NotPressed::CueNotMet)?;
    let steps = lesson.steps.iter().zip(positions).map(|(step, position)| CourseStep {
        id: step.id.clone(),
        title: step.title.clone(),
        position,
        prose: step.prose.clone(),
        look: step.look,
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
    Ok(Show { recording: of_play(play, &lesson.scenario), course: Some(course) })
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
    let chapters = scenario.actions.iter().zip(&play.actions).map(|(action, first_event)| Chapter {
        first_event: *first_event,
        host: action.host().map(str::to_owned),
        command: command(action),
    });
    Recording {
        topology: Topology::of(&play.start),
        sentences: sentences(&play.names, &play.first_moment, &play.events),
        start: play.first_moment,
        chapters: chapters.collect(),
        names: play.names,
        events: play.events,
    }
}

fn sentences(names: &[Arc<str>], start: &Moment, events: &[Event]) -> Vec<Both<String>> {
    let mut before = start.clone();
    let told = events.iter().enumerate().map(|(number, event)| {
        let earlier = events.get(..number).unwrap_or_default();
        let sentence = Both {
            english: narrate(Language::English, event, earlier, names, &before),
            chinese: narrate(Language::Chinese, event, earlier, names, &before),
        };
        before.apply(event);
        sentence
    });
    told.collect()
}

/// Performs every action of the scenario, as a person would watch it.
pub fn watched(scenario: &Scenario) -> Result<Recording, Vec<BuildProblem>> {
    let (mut lab, problems) = build(scenario, Customs::WATCH);
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut recording = empty(&lab);
    let mut trace = Trace::default();
    for action in &scenario.actions {
        let chapter =
            Chapter { first_event: trace.events.len(), host: action.host().map(str::to_owned), command: command(action) };
        recording.chapters.push(chapter);
        perform(&mut lab, action, &mut trace);
    }
    Ok(with(recording, trace.events))
}

/// What has been heard of it, told.
pub fn with(recording: Recording, events: Vec<Event>) -> Recording {
    Recording { sentences: sentences(&recording.names, &recording.start, &events), events, ..recording }
}

/// A lab of which nothing has been heard yet.
pub fn empty(lab: &Lab) -> Recording {
    Recording {
        names: lab.hosts().iter().map(|host| host.name.clone()).collect(),
        topology: Topology::of(lab),
        start: Moment::of(lab),
        events: Vec::new(),
        sentences: Vec::new(),
        chapters: Vec::new(),
    }
}
