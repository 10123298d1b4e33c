//! The engine on a terminal: what was asked for, and who does it.

mod arguments;
mod help;
mod input;
mod lesson;
mod manual;
mod paint;
mod problem;
mod replay;
mod rules;
mod run;

use std::io::Write;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};
use clap_complete::Shell;

use arguments::{Arguments, LessonRequest, Request};
use problem::Problem;

/// What a command prints, and how it went.
pub struct Done {
    pub out: String,
    pub err: String,
    pub code: u8,
}

impl Done {
    fn printed(out: String) -> Done {
        Done { out, err: String::new(), code: 0 }
    }
}

fn main() -> ExitCode {
    let done = match Arguments::try_parse() {
        Ok(arguments) => perform(arguments.request).unwrap_or_else(|problem| problem.done()),
        Err(told) => return usage(&told),
    };
    let written =
        std::io::stdout().write_all(done.out.as_bytes()).and_then(|()| std::io::stderr().write_all(done.err.as_bytes()));
    match written {
        Ok(()) => ExitCode::from(done.code),
        // the reader of a pipe has gone: `chainwalk run … | head`
        Err(_) => ExitCode::FAILURE,
    }
}

/// Help and version, which were asked for; or what is wrong with the command line.
fn usage(told: &clap::Error) -> ExitCode {
    /// `EX_USAGE` of sysexits.h
    const USAGE: u8 = 64;
    match (told.print(), told.use_stderr()) {
        (Ok(()), true) => ExitCode::from(USAGE),
        (Ok(()), false) => ExitCode::SUCCESS,
        (Err(_), _) => ExitCode::FAILURE,
    }
}

fn perform(request: Option<Request>) -> Result<Done, Problem> {
    match request {
        None => Ok(Done::printed(Arguments::command().render_long_help().to_string())),
        Some(Request::Run(wanted)) => run::run(&wanted),
        Some(Request::Rules(wanted)) => rules::rules(&wanted),
        Some(Request::Lesson(LessonRequest::Check { folders })) => lesson::check(&folders),
        Some(Request::Replay) => replay::replay(),
        Some(Request::Completions { shell }) => Ok(completions(shell)),
        Some(Request::Man { folder }) => manual::write(&folder),
    }
}

fn completions(shell: Shell) -> Done {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "chainwalk", &mut script);
    Done::printed(String::from_utf8_lossy(&script).into_owned())
}
