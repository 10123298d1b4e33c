//! A line cut into words the way `iptables-restore` does: blanks divide, double quotes hold together, nothing is expanded.

use std::borrow::Cow;

/// The words of a line. A backslash counts only inside quotes, where it keeps the next letter as it is; a closing quote
/// ends its word (seen on 1.8.9). Single quotes are letters like any other.
pub fn words(line: &str) -> Vec<Cow<'_, str>> {
    if !line.contains('"') {
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

/// The same of a line in a file: a quote that nobody closed holds the line's end, too.
pub fn words_of_line(line: &str) -> Vec<Cow<'_, str>> {
    // most lines of a firewall quote nothing
    if !line.contains('"') {
        return words(line);
    }
    let mut open = Word::default();
    line.chars().for_each(|letter| open.take(letter, &mut Vec::new()));
    let mut words = words(line);
    if let Some(last) = words.last_mut().filter(|_| open.quoted) {
        last.to_mut().push('\n');
    }
    words
}

/// Does the line end inside of quotes?
pub fn is_open(line: &str) -> bool {
    let (mut is_open, mut is_escaped) = (false, false);
    for byte in line.bytes() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = is_open,
            b'"' => is_open = !is_open,
            _ => {}
        }
    }
    is_open
}

/// The word that is being read.
#[derive(Default)]
struct Word {
    text: String,
    /// Something stands for it, be it only `""`.
    begun: bool,
    quoted: bool,
    escaped: bool,
}

impl Word {
    fn take(&mut self, letter: char, words: &mut Vec<Cow<'_, str>>) {
        match (self.quoted, letter) {
            (true, letter) if self.escaped => {
                self.text.push(letter);
                self.escaped = false;
            }
            (true, '\\') => self.escaped = true,
            (true, '"') => {
                self.quoted = false;
                self.end(words);
            }
            (true, letter) => self.text.push(letter),
            (false, '"') => {
                self.quoted = true;
                self.begun = true;
            }
            (false, ' ' | '\t') => self.end(words),
            (false, letter) => {
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
