//! All that a person did here as one file, to take along to another browser or to keep.

use super::{KEPT, kept, take_in};
use crate::browser::json;
use crate::browser::storage::Refused;

/// What the file is called when it is saved.
pub const NAME: &str = "chainwalk-progress.json";

/// Says whose file it is; the number goes up when an older page could not read it.
const MARK: (&str, &str) = ("chainwalk", "1");

/// Why a file was not taken in. What was kept before stays in either case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotTaken {
    /// It is not what `written` makes.
    NotOurs,
    /// The browser keeps nothing.
    Refused,
}

pub fn written() -> String {
    let entries = KEPT.map(|key| (key.name(), kept(key)));
    json::write([(MARK.0, MARK.1.to_owned())].into_iter().chain(entries))
}

/// Adds what a file holds to what is kept; where both have something about the same question or exercise, the file has it.
pub fn read(text: &str) -> Result<(), NotTaken> {
    let file = json::read(text).ok_or(NotTaken::NotOurs)?;
    if file.get(MARK.0).as_deref() != Some(MARK.1) {
        return Err(NotTaken::NotOurs);
    }
    for key in KEPT {
        // A part that is not there adds nothing.
        take_in(key, &file.get(key.name()).unwrap_or_default()).map_err(|Refused| NotTaken::Refused)?;
    }
    Ok(())
}
