//! The position in a trace, and the moves that no knowledge of its events is needed for.
//!
//! Stepping back is an index like stepping forward: nothing is undone.

use std::rc::Rc;

use yew::Reducible;

/// A moment of a trace: 0 before the first event, `last` after the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    moment: usize,
    last: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    Forward,
    Back,
    ToStart,
    ToEnd,
    /// To this moment, or to the end where the trace is shorter.
    To(usize),
}

impl Position {
    /// Before the first of so many events.
    pub fn start_of(events: usize) -> Position {
        Position { moment: 0, last: events }
    }

    pub fn moment(self) -> usize {
        self.moment
    }

    pub fn is_at_start(self) -> bool {
        self.moment == 0
    }

    pub fn is_at_end(self) -> bool {
        self.moment == self.last
    }

    pub fn after(self, step: Move) -> Position {
        let moment = match step {
            Move::Forward => self.moment.saturating_add(1),
            Move::Back => self.moment.saturating_sub(1),
            Move::ToStart => 0,
            Move::ToEnd => self.last,
            Move::To(moment) => moment,
        };
        Position { moment: moment.min(self.last), ..self }
    }
}

impl Reducible for Position {
    type Action = Move;

    fn reduce(self: Rc<Self>, step: Move) -> Rc<Self> {
        Rc::new(self.after(step))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forward_and_back_meet_at_the_same_moment() {
        let there = Position::start_of(3).after(Move::Forward).after(Move::Forward);
        assert_eq!(there.moment(), 2);
        assert_eq!(there.after(Move::Forward).after(Move::Back), there);
    }

    #[test]
    fn no_move_leaves_the_trace() {
        let start = Position::start_of(2);
        assert!(start.after(Move::Back).is_at_start());
        assert!(start.after(Move::To(9)).is_at_end());
        assert!(start.after(Move::ToEnd).after(Move::Forward).is_at_end());
        assert!(start.after(Move::ToEnd).after(Move::ToStart).is_at_start());
    }

    #[test]
    fn an_empty_trace_begins_at_its_end() {
        let empty = Position::start_of(0);
        assert!(empty.is_at_start() && empty.is_at_end());
    }
}
