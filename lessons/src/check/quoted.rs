//! What the texts quote: rules and names of interfaces must be those of the lab.

use std::collections::BTreeSet;

use super::Findings;
use super::numbers::everything;
use crate::read::Source;
use crate::read::texts::Text;

pub(super) fn check(source: &Source, findings: &mut Findings<'_>) {
    let everything = everything(source).replace("\\\"", "\"");
    let known = names(&everything);
    for text in source.texts.iter().filter(|text| text.section != "your-machine") {
        for rule in rules(text).filter(|rule| !everything.contains(rule)) {
            findings.wrong_in(text.file, text.line_of(rule), format!("`{rule}` is no rule of this lab"));
        }
        for name in names(&text.whole).difference(&known).filter(|name| is_mistaken(name, &known)) {
            findings.wrong_in(text.file, text.line_of(name), format!("{name} is nowhere in this lab"));
        }
    }
}

/// The lines of code that is marked as rules; a number before a rule is its place in the chain.
fn rules(text: &Text) -> impl Iterator<Item = &str> {
    let is_quoted = text.written.starts_with("```iptables");
    let lines = text.whole.lines().filter(move |line| is_quoted && !line.trim().is_empty());
    lines.map(|line| line.trim_start_matches(|character: char| character.is_ascii_digit()).trim())
}

/// Words of letters with a number behind: `eth0`, `docker0`.
fn names(text: &str) -> BTreeSet<&str> {
    let words = text.split(|character: char| !character.is_ascii_alphanumeric());
    words.filter(|word| stem(word).is_some()).collect()
}

fn stem(word: &str) -> Option<&str> {
    let stem = word.trim_end_matches(|character: char| character.is_ascii_digit());
    (!stem.is_empty() && stem != word && stem.chars().all(|character| character.is_ascii_lowercase())).then_some(stem)
}

/// There is a name like it, but for the number.
fn is_mistaken(name: &str, known: &BTreeSet<&str>) -> bool {
    known.iter().any(|other| stem(other) == stem(name))
}
