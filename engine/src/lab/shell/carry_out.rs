//! Statements carried out: one program of a pipe after the other, each to its end, and what they write led to where it belongs.

use std::slice;

use super::programs::{self, Job};
use super::read::{Call, Doing, MOST_STATEMENTS, Redirection, Statement, Values, When, Word};
use super::{Piece, Printed, Session, Stream};
use crate::kernel::event::Listener;

pub(super) fn carry_out<L: Listener>(session: &mut Session, statements: &[Statement], listener: &mut L) -> Printed {
    let mut printed = Printed { code: session.values().code, ..Printed::default() };
    let mut left = MOST_STATEMENTS;
    run_all(session, statements, &mut left, &mut printed, listener);
    printed
}

/// `false`: the whole line is over.
fn run_all<L: Listener>(
    session: &mut Session,
    statements: &[Statement],
    left: &mut usize,
    printed: &mut Printed,
    listener: &mut L,
) -> bool {
    for statement in statements {
        let is_due = match statement.when {
            When::Always => true,
            When::Succeeded => printed.code == 0,
            When::Failed => printed.code != 0,
        };
        if !is_due {
            continue;
        }
        let Some(fewer) = left.checked_sub(1) else {
            let complaint = format!("bash: more than {MOST_STATEMENTS} commands at once: the rest is left out\n");
            printed.push(Stream::Err, &complaint);
            printed.code = 1;
            return false;
        };
        *left = fewer;
        let goes_on = match &statement.what {
            Doing::Pipeline { inverted, calls } => {
                let code = pipeline(session, calls, printed, listener);
                printed.code = if *inverted { u8::from(code == 0) } else { code };
                // Ctrl+C ends the whole line.
                printed.code != INTERRUPTED
            }
            Doing::Assign(pairs) => {
                let fits = pairs.iter().all(|(name, value)| session.assign(name, value));
                if !fits {
                    printed.push(Stream::Err, TOO_LONG);
                }
                printed.code = u8::from(!fits);
                true
            }
            Doing::For { name, words, body } => {
                let given = words_of(words, session.values());
                if given.is_none() {
                    printed.push(Stream::Err, TOO_LONG);
                }
                printed.code = u8::from(given.is_none());
                given.into_iter().flatten().all(|value| {
                    session.values_mut().variables.insert(name.clone(), value);
                    run_all(session, body, left, printed, listener)
                })
            }
        };
        session.values_mut().code = printed.code;
        if !goes_on {
            return false;
        }
    }
    true
}

/// A program that was stopped by Ctrl+C.
pub(super) const INTERRUPTED: u8 = 130;

fn pipeline<L: Listener>(session: &mut Session, calls: &[Call], printed: &mut Printed, listener: &mut L) -> u8 {
    let mut input = None;
    let mut code = 0;
    for (place, call) in calls.iter().enumerate() {
        let is_last = place + 1 == calls.len();
        let mut piped = String::new();
        code = one_call(session, call, input, is_last, &mut piped, printed, listener);
        input = Some(piped);
    }
    code
}

/// Where a stream of a program goes.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Way {
    Screen(Stream),
    Pipe,
    File(String),
}

fn one_call<L: Listener>(
    session: &mut Session,
    call: &Call,
    input: Option<String>,
    is_last: bool,
    piped: &mut String,
    printed: &mut Printed,
    listener: &mut L,
) -> u8 {
    let before = session.values().clone();
    let mut input = input;
    let mut ways = [if is_last { Way::Screen(Stream::Out) } else { Way::Pipe }, Way::Screen(Stream::Err)];
    for redirection in &call.redirections {
        if let Err(complaint) = redirect(session, redirection, &before, &mut input, &mut ways) {
            printed.push(Stream::Err, &complaint);
            return 1;
        }
    }
    let Some(words) = words_of(&call.words, &before) else {
        printed.push(Stream::Err, TOO_LONG);
        return 126;
    };
    let job = Job { words: &words, input: input.as_deref() };
    let done = programs::run(session, &job, listener);
    printed.clears |= done.clears;
    for piece in &done.pieces {
        lead(session, piece, &ways, piped, printed);
    }
    done.code
}

/// In the order in which they stand: `> file 2>&1` is not `2>&1 > file`.
fn redirect(
    session: &mut Session,
    redirection: &Redirection,
    values: &Values,
    input: &mut Option<String>,
    ways: &mut [Way; 2],
) -> Result<(), String> {
    let [out, err] = ways;
    let failed = |file: &str, why: &str| ["bash: ", file, ": ", why, "\n"].concat();
    let mut open = |file: &Word, append: bool| {
        let file = file_of(file, values)?;
        match session.write_file(&file, "", append || file.starts_with("/proc/sys/")) {
            Ok(()) => Ok(Way::File(file)),
            Err(why) => Err(failed(&file, why)),
        }
    };
    match redirection {
        Redirection::From(file) => {
            let file = file_of(file, values)?;
            *input = Some(session.read_file(&file).map_err(|why| failed(&file, why))?);
        }
        Redirection::Given(text) if text.size(values) > LONGEST => return Err(TOO_LONG.to_owned()),
        Redirection::Given(text) => *input = Some(text.text(values)),
        Redirection::To { stream: Stream::Out, file, append } => *out = open(file, *append)?,
        Redirection::To { stream: Stream::Err, file, append } => *err = open(file, *append)?,
        Redirection::BothTo { file, append } => {
            *out = open(file, *append)?;
            *err = out.clone();
        }
        Redirection::Join { stream: Stream::Err, into: Stream::Out } => *err = out.clone(),
        Redirection::Join { stream: Stream::Out, into: Stream::Err } => *out = err.clone(),
        Redirection::Join { stream: Stream::Out, into: Stream::Out }
        | Redirection::Join { stream: Stream::Err, into: Stream::Err } => {}
    }
    Ok(())
}

fn file_of(word: &Word, values: &Values) -> Result<String, String> {
    match words_of(slice::from_ref(word), values).map(<[String; 1]>::try_from) {
        Some(Ok([file])) => Ok(file),
        Some(Err(_)) => Err(["bash: ", &word.literal(), ": ambiguous redirect\n"].concat()),
        None => Err(TOO_LONG.to_owned()),
    }
}

fn lead(session: &mut Session, piece: &Piece, ways: &[Way; 2], piped: &mut String, printed: &mut Printed) {
    let [out, err] = ways;
    let way = match piece.stream {
        Stream::Out => out,
        Stream::Err => err,
    };
    match way {
        Way::Screen(stream) => printed.push(*stream, &piece.text),
        Way::Pipe => piped.push_str(&piece.text),
        Way::File(file) => {
            if let Err(why) = session.write_file(file, &piece.text, true) {
                printed.push(Stream::Err, &["bash: ", file, ": ", why, "\n"].concat());
            }
        }
    }
}

/// What variables hold, and what they may add to a command, in bytes: `A=$A$A` in a loop would have no end.
const LONGEST: usize = 1 << 16;
const TOO_LONG: &str = "bash: Argument list too long\n";

fn words_of(words: &[Word], values: &Values) -> Option<Vec<String>> {
    let size: usize = words.iter().map(|word| word.size(values)).sum();
    (size <= LONGEST).then(|| words.iter().flat_map(|word| word.words(values)).collect())
}

impl Session {
    fn assign(&mut self, name: &str, value: &Word) -> bool {
        let values = self.values_mut();
        let kept: usize = values.variables.values().map(String::len).sum();
        let fits = kept.saturating_add(value.size(values)) <= LONGEST;
        if fits {
            let value = value.text(values);
            values.variables.insert(name.to_owned(), value);
        }
        fits
    }
}
