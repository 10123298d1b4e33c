//! Whole numbers, as `strtoul` with base 0 reads them: decimal, `0x` hexadecimal, leading-zero octal.

use crate::rules::options::{Given, Problem};

/// The number a text begins with, and the rest of the text.
pub fn prefix(text: &str) -> Option<(u64, &str)> {
    let text = text.trim_start_matches([' ', '\t']);
    let text = text.strip_prefix('+').unwrap_or(text);
    let hexadecimal = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
    let (digits, radix) = match hexadecimal {
        Some(digits) if digits.starts_with(|c: char| c.is_ascii_hexdigit()) => (digits, 16),
        Some(_) => (text, 10),
        None if text.starts_with('0') => (text, 8),
        None => (text, 10),
    };
    let length = digits.bytes().take_while(|byte| char::from(*byte).is_digit(radix)).count();
    let (number, rest) = digits.split_at(length);
    let number = u64::from_str_radix(number, radix).ok()?;
    Some((number, rest))
}

/// As `strtoul` with base 10: the number a text begins with (0 if it begins with none), and the rest of the text.
pub fn decimal(text: &str) -> (u64, &str) {
    let unsigned = text.trim_start_matches([' ', '\t']);
    let (negative, unsigned) = match unsigned.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, unsigned.strip_prefix('+').unwrap_or(unsigned)),
    };
    let length = unsigned.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = unsigned.split_at(length);
    if digits.is_empty() {
        return (0, text);
    }
    match digits.parse::<u64>() {
        Ok(number) if negative => (number.wrapping_neg(), rest),
        Ok(number) => (number, rest),
        Err(_) => (u64::MAX, rest),
    }
}

/// A text that is one number and nothing else.
pub fn whole(text: &str) -> Option<u64> {
    match prefix(text) {
        Some((number, "")) => Some(number),
        Some(_) | None => None,
    }
}

pub fn within(text: &str, least: u64, greatest: u64) -> Option<u64> {
    whole(text).filter(|number| (least..=greatest).contains(number))
}

/// An option's value between two bounds.
pub fn integer(extension: &str, given: &Given<'_>, least: u64, greatest: u64) -> Result<u64, Problem> {
    within(given.value, least, greatest).ok_or_else(|| {
        let name = given.name;
        Problem::library(format!("{extension}: bad value for option \"--{name}\", or out of range ({least}-{greatest})."))
    })
}

pub fn byte(extension: &str, given: &Given<'_>) -> Result<u8, Problem> {
    integer(extension, given, 0, 255).map(|number| number as u8)
}

pub fn short(extension: &str, given: &Given<'_>) -> Result<u16, Problem> {
    integer(extension, given, 0, 65535).map(|number| number as u16)
}

pub fn word(extension: &str, given: &Given<'_>) -> Result<u32, Problem> {
    integer(extension, given, 0, u64::from(u32::MAX)).map(|number| number as u32)
}

/// `a`, `a:b`, `:b`, `a:`; a single number is a range of one.
pub fn range(extension: &str, given: &Given<'_>, greatest: u64) -> Result<(u64, u64), Problem> {
    let name = given.name;
    let parts: Vec<&str> = given.value.split(':').collect();
    let mut bounds = [0, greatest];
    let mut rest = given.value;
    for (bound, part) in bounds.iter_mut().zip(&parts) {
        if !part.is_empty() {
            *bound = part_of_range(extension, name, rest, greatest)?;
        }
        rest = rest.get(part.len() + 1..).unwrap_or("");
    }
    if parts.len() > 2 {
        return Err(Problem::library(format!("{extension}: Too many components for option \"--{name}\" (max: 2)")));
    }
    let [first, last] = bounds;
    Ok(if parts.len() == 1 { (first, first) } else { (first, last) })
}

fn part_of_range(extension: &str, name: &str, part: &str, greatest: u64) -> Result<u64, Problem> {
    match prefix(part) {
        Some((number, rest)) if number <= greatest && (rest.is_empty() || rest.starts_with(':')) => Ok(number),
        Some((number, rest)) if number <= greatest => {
            Err(Problem::library(format!("{extension}: Argument to \"--{name}\" has unexpected characters near \"{rest}\".")))
        }
        Some(_) | None => Err(Problem::library(format!(
            "{extension}: bad value for option \"--{name}\" near \"{part}\", or out of range (0-{greatest})."
        ))),
    }
}
