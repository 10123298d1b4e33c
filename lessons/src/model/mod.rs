//! A lesson as a value: what the page shows and what the checks assert. How it is written in files is `read`'s.

pub mod claim;
pub mod cue;
pub mod exercise;
pub mod look;
pub mod prose;
pub mod question;
pub mod scenario;

use serde::{Deserialize, Serialize};

pub use claim::{Claim, Ending, EntryClaim, PacketClaim};
pub use cue::{AddressPort, Cue, Happening, RuleSpot, Selector};
pub use exercise::{CommandLine, Condition, Exercise, Try};
pub use look::{Look, Tab};
pub use prose::{Block, Both, Inline};
pub use question::{Choice, Click, Question, Spot, Wants};
pub use scenario::{ActionText, ScenarioText};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Lesson {
    /// Its place in the course; the two digits its folder begins with.
    pub number: u16,
    /// As addresses have it: `#/en/lesson/<id>/1`.
    pub id: String,
    pub title: Both<String>,
    /// The question that a person has before the lesson, and not after it.
    pub question: Both<String>,
    pub scenario: ScenarioText,
    pub steps: Vec<Step>,
    /// What holds when everything has happened.
    pub claims: Vec<Claim>,
    /// "Try it yourself": the same on a real machine.
    pub on_your_machine: Both<Vec<Block>>,
    pub exercise: Exercise,
    /// The closing card: three sentences.
    pub closing: Vec<Both<Vec<Inline>>>,
    /// Ids of the lessons that go on from here.
    pub next: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Step {
    pub id: String,
    pub title: Both<String>,
    /// The event after which the player stands.
    pub cue: Cue,
    pub prose: Both<Vec<Block>>,
    pub look: Option<Look>,
    /// Asked before the learner goes on.
    pub question: Option<Question>,
    /// What makes the question's right answer right; asserted when everything has happened. Only for the checks: the page has the
    /// question without it.
    pub proof: Vec<Claim>,
    /// What holds at this moment.
    pub claims: Vec<Claim>,
}
