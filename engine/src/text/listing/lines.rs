//! A pasted text as lines and words: full-width signs made plain, line ends of all kinds, anonymised addresses replaced.
//! Every word knows where it stood.

use super::anonymous;
use crate::text::finding::{Finding, Severity, Span};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// From 1.
    pub number: u32,
    pub words: Vec<Word>,
    /// The line with plain signs and stand-ins for anonymised addresses, its beginning blanks kept.
    pub plain: String,
    /// How many columns it took on a terminal, blanks at its end among them.
    pub width: u32,
    /// Blanks stood at its end.
    pub ends_blank: bool,
    pub findings: Vec<Finding>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    pub text: String,
    pub span: Span,
}

impl Line {
    pub fn word(&self, place: usize) -> &str {
        self.words.get(place).map_or("", |word| word.text.as_str())
    }

    pub fn texts(&self) -> Vec<&str> {
        self.words.iter().map(|word| word.text.as_str()).collect()
    }

    /// Where it stands, from its first word to its last.
    pub fn span(&self) -> Span {
        let first = self.words.first().map(|word| word.span).unwrap_or_default();
        self.words.last().map_or(first, |last| first.through(last.span))
    }

    pub fn is_indented(&self) -> bool {
        self.plain.starts_with([' ', '\t'])
    }

    /// The word after the first one that is `key`.
    pub fn after(&self, key: &str) -> Option<&Word> {
        let place = self.words.iter().position(|word| word.text == key)?;
        self.words.get(place + 1)
    }
}

pub fn lines(text: &str) -> impl Iterator<Item = Line> {
    let text = text.trim_start_matches('\u{feff}');
    text.split('\n').zip(1..).map(|(line, number)| read_line(line.trim_end_matches('\r'), number))
}

fn read_line(text: &str, number: u32) -> Line {
    let mut line = Line { number, ends_blank: text.ends_with(char::is_whitespace), ..Line::default() };
    let (mut word, mut column) = (String::new(), 0);
    for character in text.chars() {
        line.width = if character == '\t' { line.width / 8 * 8 + 8 } else { line.width + 1 };
    }
    for (character, place) in text.chars().chain([' ']).zip(1..) {
        let plain = plain(character);
        if !plain.is_whitespace() {
            if word.is_empty() {
                column = place;
            }
            word.push(plain);
            continue;
        }
        if !word.is_empty() {
            finish_word(&mut line, &mut word, column);
        }
        line.plain.push(plain);
    }
    line.plain.truncate(line.plain.trim_end().len());
    line
}

fn finish_word(line: &mut Line, word: &mut String, column: u32) {
    let length = word.chars().count() as u32;
    let span = Span { line: line.number, column, length };
    let text = std::mem::take(word);
    let replaced = anonymous::replace(&text);
    if let Some(replaced) = &replaced {
        line.findings.push(Finding {
            span,
            severity: Severity::Guess,
            found: text.clone(),
            expected: "an IPv4 address".to_string(),
            hint: format!("it seems to be anonymised; {replaced} stands for it here"),
        });
    }
    let text = replaced.unwrap_or(text);
    line.plain.push_str(&text);
    line.words.push(Word { text, span });
}

/// Signs of full width, as Chinese and Japanese keyboards type them, and blanks of all kinds.
fn plain(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character),
        '\u{3000}' | '\u{a0}' | '\u{2007}' | '\u{202f}' => ' ',
        '\u{3002}' => '.',
        '\u{2013}' | '\u{2014}' | '\u{2212}' => '-',
        '\u{2018}' | '\u{2019}' => '\'',
        '\u{201c}' | '\u{201d}' => '"',
        other => other,
    }
}
