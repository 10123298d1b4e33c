//! What a match says of a packet that missed: the option that was not met, what it wanted, and what the packet had.

use trace::{Condition, Miss, Value};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missed {
    option: Option<&'static str>,
    wanted: Value,
    had: Value,
}

impl Missed {
    /// `option` is without its dashes. One that takes no value wants `Nothing`.
    pub fn of(option: &'static str, wanted: Value, had: Value) -> Missed {
        Missed { option: Some(option), wanted, had }
    }

    /// Of a match none of whose options can be told from the others: all it asks, as `iptables -S` prints it.
    pub fn as_written(saved: &str, had: Value) -> Missed {
        Missed { option: None, wanted: Value::text(saved.trim()), had }
    }

    /// As a trace tells it of the rule's match at this place.
    pub fn at(self, place: usize) -> Miss {
        Miss { condition: Condition::Match(place), option: self.option.map(Into::into), wanted: self.wanted, had: self.had }
    }
}
