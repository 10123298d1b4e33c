//! What packets change in sets, element by element: told to whoever listens, and done once more to a copy of the sets.

use std::sync::Arc;

use super::Sets;
use super::element::{Element, Entry};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetChange {
    pub set: Arc<str>,
    pub element: Element,
    /// What the set keeps with the element from now on. `None`: it is out of the set.
    pub entry: Option<Entry>,
}

/// Where changes are noted, if anybody listens.
pub struct Changes<'walk>(Option<&'walk mut Vec<SetChange>>);

impl Changes<'_> {
    pub fn unheard() -> Changes<'static> {
        Changes(None)
    }

    pub fn noted_in(list: Option<&mut Vec<SetChange>>) -> Changes<'_> {
        Changes(list)
    }

    pub(super) fn are_heard(&self) -> bool {
        self.0.is_some()
    }

    pub(super) fn note(&mut self, set: &Arc<str>, element: &Element, entry: Option<&Entry>) {
        if let Some(list) = &mut self.0 {
            list.push(SetChange { set: set.clone(), element: element.clone(), entry: entry.cloned() });
        }
    }
}

impl Sets {
    /// The same change once more. Of a set that is not there nothing is kept.
    pub fn apply(&mut self, change: &SetChange) {
        let Some(set) = self.get_mut(&change.set) else { return };
        match &change.entry {
            Some(entry) => set.insert(change.element.clone(), entry.clone(), &mut Changes::unheard()),
            None => set.forget(&change.element, &mut Changes::unheard()),
        }
    }
}
