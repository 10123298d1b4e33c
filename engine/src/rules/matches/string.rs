//! `-m string`: a text somewhere in the packet.

use super::MatchExtension;
use crate::rules::options::{self, Given, OptionSpec, Problem, Surroundings};
use crate::rules::values::number;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StringMatch {
    pub pattern: Vec<u8>,
    pub inverted: bool,
    pub algorithm: String,
    pub from: u16,
    pub to: u16,
    pub ignore_case: bool,
}

const LONGEST_PATTERN: usize = 128;

impl MatchExtension for StringMatch {
    const NAME: &'static str = "string";
    const OPTIONS: &'static [OptionSpec] = &[
        OptionSpec::one("from"),
        OptionSpec::one("to"),
        OptionSpec::one("algo").mandatory(),
        OptionSpec::one("string").invertible().excludes(&["hex-string"]),
        OptionSpec::one("hex-string").invertible().excludes(&["string"]),
        OptionSpec::flag("icase"),
    ];

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<StringMatch, Problem> {
        let bound = |name, usual| match options::find(given, name) {
            Some(option) => number::short(StringMatch::NAME, option),
            None => Ok(usual),
        };
        let (from, to) = (bound("from", 0)?, bound("to", u16::MAX)?);
        let missing = "STRING match: You must specify `--string' or `--hex-string'";
        let written = given.iter().rev().find(|option| option.name.ends_with("string"));
        let written = written.ok_or_else(|| Problem::usage(missing).late())?;
        let pattern = match written.name {
            "string" => written.value.as_bytes().to_vec(),
            _ => hexadecimal(written.value)?,
        };
        if pattern.len() > LONGEST_PATTERN {
            return Err(Problem::usage(format!("STRING too long \"{}\"", written.value)));
        }
        Ok(StringMatch {
            pattern,
            inverted: written.inverted,
            algorithm: options::find(given, "algo").map_or("", |option| option.value).to_owned(),
            from,
            to,
            ignore_case: options::has(given, "icase"),
        })
    }

    /// The kernel knows two ways to search without a state of their own.
    fn refused(&self, _place: &crate::rules::place::Place) -> bool {
        self.algorithm == "fsm" || self.from > self.to || self.pattern.is_empty()
    }

    fn is_missing(&self) -> bool {
        !matches!(self.algorithm.as_str(), "bm" | "kmp" | "fsm")
    }

    fn save(&self, out: &mut String) {
        let option = if self.is_plain() { "--string" } else { "--hex-string" };
        out.push_str(&format!("{} {option} {} --algo {}", if self.inverted { " !" } else { "" }, self.quoted(), self.algorithm));
        if self.from != 0 {
            out.push_str(&format!(" --from {}", self.from));
        }
        if self.to != u16::MAX {
            out.push_str(&format!(" --to {}", self.to));
        }
        out.push_str(if self.ignore_case { " --icase" } else { "" });
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        // two blanks without the `!` (reference: matches-targets.md §0)
        let inverted = if self.inverted { "!" } else { "" };
        out.push_str(&format!(" STRING match {inverted} {} ALGO name {}", self.quoted(), self.algorithm));
        if self.from != 0 {
            out.push_str(&format!(" FROM {}", self.from));
        }
        if self.to != u16::MAX {
            out.push_str(&format!(" TO {}", self.to));
        }
        out.push_str(if self.ignore_case { " ICASE" } else { "" });
    }
}

impl StringMatch {
    /// Printable, and not of a kind that would be read as hexadecimal.
    fn is_plain(&self) -> bool {
        self.pattern.iter().all(|byte| (0x20..0x7f).contains(byte))
    }

    fn quoted(&self) -> String {
        if !self.is_plain() {
            let digits: String = self.pattern.iter().map(|byte| format!("{byte:02x}")).collect();
            return format!("\"|{digits}|\"");
        }
        let mut text = String::from("\"");
        for byte in &self.pattern {
            if matches!(byte, b'"' | b'\\') {
                text.push('\\');
            }
            text.push(char::from(*byte));
        }
        text.push('"');
        text
    }
}

/// `a|0d 0a|b`: between bars, bytes in hexadecimal; a backslash keeps a letter as it is.
fn hexadecimal(text: &str) -> Result<Vec<u8>, Problem> {
    if text.is_empty() {
        return Err(Problem::usage("STRING must contain at least one char"));
    }
    let mut found = Vec::new();
    let mut rest = text.as_bytes();
    let mut in_block = false;
    while let Some((first, behind)) = rest.split_first() {
        if *first == b'|' {
            in_block = !in_block;
            rest = if in_block { behind.trim_ascii_start() } else { behind };
            if rest.is_empty() {
                break;
            }
        } else if *first == b'\\' && in_block {
            return Err(Problem::usage("Cannot include literals in hex data"));
        } else if *first == b'\\' {
            let (literal, behind) = behind.split_first().ok_or_else(|| Problem::usage("Bad literal placement at end of string"))?;
            found.push(*literal);
            rest = behind;
            continue;
        }
        rest = match in_block {
            true => hexadecimal_byte(rest, &mut found)?,
            false => one_byte(rest, &mut found),
        };
    }
    Ok(found)
}

fn one_byte<'text>(text: &'text [u8], found: &mut Vec<u8>) -> &'text [u8] {
    found.extend(text.first());
    text.get(1..).unwrap_or_default()
}

/// Two digits, of which something has to follow, were it the closing `|`.
fn hexadecimal_byte<'text>(text: &'text [u8], found: &mut Vec<u8>) -> Result<&'text [u8], Problem> {
    let [high, low, rest @ ..] = text else { return Err(Problem::usage("Odd number of hex digits")) };
    if rest.is_empty() {
        return Err(Problem::usage("Invalid hex block"));
    }
    let digit = |byte: &u8| {
        let letter = char::from(*byte);
        letter.to_digit(16).ok_or_else(|| Problem::usage(format!("Invalid hex char '{letter}'")))
    };
    found.push((digit(high)? * 16 + digit(low)?) as u8);
    Ok(rest.strip_prefix(b" ").unwrap_or(rest))
}
