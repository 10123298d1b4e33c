//! The letters of a line as tokens: quotes come off, here-documents are taken from the lines behind.

use super::{OPEN_QUOTE, Part, Word, is_name, is_of_bash, not_modelled, unexpected};
use crate::lab::shell::Stream;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Word(Read),
    Newline,
    /// `;` `&&` `||` `|`
    Operator(&'static str),
    Redirect(&'static str, Stream),
    /// The text of a here-document, behind its `<<`.
    Document(Word),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Read {
    pub word: Word,
    pub quoted: bool,
    /// `NAME=…`
    pub assigns: bool,
    /// `NAME+=…`
    pub appends: bool,
    has_equals: bool,
}

impl Read {
    /// Before the first `=` of a word.
    fn note_equals(&mut self) {
        if let ([Part::Text(text)], false) = (self.word.parts.as_slice(), self.quoted || self.has_equals) {
            self.assigns = is_name(text);
            self.appends = text.strip_suffix('+').is_some_and(is_name);
        }
        self.has_equals = true;
    }

    pub fn is_plain(&self, text: &str) -> bool {
        !self.quoted && matches!(self.word.parts.as_slice(), [Part::Text(found)] if found == text)
    }
}

/// A here-document that was announced and whose text comes behind the line's end.
pub(super) struct Pending {
    /// Where among the tokens its text goes.
    token: usize,
    delimiter: String,
    quoted: bool,
    strip_tabs: bool,
}

pub(super) struct Reader {
    rest: Vec<char>,
    place: usize,
    /// Announced, and not ended yet.
    pub documents: Vec<Pending>,
}

impl Reader {
    pub fn of(text: &str) -> Reader {
        Reader { rest: text.chars().collect(), place: 0, documents: Vec::new() }
    }

    fn peek(&self) -> Option<char> {
        self.rest.get(self.place).copied()
    }

    fn next(&mut self) -> Option<char> {
        let letter = self.peek()?;
        self.place += 1;
        Some(letter)
    }

    fn takes(&mut self, text: &str) -> bool {
        let fits = text.chars().enumerate().all(|(offset, letter)| self.rest.get(self.place + offset) == Some(&letter));
        if fits {
            self.place += text.chars().count();
        }
        fits
    }

    pub fn read_all(&mut self) -> Result<Vec<Token>, String> {
        let mut tokens = Vec::new();
        while let Some(letter) = self.peek() {
            match letter {
                '\n' => {
                    self.place += 1;
                    tokens.push(Token::Newline);
                    self.read_documents(&mut tokens)?;
                }
                letter if letter.is_whitespace() => self.place += 1,
                '\\' if self.rest.get(self.place + 1) == Some(&'\n') => self.place += 2,
                '#' => {
                    while self.peek().is_some_and(|letter| letter != '\n') {
                        self.place += 1;
                    }
                }
                _ => self.read_token(&mut tokens)?,
            }
        }
        Ok(tokens)
    }

    fn read_token(&mut self, tokens: &mut Vec<Token>) -> Result<(), String> {
        let digit = match (self.peek(), self.rest.get(self.place + 1)) {
            (Some('1'), Some('>')) => Some(Stream::Out),
            (Some('2'), Some('>')) => Some(Stream::Err),
            _ => None,
        };
        if digit.is_some() {
            self.place += 1;
        }
        let stream = digit.unwrap_or(Stream::Out);
        for text in ["&&", "||", ";;", ";", "|"] {
            if digit.is_none() && self.takes(text) {
                if text == "|" && self.peek() == Some('&') {
                    return Err(not_modelled("|&"));
                }
                tokens.push(Token::Operator(text));
                return Ok(());
            }
        }
        if self.takes("<<<") {
            tokens.push(Token::Redirect("<<<", stream));
            return Ok(());
        }
        if self.takes("<<") {
            tokens.push(Token::Redirect("<<", stream));
            return self.announce_document(tokens);
        }
        for text in ["&>>", "&>", ">>", ">&", ">|", ">", "<"] {
            if self.takes(text) {
                tokens.push(Token::Redirect(text, stream));
                return Ok(());
            }
        }
        match self.peek() {
            Some('&') => Err(not_modelled("& (a program in the background)")),
            Some(open @ ('(' | ')')) => Err(not_modelled(&open.to_string())),
            Some(_) | None => {
                tokens.push(Token::Word(self.read_word()?));
                Ok(())
            }
        }
    }

    fn announce_document(&mut self, tokens: &mut Vec<Token>) -> Result<(), String> {
        let strip_tabs = self.takes("-");
        while self.peek().is_some_and(|letter| letter == ' ' || letter == '\t') {
            self.place += 1;
        }
        if self.peek().is_none_or(|letter| letter == '\n') {
            return Err(unexpected(None));
        }
        let read = self.read_word()?;
        let pending = Pending { token: tokens.len(), delimiter: read.word.literal(), quoted: read.quoted, strip_tabs };
        self.documents.push(pending);
        tokens.push(Token::Document(Word::default()));
        Ok(())
    }

    /// The texts that the line before has announced.
    fn read_documents(&mut self, tokens: &mut [Token]) -> Result<(), String> {
        while let Some(pending) = self.documents.first() {
            let (token, quoted, strip_tabs) = (pending.token, pending.quoted, pending.strip_tabs);
            let delimiter = pending.delimiter.clone();
            let mut text = String::new();
            let ended = loop {
                if self.peek().is_none() {
                    break false;
                }
                let line = self.read_line();
                let line = if strip_tabs { line.trim_start_matches('\t') } else { &line };
                if line == delimiter {
                    break true;
                }
                text.push_str(line);
                text.push('\n');
            };
            let word = if quoted { Word { parts: vec![Part::Text(text)] } } else { expanded(&text)? };
            if let Some(place) = tokens.get_mut(token) {
                *place = Token::Document(word);
            }
            if !ended {
                // Nothing is left to read; the document stays announced, so that it is known to be open.
                return Ok(());
            }
            self.documents.remove(0);
        }
        Ok(())
    }

    fn read_line(&mut self) -> String {
        let mut line = String::new();
        while let Some(letter) = self.next() {
            if letter == '\n' {
                break;
            }
            line.push(letter);
        }
        line
    }

    fn read_word(&mut self) -> Result<Read, String> {
        let mut read = Read::default();
        while let Some(letter) = self.peek() {
            if letter.is_whitespace() || matches!(letter, ';' | '|' | '&' | '<' | '>' | '(' | ')') {
                break;
            }
            self.place += 1;
            match letter {
                '\'' => self.single_quoted(&mut read)?,
                '"' => self.double_quoted(&mut read)?,
                '\\' => match self.next() {
                    Some('\n') => {}
                    Some(next) => {
                        read.quoted = true;
                        read.word.push(next);
                    }
                    None => {}
                },
                '$' => self.dollar(&mut read.word, false)?,
                '`' => return Err(not_modelled("`…`")),
                '=' => {
                    read.note_equals();
                    read.word.push('=');
                }
                '{' if self.is_braces() => return Err(not_modelled("{…,…}")),
                letter => read.word.push(letter),
            }
        }
        Ok(read)
    }

    fn single_quoted(&mut self, read: &mut Read) -> Result<(), String> {
        read.begin_quote();
        loop {
            match self.next() {
                Some('\'') => return Ok(()),
                Some(letter) => read.word.push(letter),
                None => return Err(open_quote('\'')),
            }
        }
    }

    fn double_quoted(&mut self, read: &mut Read) -> Result<(), String> {
        read.begin_quote();
        loop {
            match self.next() {
                Some('"') => return Ok(()),
                Some('\\') => match self.next() {
                    Some('\n') => {}
                    Some(next @ ('"' | '\\' | '$' | '`')) => read.word.push(next),
                    Some(next) => {
                        read.word.push('\\');
                        read.word.push(next);
                    }
                    None => return Err(open_quote('"')),
                },
                Some('$') => self.dollar(&mut read.word, true)?,
                Some('`') => return Err(not_modelled("`…`")),
                Some(letter) => read.word.push(letter),
                None => return Err(open_quote('"')),
            }
        }
    }

    /// Behind a `$`.
    fn dollar(&mut self, word: &mut Word, quoted: bool) -> Result<(), String> {
        match self.peek() {
            Some('?') => {
                self.place += 1;
                word.parts.push(Part::Code);
                Ok(())
            }
            Some('(') => Err(not_modelled("$(…)")),
            Some(letter) if letter.is_ascii_alphanumeric() || matches!(letter, '_' | '{' | '@' | '*' | '#' | '!' | '$' | '-') => {
                let name = self.variable()?;
                word.parts.push(Part::Variable { name, quoted });
                Ok(())
            }
            Some(_) | None => {
                word.push('$');
                Ok(())
            }
        }
    }

    /// `NAME` or `{NAME}`
    fn variable(&mut self) -> Result<String, String> {
        let is_braced = self.peek() == Some('{');
        let start = self.place + usize::from(is_braced);
        let rest = self.rest.iter().skip(start);
        let name: String = rest.take_while(|letter| letter.is_ascii_alphanumeric() || **letter == '_').collect();
        let end = start + name.chars().count();
        let is_closed = !is_braced || self.rest.get(end) == Some(&'}');
        if !is_closed || !is_name(&name) || is_of_bash(&name) {
            return Err(not_modelled(&["the variable $", if is_braced { "{" } else { "" }, &name].concat()));
        }
        self.place = end + usize::from(is_braced);
        Ok(name)
    }

    /// Would bash make several words of what follows a `{`?
    fn is_braces(&self) -> bool {
        let inside: String =
            self.rest.iter().skip(self.place).take_while(|letter| !letter.is_whitespace() && **letter != '}').collect();
        let closes = self.rest.get(self.place + inside.chars().count()) == Some(&'}');
        closes && (inside.contains(',') || inside.contains(".."))
    }
}

impl Read {
    fn begin_quote(&mut self) {
        self.quoted = true;
        if self.word.parts.is_empty() {
            self.word.parts.push(Part::Text(String::new()));
        }
    }
}

fn open_quote(quote: char) -> String {
    [OPEN_QUOTE, " `", quote.encode_utf8(&mut [0; 4]), "'\n"].concat()
}

/// A here-document whose delimiter was not quoted: `$` and `\` mean what they mean between double quotes.
fn expanded(text: &str) -> Result<Word, String> {
    let mut reader = Reader::of(text);
    let mut word = Word::default();
    while let Some(letter) = reader.next() {
        match letter {
            '$' => reader.dollar(&mut word, true)?,
            '`' => return Err(not_modelled("`…`")),
            '\\' => match reader.next() {
                Some('\n') => {}
                Some(next @ ('\\' | '$' | '`')) => word.push(next),
                Some(next) => {
                    word.push('\\');
                    word.push(next);
                }
                None => word.push('\\'),
            },
            letter => word.push(letter),
        }
    }
    Ok(word)
}
