//! Walking over the words of a command line.

use super::complaint::Complaint;

#[derive(Clone, Debug)]
pub struct Words<'words> {
    words: &'words [&'words str],
    place: usize,
}

impl<'words> Words<'words> {
    pub fn new(words: &'words [&'words str]) -> Words<'words> {
        Words { words, place: 0 }
    }

    pub fn peek(&self) -> Option<&'words str> {
        self.words.get(self.place).copied()
    }

    /// The word after the keyword that was just taken.
    pub fn argument(&mut self) -> Result<&'words str, Complaint> {
        self.next().ok_or_else(Complaint::incomplete)
    }

    pub fn is_empty(&self) -> bool {
        self.peek().is_none()
    }

    pub fn rest(&self) -> &'words [&'words str] {
        self.words.get(self.place..).unwrap_or(&[])
    }
}

impl<'words> Iterator for Words<'words> {
    type Item = &'words str;

    fn next(&mut self) -> Option<&'words str> {
        let word = self.peek()?;
        self.place += 1;
        Some(word)
    }
}

/// iproute2's `matches`: is the word the full name or a beginning of it?
pub fn begins(word: &str, full: &str) -> bool {
    !word.is_empty() && full.starts_with(word)
}
