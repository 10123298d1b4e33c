//! A lesson as the page gets it: its text and where its steps stand, beside the recording that they are about. What only
//! an engine can use (the scenario, claims, cues, the exercise's lab and goal) is left out.

use serde::{Deserialize, Serialize};

use crate::model::{Block, Both, CommandLine, Inline, Look, Question};
use crate::recording::Recording;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Course {
    pub id: String,
    pub title: Both<String>,
    pub steps: Vec<CourseStep>,
    /// "Try it yourself": the same on a real machine.
    pub on_your_machine: Both<Vec<Block>>,
    pub task: Task,
    /// The closing card: three sentences.
    pub closing: Vec<Both<Vec<Inline>>>,
    /// Ids of the lessons that go on from here.
    pub next: Vec<String>,
}

/// What one file for the page holds: a recording, and the lesson about it where there is one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Show {
    pub recording: Recording,
    pub course: Option<Course>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CourseStep {
    pub id: String,
    pub title: Both<String>,
    /// How many events have happened when it is reached.
    pub position: usize,
    pub prose: Both<Vec<Block>>,
    pub look: Option<Look>,
    pub question: Option<Question>,
}

/// What an exercise says to a learner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Task {
    pub text: Both<Vec<Block>>,
    /// The host whose command line is shown first, by its place in the exercise's lab.
    pub host: usize,
    pub goal: Vec<Both<Vec<Inline>>>,
    /// Shown one at a time.
    pub hints: Vec<Both<Vec<Inline>>>,
    pub solution: Vec<CommandLine>,
    pub near_misses: Vec<NearMiss>,
}

/// Plausible, and wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NearMiss {
    pub commands: Vec<CommandLine>,
    pub why: Both<Vec<Inline>>,
}

/// What a list says of a lesson.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// As addresses have it: `#/en/lesson/<id>/1`.
    pub id: String,
    pub title: Both<String>,
    pub question: Both<String>,
}
