//! What playing stops at by itself: a rule, a table, a rewrite, a drop.

use engine::kernel::event::{Event, HostId, RulePlace, StepPlace, What};
use engine::rules::rule::RuleId;
use engine::state::hook::TableName;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Breakpoint {
    /// A packet is tested by this rule of this host.
    Rule(HostId, RuleId),
    /// A packet enters this table on any host.
    Table(TableName),
    /// An address or port is rewritten.
    Rewrite,
    /// A packet ends before its destination.
    Drop,
}

impl Breakpoint {
    pub fn is_met_by(self, event: &Event) -> bool {
        match self {
            Breakpoint::Rule(host, rule) => {
                event.host == host && tested_rule(&event.what).is_some_and(|place| place.rule == rule)
            }
            Breakpoint::Table(table) => matches!(event.what, What::TableEntered { table: entered } if entered == table),
            Breakpoint::Rewrite => matches!(event.what, What::Rewritten { .. }),
            Breakpoint::Drop => matches!(event.what, What::Dropped { .. }),
        }
    }
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
