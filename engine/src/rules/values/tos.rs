//! The type-of-service byte: values with masks, names of the old meanings, code points and their classes.

use super::mark;
use super::number;
use crate::rules::options::{Given, Problem};

const NAMES: [(&str, u8); 5] = [
    ("Minimize-Delay", 16),
    ("Maximize-Throughput", 8),
    ("Maximize-Reliability", 4),
    ("Minimize-Cost", 2),
    ("Normal-Service", 0),
];

/// The bits a name speaks of.
const NAME_MASK: u8 = 0x3f;

/// `0x10`, `0x10/0x3f`, `Minimize-Delay`.
pub fn masked(extension: &str, given: &Given<'_>) -> Result<(u8, u8), Problem> {
    if let Some(value) = by_name(given.value)? {
        return Ok((value, NAME_MASK));
    }
    let illegal = |_| Problem::usage(format!("Illegal value: \"{}\"", given.value));
    let (value, mask) = mark::bounded(extension, given, u32::from(u8::MAX)).map_err(illegal)?;
    Ok((value as u8, mask as u8))
}

fn by_name(text: &str) -> Result<Option<u8>, Problem> {
    if number::prefix(text).is_some_and(|(value, _)| value <= u64::from(u8::MAX)) {
        return Ok(None);
    }
    let found = NAMES.iter().find(|(name, _)| name.eq_ignore_ascii_case(text));
    match found {
        Some((_, value)) => Ok(Some(*value)),
        None => Err(Problem::usage(format!("Symbolic name \"{text}\" is unknown"))),
    }
}

pub fn name(value: u8, mask: u8) -> Option<&'static str> {
    NAMES.iter().find(|(_, known)| mask == NAME_MASK && *known == value).map(|(name, _)| *name)
}

const CLASSES: [(&str, u8); 22] = [
    ("CS0", 0x00),
    ("CS1", 0x08),
    ("CS2", 0x10),
    ("CS3", 0x18),
    ("CS4", 0x20),
    ("CS5", 0x28),
    ("CS6", 0x30),
    ("CS7", 0x38),
    ("BE", 0x00),
    ("AF11", 0x0a),
    ("AF12", 0x0c),
    ("AF13", 0x0e),
    ("AF21", 0x12),
    ("AF22", 0x14),
    ("AF23", 0x16),
    ("AF31", 0x1a),
    ("AF32", 0x1c),
    ("AF33", 0x1e),
    ("AF41", 0x22),
    ("AF42", 0x24),
    ("AF43", 0x26),
    ("EF", 0x2e),
];

/// A code point: by number below 64, or by its class.
pub fn code_point(extension: &str, given: &Given<'_>) -> Result<u8, Problem> {
    if given.name.ends_with("class") {
        // what follows a class's name is not looked at
        let begins = |name: &str| given.value.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
        let class = CLASSES.iter().find(|(name, _)| begins(name));
        return class.map(|(_, value)| *value).ok_or_else(|| Problem::usage(format!("Invalid DSCP value `{}'", given.value)));
    }
    number::integer(extension, given, 0, 63).map(|value| value as u8)
}
