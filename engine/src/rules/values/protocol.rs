//! A protocol as it is written in a rule: by name or by number.

use crate::state::protocol::{alias, named};
pub use crate::state::protocol::{name, own_name};

/// By name or by number.
pub fn number(text: &str) -> Option<u8> {
    super::number::within(text, 0, 255).map(|number| number as u8).or_else(|| named(text))
}

/// By any name that `/etc/protocols` has.
pub fn number_or_alias(text: &str) -> Option<u8> {
    number(text).or_else(|| alias(text))
}
