//! What the browser keeps for us from visit to visit, by name.
//!
//! A browser may refuse (a private window, a full disk, a page from `file://`): reading then finds nothing,
//! and writing says so. Nothing on the page depends on being remembered.

use web_sys::Storage;

/// Everything the page keeps has its name here; `boot.js` reads the same names before the program is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    Theme,
    Language,
    Pace,
    /// Which lessons were walked to their end.
    Progress,
    /// What was answered to questions.
    Answers,
    Projector,
    /// What was typed in exercises.
    Exercises,
}

impl Key {
    pub fn name(self) -> &'static str {
        match self {
            Key::Theme => "chainwalk.theme",
            Key::Language => "chainwalk.language",
            Key::Pace => "chainwalk.pace",
            Key::Progress => "chainwalk.progress",
            Key::Answers => "chainwalk.answers",
            Key::Projector => "chainwalk.projector",
            Key::Exercises => "chainwalk.exercises",
        }
    }
}

/// The browser kept nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused;

pub fn read(key: Key) -> Option<String> {
    storage()?.get_item(key.name()).ok().flatten()
}

pub fn write(key: Key, value: &str) -> Result<(), Refused> {
    let storage = storage().ok_or(Refused)?;
    storage.set_item(key.name(), value).map_err(|_| Refused)
}

fn storage() -> Option<Storage> {
    gloo_utils::window().local_storage().ok().flatten()
}
