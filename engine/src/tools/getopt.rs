//! Options as GNU `getopt_long` takes them from a command line, with its complaints.

/// An option: a letter, a long name or both.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// What stands for it in a [`Piece`], known to the command line as `-letter` unless `long_only`.
    pub letter: char,
    pub name: &'static str,
    pub value: Value,
    pub long_only: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    None,
    Needed,
    /// Behind `=`, and only behind a long name.
    Glued,
    /// The same, or glued to the letter.
    Optional,
}

impl Known {
    pub const fn flag(letter: char, name: &'static str) -> Known {
        Known { letter, name, value: Value::None, long_only: false }
    }

    pub const fn valued(letter: char, name: &'static str) -> Known {
        Known { letter, name, value: Value::Needed, long_only: false }
    }

    pub const fn glued(letter: char, name: &'static str) -> Known {
        Known { letter, name, value: Value::Glued, long_only: false }
    }

    pub const fn optional(letter: char, name: &'static str) -> Known {
        Known { letter, name, value: Value::Optional, long_only: false }
    }

    pub const fn long_only(letter: char, name: &'static str) -> Known {
        Known { letter, name, value: Value::None, long_only: true }
    }
}

/// What comes next on a command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'words> {
    Option(char, Option<&'words str>),
    /// A word that is no option.
    Word(&'words str),
}

/// A command line that is read from left to right.
pub struct Words<'words> {
    words: &'words [&'words str],
    next: usize,
    letters: &'words str,
    known: &'static [Known],
    only_words: bool,
}

impl<'words> Words<'words> {
    pub fn new(words: &'words [&'words str], known: &'static [Known]) -> Words<'words> {
        Words { words, next: 0, letters: "", known, only_words: false }
    }

    /// The next piece, or what `getopt_long` complains of behind `PROGRAM: `.
    pub fn advance(&mut self) -> Option<Result<Piece<'words>, String>> {
        if let Some(letter) = self.letters.chars().next() {
            self.letters = self.letters.get(letter.len_utf8()..).unwrap_or("");
            return Some(self.letter(letter));
        }
        let word = self.word()?;
        if self.only_words || !word.starts_with('-') || word == "-" {
            return Some(Ok(Piece::Word(word)));
        }
        if word == "--" {
            self.only_words = true;
            return self.advance();
        }
        match word.strip_prefix("--") {
            Some(long) => Some(self.long(long)),
            None => {
                self.letters = word.get(1..).unwrap_or("");
                self.advance()
            }
        }
    }

    /// Takes the next word if it is no option and no letter is left, as some options do with what may follow them.
    pub fn follower(&mut self) -> Option<&'words str> {
        let next = self.words.get(self.next).copied().filter(|word| self.letters.is_empty() && !word.starts_with(['-', '!']));
        self.next += usize::from(next.is_some());
        next
    }

    fn word(&mut self) -> Option<&'words str> {
        let word = self.words.get(self.next).copied();
        self.next += usize::from(word.is_some());
        word
    }

    fn letter(&mut self, letter: char) -> Result<Piece<'words>, String> {
        let known = self.known.iter().find(|known| known.letter == letter && !known.long_only);
        let known = known.ok_or_else(|| format!("invalid option -- '{letter}'"))?;
        let value = match known.value {
            Value::None | Value::Glued => None,
            Value::Optional => self.glued(),
            Value::Needed => {
                let value = self.glued().or_else(|| self.word());
                Some(value.ok_or_else(|| format!("option requires an argument -- '{letter}'"))?)
            }
        };
        Ok(Piece::Option(letter, value))
    }

    /// What is left of the word behind a letter.
    fn glued(&mut self) -> Option<&'words str> {
        Some(std::mem::take(&mut self.letters)).filter(|glued| !glued.is_empty())
    }

    fn long(&mut self, text: &'words str) -> Result<Piece<'words>, String> {
        let (name, glued) = text.split_once('=').map_or((text, None), |(name, value)| (name, Some(value)));
        let known = self.find(name)?;
        let full = known.name;
        let value = match known.value {
            Value::None if glued.is_some() => return Err(format!("option '--{full}' doesn't allow an argument")),
            Value::None | Value::Glued | Value::Optional => glued,
            Value::Needed => {
                let value = glued.or_else(|| self.word());
                Some(value.ok_or_else(|| format!("option '--{full}' requires an argument"))?)
            }
        };
        Ok(Piece::Option(known.letter, value))
    }

    /// By its whole name, or by the beginning of one and only one.
    fn find(&self, name: &str) -> Result<&'static Known, String> {
        let named = self.known.iter().filter(|known| !known.name.is_empty());
        let begun: Vec<&Known> = named.filter(|known| known.name.starts_with(name)).collect();
        match begun.as_slice() {
            [] => Err(format!("unrecognized option '--{name}'")),
            [only] => Ok(only),
            several => several.iter().find(|known| known.name == name).copied().ok_or_else(|| {
                let all: String = several.iter().map(|known| format!(" '--{}'", known.name)).collect();
                format!("option '--{name}' is ambiguous; possibilities:{all}")
            }),
        }
    }
}
