//! A tab of the inspector: what it is called, how many things are behind it, which one a key goes to from it.

use lessons::model::Tab;

use crate::player::Now;
use crate::words::TabWords;

pub(super) fn id(tab: Tab) -> String {
    ["tab-", tab.word()].concat()
}

pub(super) fn name(tab: Tab, words: &TabWords) -> &'static str {
    match tab {
        Tab::Rules => words.rules,
        Tab::Connections => words.connections,
        Tab::Packet => words.packet,
        Tab::Routes => words.routes,
        Tab::Log => words.log,
        Tab::Programs => words.programs,
    }
}

/// How many things there are to see, where that is worth a number.
pub(super) fn count(tab: Tab, now: &Now) -> Option<usize> {
    let host = now.host()?;
    let count = match tab {
        Tab::Connections => host.entries.len(),
        Tab::Log => host.log.len(),
        Tab::Rules | Tab::Packet | Tab::Routes | Tab::Programs => return None,
    };
    (count > 0).then_some(count)
}

pub(super) fn beside(tab: Tab, key: &str) -> Option<Tab> {
    let place = tab as usize;
    let last = Tab::ALL.len() - 1;
    let place = match key {
        "ArrowRight" => {
            if place == last {
                0
            } else {
                place + 1
            }
        }
        "ArrowLeft" => place.checked_sub(1).unwrap_or(last),
        "Home" => 0,
        "End" => last,
        _ => return None,
    };
    Tab::ALL.get(place).copied()
}
