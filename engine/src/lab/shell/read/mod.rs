//! A typed line as statements: words with quotes and variables, `;`, `&&`, `||`, pipes, redirections, here-documents, `for`.
//! What the lab's shell does not have (`if`, `while`, `$(…)`) is named, and nothing of the line is done.

mod reader;
mod word;

use self::reader::{Read, Reader, Token};
use self::word::Part;
pub(super) use self::word::{Values, Word};
use self::word::{is_name, is_of_bash};
use super::Stream;

/// Something to do, and what has to have happened before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Statement {
    pub when: When,
    pub what: Doing,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Doing {
    /// Commands joined by `|`.
    Pipeline { inverted: bool, calls: Vec<Call> },
    /// `NAME=VALUE`, one or several.
    Assign(Vec<(String, Word)>),
    /// `for NAME in WORDS; do …; done`
    For { name: String, words: Vec<Word>, body: Vec<Statement> },
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

/// Statements of one line, at most.
pub(super) const MOST_STATEMENTS: usize = 200;
/// Loops inside of loops.
const DEEPEST: usize = 8;

/// `Err` is what bash, or this shell, complains.
pub(super) fn statements(line: &str) -> Result<Vec<Statement>, String> {
    let tokens = Reader::of(line).read_all()?;
    list(&mut tokens.into_iter().peekable(), 0)
}

/// All that is left; inside of loops, up to the `done` of the innermost.
fn list(tokens: &mut Tokens, depth: usize) -> Result<Vec<Statement>, String> {
    let mut statements = Vec::new();
    let mut when = When::Always;
    while let Some(token) = tokens.peek() {
        if *token == Token::Newline {
            tokens.next();
            continue;
        }
        if depth > 0 && is_word(token, "done") {
            break;
        }
        let statement = statement(tokens, when, depth)?;
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
        return Err(format!("bash: more than {MOST_STATEMENTS} commands at once: give them in parts\n"));
    }
    Ok(statements)
}

/// Is this the beginning of something that goes on in the next line? An open quote, a here-document, a
/// loop without `done`, a line that ends with `\`, `|`, `&&`.
pub fn wants_more(line: &str) -> bool {
    let mut reader = Reader::of(line);
    let tokens = match reader.read_all() {
        Ok(tokens) => tokens,
        Err(problem) => return problem.starts_with(OPEN_QUOTE),
    };
    let ends_open = || list(&mut tokens.into_iter().peekable(), 0).is_err_and(|problem| problem == UNFINISHED);
    !reader.documents.is_empty() || ends_open() || (line.ends_with('\\') && !line.ends_with("\\\\"))
}

const UNFINISHED: &str = "bash: syntax error: unexpected end of file\n";
const OPEN_QUOTE: &str = "bash: unexpected EOF while looking for matching";

fn unexpected(token: Option<&Token>) -> String {
    match token {
        Some(Token::Operator(operator) | Token::Redirect(operator, _)) => unexpected_word(operator),
        Some(Token::Word(read)) => unexpected_word(&read.word.literal()),
        Some(Token::Newline | Token::Document(_)) | None => unexpected_word("newline"),
    }
}

fn not_modelled(what: &str) -> String {
    ["bash: not modelled: ", what, ": the lab's shell knows words, quotes, pipes, files, ; && || for and $NAME\n"].concat()
}

type Tokens = std::iter::Peekable<std::vec::IntoIter<Token>>;

fn is_word(token: &Token, text: &str) -> bool {
    matches!(token, Token::Word(read) if read.is_plain(text))
}

fn statement(tokens: &mut Tokens, when: When, depth: usize) -> Result<Statement, String> {
    if tokens.next_if(|token| is_word(token, "for")).is_some() {
        return Ok(Statement { when, what: for_loop(tokens, depth)? });
    }
    let assigned = assignments(tokens)?;
    if !assigned.is_empty() {
        return Ok(Statement { when, what: Doing::Assign(assigned) });
    }
    let mut inverted = false;
    while tokens.next_if(|token| is_word(token, "!")).is_some() {
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
    Ok(Statement { when, what: Doing::Pipeline { inverted, calls } })
}

/// Behind `for`.
fn for_loop(tokens: &mut Tokens, depth: usize) -> Result<Doing, String> {
    if depth >= DEEPEST {
        return Err(not_modelled("loops eight deep"));
    }
    let name = match tokens.next() {
        Some(Token::Word(read)) => read.word.literal(),
        other => return Err(unexpected(other.as_ref())),
    };
    if !is_name(&name) {
        return Err(["bash: `", &name, "': not a valid identifier\n"].concat());
    }
    if is_of_bash(&name) || tokens.next_if(|token| is_word(token, "in")).is_none() {
        return Err(not_modelled(&["for ", &name].concat()));
    }
    let mut words = Vec::new();
    while let Some(Token::Word(read)) = tokens.next_if(|token| matches!(token, Token::Word(_))) {
        words.push(read.word);
    }
    match tokens.next() {
        Some(Token::Newline | Token::Operator(";")) => {}
        None => return Err(UNFINISHED.to_owned()),
        other => return Err(unexpected(other.as_ref())),
    }
    while tokens.next_if_eq(&Token::Newline).is_some() {}
    match tokens.next() {
        Some(token) if is_word(&token, "do") => {}
        None => return Err(UNFINISHED.to_owned()),
        other => return Err(unexpected(other.as_ref())),
    }
    let body = list(tokens, depth + 1)?;
    match tokens.next() {
        None => Err(UNFINISHED.to_owned()),
        // `for x in y; do done`
        Some(_) if body.is_empty() => Err(unexpected_word("done")),
        Some(_) => match tokens.peek() {
            None | Some(Token::Newline | Token::Operator(";" | "&&" | "||")) => Ok(Doing::For { name, words, body }),
            Some(_) => Err(not_modelled("a loop with a pipe or a file")),
        },
    }
}

/// `A=1 B=2`, with no command behind it.
fn assignments(tokens: &mut Tokens) -> Result<Vec<(String, Word)>, String> {
    let mut assigned = Vec::new();
    while let Some(Token::Word(read)) = tokens.next_if(|token| matches!(token, Token::Word(read) if read.assigns)) {
        let text = read.word.literal();
        match read.word.assigned() {
            Some((name, _)) if is_of_bash(&name) => return Err(not_modelled(&text)),
            Some(pair) => assigned.push(pair),
            None => {}
        }
    }
    match (assigned.last(), tokens.peek()) {
        (None, _) | (Some(_), None | Some(Token::Newline | Token::Operator(";" | "&&" | "||"))) => Ok(assigned),
        (Some((name, _)), Some(_)) => Err(not_modelled(&[name, "=… before a command"].concat())),
    }
}

fn unexpected_word(word: &str) -> String {
    ["bash: syntax error near unexpected token `", word, "'\n"].concat()
}

/// Words that begin what this shell does not have.
const KEYWORDS: [&str; 13] =
    ["while", "until", "if", "case", "select", "function", "{", "}", "[[", "time", "export", "set", "source"];

fn call(tokens: &mut Tokens) -> Result<Call, String> {
    let mut call = Call::default();
    loop {
        match tokens.peek() {
            Some(Token::Word(read)) => {
                if call.words.is_empty() && !read.quoted {
                    complain_of(read)?;
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
        _ => match target.literal().as_str() {
            "1" => Redirection::Join { stream, into: Stream::Out },
            "2" => Redirection::Join { stream, into: Stream::Err },
            other => return Err(not_modelled(&[">&", other].concat())),
        },
    })
}

/// A word that cannot begin a command.
fn complain_of(read: &Read) -> Result<(), String> {
    let text = read.word.literal();
    match text.as_str() {
        "do" | "done" | "then" | "fi" | "esac" => Err(unexpected_word(&text)),
        "for" => Err(not_modelled("for behind ! or |")),
        _ if read.assigns || read.appends || KEYWORDS.contains(&text.as_str()) => Err(not_modelled(&text)),
        _ => Ok(()),
    }
}
