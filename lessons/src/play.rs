//! A scenario played to its end: the trace a lesson steps through, and where each cue stands in it.
//!
//! Lessons are played by the customs of recordings (`Customs::REPLAY`): what is shown is what the kernel's recording in
//! the lesson's folder holds, segment for segment.

use engine::lab::{BuildProblem, Customs, Lab, Outcome, Scenario, ServerEvent, build, moment, perform};
use trace::{Event, Moment, Trace};

use crate::model::{Cue, Happening, Lesson};
use crate::selection::fits;

#[derive(Clone, Debug)]
pub struct Play {
    /// Before anything happens.
    pub start: Moment,
    /// When everything has happened.
    pub end: Lab,
    /// Of all actions, one behind the other.
    pub events: Vec<Event>,
    /// Where the events of each action begin.
    pub actions: Vec<usize>,
    pub outcomes: Vec<Outcome>,
}

/// A step whose cue does not come, or not behind that of the step before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CueNotMet {
    /// The step's place among the steps, from zero.
    pub step: usize,
    /// How many events fitted where `nth` were wanted.
    pub found: usize,
}

impl Play {
    pub fn of(scenario: &Scenario) -> Result<Play, Vec<BuildProblem>> {
        let (mut end, problems) = build(scenario, Customs::REPLAY);
        if !problems.is_empty() {
            return Err(problems);
        }
        let start = moment::of(&end);
        let (mut actions, mut outcomes, mut trace) = (Vec::new(), Vec::new(), Trace::default());
        for action in &scenario.actions {
            actions.push(trace.events.len());
            outcomes.push(perform(&mut end, action, &mut trace));
        }
        Ok(Play { start, end, events: trace.events, actions, outcomes })
    }

    /// What servers saw.
    pub fn seen(&self) -> &[ServerEvent] {
        self.end.seen()
    }

    /// The moment after so many events.
    pub fn moment(&self, events: usize) -> Moment {
        let mut moment = self.start.clone();
        for event in self.events.iter().take(events) {
            moment.apply(event);
        }
        moment
    }

    /// For each step of a lesson, how many events have happened when it is reached.
    pub fn positions(&self, lesson: &Lesson) -> Result<Vec<usize>, CueNotMet> {
        let mut finder = Finder { play: self, moment: self.start.clone(), position: 0 };
        let mut positions = Vec::new();
        for (step, lesson_step) in lesson.steps.iter().enumerate() {
            let position = finder.find(&lesson_step.cue).map_err(|found| CueNotMet { step, found })?;
            positions.push(position);
        }
        Ok(positions)
    }
}

struct Finder<'play> {
    play: &'play Play,
    moment: Moment,
    /// Events that the moment has seen.
    position: usize,
}

impl Finder<'_> {
    /// Goes on to the cue. `Err` has how many fitted.
    fn find(&mut self, cue: &Cue) -> Result<usize, usize> {
        if cue.selector.what == Happening::Start {
            return if self.position == 0 { Ok(0) } else { Err(0) };
        }
        if cue.selector.what == Happening::End {
            while self.advance().is_some() {}
            return Ok(self.position);
        }
        let mut found = 0;
        while let Some(event) = self.play.events.get(self.position) {
            let fits = fits(&cue.selector, event, &self.moment);
            self.advance();
            found += usize::from(fits);
            if fits && found >= cue.nth.max(1) {
                return Ok(self.position);
            }
        }
        Err(found)
    }

    fn advance(&mut self) -> Option<()> {
        let event = self.play.events.get(self.position)?;
        self.moment.apply(event);
        self.position += 1;
        Some(())
    }
}
