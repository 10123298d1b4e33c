//! Statements carried out: one program of a pipe after the other, each to its end, and what they write led to where it belongs.

use super::programs::{self, Job};
use super::read::{Call, Redirection, Statement, When};
use super::{Piece, Printed, Session, Stream};
use crate::kernel::event::Listener;

pub(super) fn carry_out<L: Listener>(session: &mut Session, statements: &[Statement], listener: &mut L) -> Printed {
    let mut printed = Printed { code: session.last_code(), ..Printed::default() };
    for statement in statements {
        let is_due = match statement.when {
            When::Always => true,
            When::Succeeded => printed.code == 0,
            When::Failed => printed.code != 0,
        };
        if !is_due {
            continue;
        }
        let code = pipeline(session, &statement.calls, &mut printed, listener);
        printed.code = if statement.inverted { u8::from(code == 0) } else { code };
        session.codes.insert(session.host, printed.code);
        if printed.code == INTERRUPTED {
            // Ctrl+C ends the whole line.
            break;
        }
    }
    printed
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
    let before = session.last_code();
    let mut input = input;
    let mut ways = [if is_last { Way::Screen(Stream::Out) } else { Way::Pipe }, Way::Screen(Stream::Err)];
    for redirection in &call.redirections {
        if let Err(complaint) = redirect(session, redirection, before, &mut input, &mut ways) {
            printed.push(Stream::Err, &complaint);
            return 1;
        }
    }
    let words: Vec<String> = call.words.iter().map(|word| word.text(before)).collect();
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
    code: u8,
    input: &mut Option<String>,
    ways: &mut [Way; 2],
) -> Result<(), String> {
    let [out, err] = ways;
    let failed = |file: &str, why: &str| ["bash: ", file, ": ", why, "\n"].concat();
    let mut open = |file: String, append: bool| match session.write_file(&file, "", append || file.starts_with("/proc/sys/")) {
        Ok(()) => Ok(Way::File(file)),
        Err(why) => Err(failed(&file, why)),
    };
    match redirection {
        Redirection::From(file) => {
            let file = file.text(code);
            *input = Some(session.read_file(&file).map_err(|why| failed(&file, why))?);
        }
        Redirection::Given(text) => *input = Some(text.text(code)),
        Redirection::To { stream: Stream::Out, file, append } => *out = open(file.text(code), *append)?,
        Redirection::To { stream: Stream::Err, file, append } => *err = open(file.text(code), *append)?,
        Redirection::BothTo { file, append } => {
            *out = open(file.text(code), *append)?;
            *err = out.clone();
        }
        Redirection::Join { stream: Stream::Err, into: Stream::Out } => *err = out.clone(),
        Redirection::Join { stream: Stream::Out, into: Stream::Err } => *out = err.clone(),
        Redirection::Join { stream: Stream::Out, into: Stream::Out }
        | Redirection::Join { stream: Stream::Err, into: Stream::Err } => {}
    }
    Ok(())
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

impl Session {
    fn last_code(&self) -> u8 {
        self.codes.get(&self.host).copied().unwrap_or(0)
    }
}
