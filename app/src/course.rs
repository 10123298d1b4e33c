//! A lesson with the position of each of its steps in the trace.

use std::rc::Rc;

use lessons::model::Look;

#[derive(Clone)]
pub struct Course {
    pub lesson: Rc<lessons::Course>,
    pub positions: Rc<[usize]>,
}

impl PartialEq for Course {
    fn eq(&self, other: &Course) -> bool {
        Rc::ptr_eq(&self.lesson, &other.lesson)
    }
}

impl Course {
    pub fn of(lesson: lessons::Course) -> Course {
        Course { positions: lesson.steps.iter().map(|step| step.position).collect(), lesson: Rc::new(lesson) }
    }

    /// The step a position belongs to, from zero: the last whose event has happened.
    pub fn step_at(&self, position: usize) -> usize {
        self.positions.iter().rposition(|cue| *cue <= position).unwrap_or(0)
    }

    /// What the step that begins just here is about.
    pub fn look_at(&self, position: usize) -> Option<Look> {
        let place = self.step_at(position);
        self.lesson.steps.get(place).filter(|step| step.position == position).and_then(|step| step.look.clone())
    }

    /// Where a step begins; past the last one, the last one.
    pub fn position_of(&self, step: usize) -> usize {
        self.positions.get(step).or(self.positions.last()).copied().unwrap_or(0)
    }
}
