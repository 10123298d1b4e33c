//! The folds over a trace that more than one reader needs, each once: what can be looked up in it (`index`), a packet's visit to a
//! host (`visit`, in the words of `way`), the lanes of its packets, the names of its hosts. The lab after an event is `moment`'s.

pub mod index;
pub mod lanes;
pub mod visit;
pub mod way;

pub use index::{Focus, Grain, Index, Life};
pub use lanes::{Cell, CellKind, Lane, lane_of, lanes};
pub use visit::{Visit, visit};

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::event::{Event, RulePlace, StepPlace, What};
use crate::ids::HostId;
use crate::moment::Moment;

/// The names of all hosts that are there at any time, each as it was called first.
pub fn host_names(start: &Moment, events: &[Event]) -> BTreeMap<HostId, Arc<str>> {
    let mut names: BTreeMap<_, _> = start.hosts.iter().map(|(id, host)| (*id, host.name.clone())).collect();
    for event in events {
        if let What::HostAdded { host } = &event.what {
            names.entry(event.host).or_insert_with(|| host.name.clone());
        }
    }
    names
}

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
