//! The engine on a terminal: what was asked for, and who does it.

mod arguments;
mod help;
mod lesson;
mod paint;
mod problem;
mod replay;
mod rules;
mod run;

use std::io::Write;
use std::process::ExitCode;

use arguments::Request;
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
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match arguments::parse(&words).and_then(perform) {
        Ok(done) => done,
        Err(problem) => problem.done(),
    };
    let written =
        std::io::stdout().write_all(done.out.as_bytes()).and_then(|()| std::io::stderr().write_all(done.err.as_bytes()));
    match written {
        Ok(()) => ExitCode::from(done.code),
        // the reader of a pipe has gone: `chainwalk run … | head`
        Err(_) => ExitCode::FAILURE,
    }
}

fn perform(request: Request) -> Result<Done, Problem> {
    match request {
        Request::Help(topic) => Ok(Done::printed(help::text(topic))),
        Request::Version => Ok(Done::printed(format!("chainwalk {}\n", env!("CARGO_PKG_VERSION")))),
        Request::Replay => replay::replay(),
        Request::CheckLessons { folders } => lesson::check(&folders),
        Request::Run(wanted) => run::run(&wanted),
        Request::Rules(wanted) => rules::rules(&wanted),
    }
}
