//! Words into options and operands, as `getopt` does it: `-zv -w 2`, `-w2`, `--max-time 2`, `--` ends them.

use std::time::Duration;

/// One option as it was found, by its letter or its long name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found<'word> {
    Flag(&'word str),
    Value(&'word str, &'word str),
    Operand(&'word str),
    /// A letter that no option has.
    Unknown(&'word str),
    /// The value is missing.
    Bare(&'word str),
}

/// Which options a program has.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    /// A colon behind those that take a value.
    pub letters: &'static str,
    /// Long names, each with the letter it stands for or itself, a colon behind those that take a value: `max-time:m`.
    pub long: &'static [(&'static str, bool)],
    /// The first operand ends the options (`POSIXLY_CORRECT`).
    pub stops: bool,
}

pub(super) fn read<'word>(words: &[&'word str], known: Known) -> Vec<Found<'word>> {
    let mut found = Vec::new();
    let mut words = words.iter().copied();
    while let Some(word) = words.next() {
        if word == "--" {
            found.extend(words.by_ref().map(Found::Operand));
        } else if let Some(name) = word.strip_prefix("--").filter(|_| !known.long.is_empty()) {
            found.push(long(name, &mut words, known));
        } else if let Some(letters) = word.strip_prefix('-').filter(|letters| !letters.is_empty()) {
            short(letters, &mut words, known, &mut found);
        } else {
            found.push(Found::Operand(word));
            if known.stops {
                found.extend(words.by_ref().map(Found::Operand));
            }
        }
    }
    found
}

fn long<'word>(name: &'word str, words: &mut impl Iterator<Item = &'word str>, known: Known) -> Found<'word> {
    match known.long.iter().find(|(long, _)| *long == name) {
        None => Found::Unknown(name),
        Some((_, false)) => Found::Flag(name),
        Some((_, true)) => words.next().map_or(Found::Bare(name), |value| Found::Value(name, value)),
    }
}

fn short<'word>(letters: &'word str, words: &mut impl Iterator<Item = &'word str>, known: Known, found: &mut Vec<Found<'word>>) {
    let mut rest = letters;
    while let Some(letter) = rest.chars().next() {
        let (this, behind) = rest.split_at(letter.len_utf8());
        rest = behind;
        let takes_value = known.letters.split_once(letter).map(|(_, after)| after.starts_with(':'));
        match takes_value {
            None => found.push(Found::Unknown(this)),
            Some(_) if letter == ':' => found.push(Found::Unknown(this)),
            Some(false) => found.push(Found::Flag(this)),
            Some(true) if !rest.is_empty() => {
                found.push(Found::Value(this, rest));
                return;
            }
            Some(true) => {
                found.push(words.next().map_or(Found::Bare(this), |value| Found::Value(this, value)));
                return;
            }
        }
    }
}

/// `2`, `0.5`: seconds, to the millisecond.
pub(super) fn seconds(text: &str) -> Option<Duration> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.chars().all(|letter| letter.is_ascii_digit());
    if !digits(whole) || !digits(part) || (whole.is_empty() && part.is_empty()) {
        return None;
    }
    let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().ok().filter(|seconds| *seconds < 1_000_000)? };
    let thousandths: String = part.chars().chain("000".chars()).take(3).collect();
    Some(Duration::from_secs(whole) + Duration::from_millis(thousandths.parse().ok()?))
}
