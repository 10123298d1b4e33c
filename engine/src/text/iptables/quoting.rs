//! A line cut into words the way `iptables-restore` does: blanks divide, quotes hold together, nothing is expanded.

use std::borrow::Cow;

/// The words of a line. Both kinds of quotes hold blanks; a backslash inside quotes keeps the next letter as it is.
pub fn words(line: &str) -> Vec<Cow<'_, str>> {
    if !line.contains(['"', '\'', '\\']) {
        return line.split([' ', '\t']).filter(|word| !word.is_empty()).map(Cow::Borrowed).collect();
    }
    let mut words = Vec::new();
    let mut word = Word::default();
    for letter in line.chars() {
        word.take(letter, &mut words);
    }
    word.end(&mut words);
    words
}

/// The word that is being read.
#[derive(Default)]
struct Word {
    text: String,
    /// Something stands for it, be it only `""`.
    begun: bool,
    quote: Option<char>,
    escaped: bool,
}

impl Word {
    fn take(&mut self, letter: char, words: &mut Vec<Cow<'_, str>>) {
        match (self.quote, letter) {
            (Some(_), letter) if self.escaped => {
                self.text.push(letter);
                self.escaped = false;
            }
            (Some(_), '\\') => self.escaped = true,
            (Some(quote), letter) if letter == quote => self.quote = None,
            (Some(_), letter) => self.text.push(letter),
            (None, '"' | '\'') => {
                self.quote = Some(letter);
                self.begun = true;
            }
            (None, ' ' | '\t') => self.end(words),
            (None, letter) => {
                self.text.push(letter);
                self.begun = true;
            }
        }
    }

    fn end(&mut self, words: &mut Vec<Cow<'_, str>>) {
        if self.begun {
            words.push(Cow::Owned(std::mem::take(&mut self.text)));
        }
        self.begun = false;
    }
}
