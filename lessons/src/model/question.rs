//! A prediction: asked before the answer is seen, and every wrong one is answered.

use engine::state::hook::Hook;
use serde::{Deserialize, Serialize};

use super::cue::RuleSpot;
use super::prose::{Both, Inline};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Question {
    pub text: Both<Vec<Inline>>,
    pub wants: Wants,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Wants {
    /// One of these is right.
    Choose(Vec<Choice>),
    /// A number, a counter for instance.
    Type {
        right: u64,
        answer: Both<Vec<Inline>>,
        /// Wrong numbers that many give.
        wrong: Vec<(u64, Both<Vec<Inline>>)>,
        otherwise: Both<Vec<Inline>>,
    },
    /// A rule in a table, or a station of the map.
    Click { host: String, right: Spot, answer: Both<Vec<Inline>>, wrong: Vec<Click>, otherwise: Both<Vec<Inline>> },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    pub text: Both<Vec<Inline>>,
    pub right: bool,
    pub answer: Both<Vec<Inline>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Click {
    pub spot: Spot,
    pub answer: Both<Vec<Inline>>,
}

/// What a learner clicks on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Spot {
    Rule(RuleSpot),
    Station(Hook),
}
