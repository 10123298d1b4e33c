//! A typed line as statements: words with quotes, `;`, `&&`, `||`, pipes, redirections, here-documents. What the lab's
//! shell does not have (variables, loops, `$(…)`) is named, and nothing of the line is done.

use super::Stream;

/// Commands joined by `|`, and what has to have happened before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Statement {
    pub when: When,
    pub inverted: bool,
    pub calls: Vec<Call>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    Always,
    /// `&&`
    Succeeded,
    /// `||`
    Failed,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Call {
    pub words: Vec<Word>,
    pub redirections: Vec<Redirection>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Redirection {
    /// `< FILE`
    From(Word),
    /// `<<< WORD`, or a here-document.
    Given(Word),
    /// `> FILE`, `2>> FILE`
    To { stream: Stream, file: Word, append: bool },
    /// `&> FILE`
    BothTo { file: Word, append: bool },
    /// `2>&1`
    Join { stream: Stream, into: Stream },
}

/// A word, its quotes taken off.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Word {
    pub parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Text(String),
    /// `$?`
    Code,
}

impl Word {
    pub fn text(&self, code: u8) -> String {
        let parts = self.parts.iter().map(|part| match part {
            Part::Text(text) => text.clone(),
            Part::Code => code.to_string(),
        });
        parts.collect()
    }

    fn push(&mut self, letter: char) {
        match self.parts.last_mut() {
            Some(Part::Text(text)) => text.push(letter),
            Some(Part::Code) | None => self.parts.push(Part::Text(letter.to_string())),
        }
    }
}

/// Statements of one line, at most.
const MOST_STATEMENTS: usize = 200;

/// `Err` is what bash, or this shell, complains.
pub(super) fn statements(line: &str) -> Result<Vec<Statement>, String> {
    let tokens = Reader::of(line).read_all()?;
    let mut statements = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    let mut when = When::Always;
    while let Some(token) = tokens.peek() {
        if *token == Token::Newline {
            tokens.next();
            continue;
        }
        let statement = statement(&mut tokens, when)?;
        statements.push(statement);
        when = match tokens.next() {
            None | Some(Token::Newline) => When::Always,
            Some(Token::Operator(";")) => When::Always,
            Some(Token::Operator("&&")) => When::Succeeded,
            Some(Token::Operator("||")) => When::Failed,
            Some(other) => return Err(unexpected(Some(&other))),
        };
        if when != When::Always {
            while tokens.next_if_eq(&Token::Newline).is_some() {}
            if tokens.peek().is_none() {
                return Err(UNFINISHED.to_owned());
            }
        }
    }
    if statements.len() > MOST_STATEMENTS {
        return Err("bash: more than 200 commands at once: give them in parts\n".to_owned());
    }
    Ok(statements)
}

/// Is this the beginning of something that goes on in the next line? An open quote, a here-document, a line that ends with `\`, `|`, `&&`.
pub fn wants_more(line: &str) -> bool {
    let mut reader = Reader::of(line);
    let tokens = match reader.read_all() {
        Ok(tokens) => tokens,
        Err(problem) => return problem.starts_with(OPEN_QUOTE),
    };
    let ends_open = matches!(tokens.last(), Some(Token::Operator("|" | "&&" | "||")));
    !reader.documents.is_empty() || ends_open || (line.ends_with('\\') && !line.ends_with("\\\\"))
}

const UNFINISHED: &str = "bash: syntax error: unexpected end of file\n";
const OPEN_QUOTE: &str = "bash: unexpected EOF while looking for matching";

fn unexpected(token: Option<&Token>) -> String {
    let found = match token {
        Some(Token::Operator(operator) | Token::Redirect(operator, _)) => operator,
        Some(Token::Newline | Token::Word(_) | Token::Document(_)) | None => "newline",
    };
    ["bash: syntax error near unexpected token `", found, "'\n"].concat()
}

fn not_modelled(what: &str) -> String {
    ["bash: not modelled: ", what, ": the lab's shell knows words, quotes, pipes, files, ; && || and $?\n"].concat()
}

type Tokens = std::iter::Peekable<std::vec::IntoIter<Token>>;

fn statement(tokens: &mut Tokens, when: When) -> Result<Statement, String> {
    let mut inverted = false;
    while tokens.next_if(|token| matches!(token, Token::Word(read) if read.is_plain("!"))).is_some() {
        inverted = !inverted;
    }
    let mut calls = vec![call(tokens)?];
    while tokens.next_if_eq(&Token::Operator("|")).is_some() {
        while tokens.next_if_eq(&Token::Newline).is_some() {}
        if tokens.peek().is_none() {
            return Err(UNFINISHED.to_owned());
        }
        calls.push(call(tokens)?);
    }
    Ok(Statement { when, inverted, calls })
}

/// Words that begin what this shell does not have.
const KEYWORDS: [&str; 14] =
    ["for", "while", "until", "if", "case", "select", "function", "{", "}", "[[", "time", "export", "set", "source"];

fn call(tokens: &mut Tokens) -> Result<Call, String> {
    let mut call = Call::default();
    loop {
        match tokens.peek() {
            Some(Token::Word(read)) => {
                if call.words.is_empty() && !read.quoted {
                    let text = read.word.text(0);
                    if KEYWORDS.contains(&text.as_str()) || is_assignment(&text) {
                        return Err(not_modelled(&text));
                    }
                }
                call.words.push(read.word.clone());
                tokens.next();
            }
            Some(Token::Redirect(..)) => {
                let Some(Token::Redirect(operator, stream)) = tokens.next() else { break };
                call.redirections.push(redirection(operator, stream, tokens)?);
            }
            Some(Token::Newline | Token::Operator(_) | Token::Document(_)) | None => break,
        }
    }
    if call.words.is_empty() && call.redirections.is_empty() {
        return Err(unexpected(tokens.peek()));
    }
    Ok(call)
}

fn redirection(operator: &'static str, stream: Stream, tokens: &mut Tokens) -> Result<Redirection, String> {
    let target = match tokens.next() {
        Some(Token::Word(read)) => read.word,
        Some(Token::Document(word)) => return Ok(Redirection::Given(word)),
        other => return Err(unexpected(other.as_ref())),
    };
    Ok(match operator {
        "<" => Redirection::From(target),
        "<<<" => {
            let mut word = target;
            word.push('\n');
            Redirection::Given(word)
        }
        ">" | ">|" => Redirection::To { stream, file: target, append: false },
        ">>" => Redirection::To { stream, file: target, append: true },
        "&>" => Redirection::BothTo { file: target, append: false },
        "&>>" => Redirection::BothTo { file: target, append: true },
        _ => match target.text(0).as_str() {
            "1" => Redirection::Join { stream, into: Stream::Out },
            "2" => Redirection::Join { stream, into: Stream::Err },
            other => return Err(not_modelled(&[">&", other].concat())),
        },
    })
}

fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        name.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_')
            && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
    })
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Word(Read),
    Newline,
    /// `;` `&&` `||` `|`
    Operator(&'static str),
    Redirect(&'static str, Stream),
    /// The text of a here-document, behind its `<<`.
    Document(Word),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Read {
    word: Word,
    quoted: bool,
}

impl Read {
    fn is_plain(&self, text: &str) -> bool {
        !self.quoted && matches!(self.word.parts.as_slice(), [Part::Text(found)] if found == text)
    }
}

/// A here-document that was announced and whose text comes behind the line's end.
struct Pending {
    /// Where among the tokens its text goes.
    token: usize,
    delimiter: String,
    quoted: bool,
    strip_tabs: bool,
}

struct Reader {
    rest: Vec<char>,
    place: usize,
    documents: Vec<Pending>,
}

impl Reader {
    fn of(text: &str) -> Reader {
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

    fn read_all(&mut self) -> Result<Vec<Token>, String> {
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
        for (text, stands_for) in [("&&", "&&"), ("||", "||"), (";", ";"), ("|", "|")] {
            if digit.is_none() && self.takes(text) {
                if text == "|" && self.peek() == Some('&') {
                    return Err(not_modelled("|&"));
                }
                tokens.push(Token::Operator(stands_for));
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
        let pending = Pending { token: tokens.len(), delimiter: read.word.text(0), quoted: read.quoted, strip_tabs };
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
                '$' => self.dollar(&mut read.word)?,
                '`' => return Err(not_modelled("`…`")),
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
                Some('$') => self.dollar(&mut read.word)?,
                Some('`') => return Err(not_modelled("`…`")),
                Some(letter) => read.word.push(letter),
                None => return Err(open_quote('"')),
            }
        }
    }

    /// Behind a `$`.
    fn dollar(&mut self, word: &mut Word) -> Result<(), String> {
        match self.peek() {
            Some('?') => {
                self.place += 1;
                word.parts.push(Part::Code);
                Ok(())
            }
            Some('(') => Err(not_modelled("$(…)")),
            Some(letter) if letter.is_ascii_alphanumeric() || matches!(letter, '_' | '{' | '@' | '*' | '#' | '!' | '$' | '-') => {
                let name: String = self
                    .rest
                    .iter()
                    .skip(self.place)
                    .take_while(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '{' | '}'))
                    .collect();
                Err(not_modelled(&["the variable $", &name].concat()))
            }
            Some(_) | None => {
                word.push('$');
                Ok(())
            }
        }
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
            '$' => reader.dollar(&mut word)?,
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
