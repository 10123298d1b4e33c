//! A typed line as statements: words with quotes, `;`, `&&`, `||`, pipes, redirections, here-documents. What the lab's
//! shell does not have (variables, loops, `$(…)`) is named, and nothing of the line is done.

mod reader;

use self::reader::{Reader, Token};
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
