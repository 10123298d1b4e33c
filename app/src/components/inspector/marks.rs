//! How the rules of a table stand to the packet that is in it: not asked yet, missed, matched, asked just now.

use engine::kernel::event::{Event, RulePlace, StepPlace, Verdict, What};
use engine::state::hook::TableName;
use yew::AttrValue;

use super::row_text::Column;
use crate::player::Now;
use crate::sorted::Sorted;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    pub outcome: Outcome,
    /// The event shown is about this rule.
    pub is_now: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Outcome {
    #[default]
    NotAsked,
    Missed {
        column: Column,
        had: AttrValue,
    },
    Matched,
    /// It matched and leads to a chain that the packet is still in.
    Inside,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ComesBack {
    Yes,
    No,
}

/// The marks of one table, by chain and rule.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Marks {
    rules: Sorted<(usize, usize), Mark>,
    /// The rules that led into user chains the packet is still in, and whether it comes back to them.
    inside: Vec<((usize, usize), ComesBack)>,
    /// The chain that the packet is in.
    pub chain: Option<usize>,
    /// The policy was asked just now.
    pub policy: Option<usize>,
}

impl Marks {
    pub fn of(now: &Now, table: TableName) -> Marks {
        let mut marks = Marks::default();
        if now.focus.table != Some(table) {
            return marks;
        }
        for event in now.events_in_table() {
            marks.take(event);
        }
        marks.set_now(now);
        marks
    }

    /// All marks of one chain, in the order of its rules.
    pub fn of_chain(&self, chain: usize) -> Vec<(usize, Mark)> {
        let of_chain = self.rules.iter().filter(|((of, _), _)| *of == chain);
        of_chain.map(|((_, rule), mark)| (*rule, mark.clone())).collect()
    }

    fn take(&mut self, event: &Event) {
        match &event.what {
            What::RuleMissed { place, condition, had } => {
                self.set(place, Outcome::Missed { column: Column::of(*condition), had: AttrValue::from(had.clone()) });
                self.chain = Some(place.chain_place);
            }
            What::RuleMatched { place, .. } => {
                self.set(place, Outcome::Matched);
                self.chain = Some(place.chain_place);
            }
            What::Step { place: StepPlace::Rule(place), verdict } => self.step(place, verdict),
            What::Step { place: StepPlace::Policy { chain_place, .. }, .. } => {
                self.chain = Some(*chain_place);
                self.policy = Some(*chain_place);
            }
            What::Step { place: StepPlace::End { .. }, .. } => self.leave(),
            _ => {}
        }
    }

    fn step(&mut self, place: &RulePlace, verdict: &Verdict) {
        match verdict {
            Verdict::Jump(_) => self.enter(place, ComesBack::Yes),
            Verdict::Goto(_) => self.enter(place, ComesBack::No),
            Verdict::Return => self.leave(),
            Verdict::Accept | Verdict::Drop | Verdict::Continue | Verdict::Queue => {}
        }
    }

    fn enter(&mut self, place: &RulePlace, comes_back: ComesBack) {
        self.set(place, Outcome::Inside);
        self.inside.push(((place.chain_place, place.rule_place), comes_back));
    }

    /// Back to the rule that jumped, past those that only led on.
    fn leave(&mut self) {
        while let Some((place, comes_back)) = self.inside.pop() {
            if let Some(mark) = self.rules.get_mut(&place) {
                mark.outcome = Outcome::Matched;
            }
            if comes_back == ComesBack::Yes {
                return;
            }
        }
    }

    fn set(&mut self, place: &RulePlace, outcome: Outcome) {
        self.rules.insert((place.chain_place, place.rule_place), Mark { outcome, is_now: false });
    }

    fn set_now(&mut self, now: &Now) {
        let Some(place) = now.rule() else { return };
        if let Some(mark) = self.rules.get_mut(&(place.chain_place, place.rule_place)) {
            mark.is_now = true;
        }
    }
}
