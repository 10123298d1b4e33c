//! The keys of the desk: which key means what. The help says the same for people, in `HelpWords`.

use lessons::model::Tab;
use trace::fold::Grain;

use crate::player::{Command, Move, Way};

/// What a key asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    Player(Command),
    /// A breakpoint where the packet is: at the rule, else at the table.
    BreakHere,
    Show(Tab),
    Help,
    /// The list of breakpoints, if it is open.
    Close,
}

/// A key as the browser names it, and what is held down with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Press<'key> {
    pub key: &'key str,
    pub shift: bool,
    /// Ctrl or Alt: the one of both that the system leaves to us.
    pub control: bool,
}

pub fn deed(press: Press<'_>) -> Option<Deed> {
    let step = |way| {
        let grain = match (press.control, press.shift) {
            (true, _) => Grain::Packet,
            (false, true) => Grain::Table,
            (false, false) => Grain::Rule,
        };
        Some(Deed::Player(Command::Move(Move::Step(grain, way))))
    };
    match press.key {
        "ArrowRight" => return step(Way::Forward),
        "ArrowLeft" => return step(Way::Back),
        _ if press.control => return None,
        _ => {}
    }
    let moved = |wanted| Some(Deed::Player(Command::Move(wanted)));
    match press.key {
        " " => Some(Deed::Player(Command::PlayOrPause)),
        "Home" => moved(Move::ToStart),
        "End" => moved(Move::ToEnd),
        "o" => moved(Move::Over(Way::Forward)),
        "O" => moved(Move::Over(Way::Back)),
        "u" => moved(Move::Out(Way::Forward)),
        "U" => moved(Move::Out(Way::Back)),
        "c" => moved(Move::Run(Way::Forward)),
        "C" => moved(Move::Run(Way::Back)),
        "b" => Some(Deed::BreakHere),
        "?" => Some(Deed::Help),
        "Escape" => Some(Deed::Close),
        digit => tab(digit).map(Deed::Show),
    }
}

fn tab(digit: &str) -> Option<Tab> {
    let number: usize = digit.parse().ok()?;
    Tab::ALL.get(number.checked_sub(1)?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pressed(key: &str, shift: bool, control: bool) -> Option<Deed> {
        deed(Press { key, shift, control })
    }

    #[test]
    fn arrows_step_by_what_is_held_down_with_them() {
        let cases =
            [(false, false, Grain::Rule), (true, false, Grain::Table), (false, true, Grain::Packet), (true, true, Grain::Packet)];
        for (shift, control, grain) in cases {
            for (key, way) in [("ArrowRight", Way::Forward), ("ArrowLeft", Way::Back)] {
                let expected = Deed::Player(Command::Move(Move::Step(grain, way)));
                assert_eq!(pressed(key, shift, control), Some(expected), "{key} {shift} {control}");
            }
        }
    }

    #[test]
    fn digits_choose_tabs_and_no_others() {
        for (number, tab) in Tab::ALL.into_iter().enumerate() {
            assert_eq!(pressed(&(number + 1).to_string(), false, false), Some(Deed::Show(tab)));
        }
        for key in ["0", "7", "9", "x", "Tab", ""] {
            assert_eq!(pressed(key, false, false), None, "{key}");
        }
    }

    #[test]
    fn what_belongs_to_the_browser_stays_with_it() {
        for key in ["c", "b", "o", "1", " ", "Home", "?"] {
            assert_eq!(pressed(key, false, true), None, "Ctrl+{key}");
        }
    }
}
