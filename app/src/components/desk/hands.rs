//! What the desk's parts do to it: callbacks that are made once, so that no part is drawn again for them.

use lessons::model::Tab;
use web_sys::{Element, KeyboardEvent};
use yew::{Callback, PointerEvent, TargetCast, UseReducerDispatcher, UseStateHandle, UseStateSetter};

use super::keys::{Deed, Press, deed};
use crate::browser::document;
use crate::player::{Act, Breakpoint, Command, Move, Now, Player};

pub struct Hands {
    pub on_command: Callback<Command>,
    pub on_go: Callback<usize>,
    pub on_breakpoint: Callback<Breakpoint>,
    pub on_tab: Callback<Tab>,
    pub on_help: Callback<bool>,
    pub on_print: Callback<bool>,
    pub on_large: Callback<bool>,
}

impl Hands {
    pub fn of(
        player: UseReducerDispatcher<Player>,
        tab: UseStateSetter<Tab>,
        [help, print, large]: [UseStateHandle<bool>; 3],
    ) -> Hands {
        let on_command = Callback::from(move |command| player.dispatch(Act::Do(command)));
        Hands {
            on_go: on_command.reform(|position| Command::Move(Move::To(position))),
            on_breakpoint: on_command.reform(Command::Toggle),
            on_tab: Callback::from(move |chosen| tab.set(chosen)),
            on_help: sets(&help),
            on_print: sets(&print),
            on_large: sets(&large),
            on_command,
        }
    }

    /// Whether the desk has a use for a key; then it is done.
    pub fn take(&self, press: &KeyboardEvent, now: &Now) -> bool {
        let key = press.key();
        let deed = deed(Press { key: &key, shift: press.shift_key(), control: press.ctrl_key() || press.alt_key() });
        let is_taken = deed.is_some();
        match deed {
            Some(Deed::Player(command)) => self.on_command.emit(command),
            Some(Deed::BreakHere) => {
                if let Some(breakpoint) = breakpoint_at(now) {
                    self.on_breakpoint.emit(breakpoint);
                }
            }
            Some(Deed::Show(tab)) => self.on_tab.emit(tab),
            Some(Deed::Help) => self.on_help.emit(true),
            Some(Deed::Close) => document::close(OPENED),
            None => {}
        }
        is_taken
    }
}

/// What lies over the desk while it is open.
const OPENED: &str = ".breakpoints[open]";

/// A press beside it closes it, as Escape does.
pub fn pressed(press: PointerEvent) {
    let inside = press.target_dyn_into::<Element>().and_then(|element| element.closest(OPENED).ok().flatten());
    if inside.is_none() {
        document::close(OPENED);
    }
}

#[inline(never)]
fn sets(state: &UseStateHandle<bool>) -> Callback<bool> {
    let setter = state.setter();
    Callback::from(move |is_so| setter.set(is_so))
}

/// The rule under test, else the table that the packet is in.
fn breakpoint_at(now: &Now) -> Option<Breakpoint> {
    match now.rule() {
        Some(place) => Some(Breakpoint::Rule(now.focus.host, place.rule)),
        None => now.focus.table.clone().map(Breakpoint::Table),
    }
}
