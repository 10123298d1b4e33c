//! What a learner is to bring about, how it is judged, and what is known to do and not to do it.

use serde::{Deserialize, Serialize};

use super::claim::Claim;
use super::prose::{Block, Both, Inline};
use super::scenario::{ActionText, ScenarioText};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Exercise {
    pub task: Both<Vec<Block>>,
    /// The lab that the learner gets; its actions have happened when the learner begins.
    pub start: ScenarioText,
    /// On which of its hosts the learner sits at first.
    pub host: usize,
    /// Judged in this order, each on the lab that the one before left.
    pub goal: Vec<Condition>,
    /// Shown one at a time.
    pub hints: Vec<Both<Vec<Inline>>>,
    pub solution: Vec<CommandLine>,
    /// Plausible, and wrong.
    pub near_misses: Vec<Try>,
}

/// One line of the goal: something is tried, and this must hold of what happens.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Condition {
    pub text: Both<Vec<Inline>>,
    pub action: Option<ActionText>,
    pub holds: Vec<Claim>,
}

/// What is typed on a host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommandLine {
    pub host: String,
    pub line: String,
    /// What `iptables-restore` reads.
    pub input: String,
}

/// A sequence of commands that falls short.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Try {
    pub commands: Vec<CommandLine>,
    /// The condition it fails, counted from one.
    pub fails: usize,
    /// Why it is not enough, for a learner who tries just this.
    pub why: Both<Vec<Inline>>,
}
