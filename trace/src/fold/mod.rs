//! The folds over a trace that more than one reader needs, each once: what can be looked up in it (`index`), a packet's visit to a
//! host (`visit`, in the words of `way`), the lanes of its packets. The lab after an event is `moment`'s.

pub mod index;
pub mod lanes;
pub mod visit;
pub mod way;

pub use index::{Focus, Grain, Index, Life};
pub use lanes::{Cell, CellKind, Lane, lane_of, lanes};
pub use visit::{Visit, visit};

use crate::event::{RulePlace, StepPlace, What};

/// The rule that an event tells of, whether it matched or not.
pub fn tested_rule(what: &What) -> Option<&RulePlace> {
    match what {
        What::RuleMissed { place, .. }
        | What::RuleMatched { place, .. }
        | What::RuleNotModelled { place, .. }
        | What::Step { place: StepPlace::Rule(place), .. } => Some(place),
        _ => None,
    }
}
