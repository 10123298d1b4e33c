//! Running another program: its output kept, and a sign of life while it works.
//!
//! What a program prints is shown when it fails. While it works, a line at least every ten seconds says how
//! long it has taken and what it said last.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use crate::problem::Problem;

const SIGN_OF_LIFE: Duration = Duration::from_secs(10);

/// How a program ended, and all it said.
pub struct Finished {
    pub success: bool,
    pub output: String,
    pub elapsed: Duration,
}

/// Runs a program to its end, silent but for signs of life. An error is only that it could not be started.
pub fn run(command: &mut Command) -> Result<Finished, Problem> {
    let begin = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| not_started(command, &error))?;

    let (sender, lines) = mpsc::channel();
    let streams: [Option<Box<dyn Read + Send>>; 2] = [
        child.stdout.take().map(|stream| Box::new(stream) as Box<dyn Read + Send>),
        child.stderr.take().map(|stream| Box::new(stream) as Box<dyn Read + Send>),
    ];
    for stream in streams.into_iter().flatten() {
        forward(stream, sender.clone());
    }
    drop(sender);

    let output = collect(&lines, begin);
    let status = child.wait().map_err(|error| not_started(command, &error))?;
    Ok(Finished { success: status.success(), output, elapsed: begin.elapsed() })
}

/// As `run`, for a program whose failure ends the command: its output is then shown and the remedy given.
pub fn demand(what: &str, command: &mut Command, remedy: &str) -> Result<Finished, Problem> {
    say(what);
    let finished = run(command)?;
    if finished.success {
        done(finished.elapsed);
        return Ok(finished);
    }
    eprintln!("{}", finished.output.trim_end());
    Err(Problem::new(format!("{what}: this failed; its output stands above."), remedy))
}

/// The output of a program that answers at once, such as `--version`. None where it is not there or fails.
pub fn answer(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

pub fn say(what: &str) {
    println!("· {what}");
}

pub fn done(elapsed: Duration) {
    println!("  done in {}", seconds(elapsed));
}

pub fn seconds(elapsed: Duration) -> String {
    match elapsed.as_secs() {
        whole @ 0..60 => format!("{}.{} s", whole, elapsed.subsec_millis() / 100),
        whole => format!("{} min {:02} s", whole / 60, whole % 60),
    }
}

fn forward(stream: Box<dyn Read + Send>, lines: Sender<String>) {
    thread::spawn(move || {
        for line in BufReader::new(stream).split(b'\n').map_while(Result::ok) {
            if lines.send(String::from_utf8_lossy(&line).into_owned()).is_err() {
                break;
            }
        }
    });
}

fn collect(lines: &mpsc::Receiver<String>, begin: Instant) -> String {
    let mut output = String::new();
    let mut last_line = String::new();
    let mut next_sign = Instant::now() + SIGN_OF_LIFE;
    loop {
        match lines.recv_timeout(next_sign.saturating_duration_since(Instant::now())) {
            Ok(line) => {
                output.push_str(&line);
                output.push('\n');
                last_line = line;
            }
            Err(RecvTimeoutError::Timeout) => {
                println!("  … {} · {}", seconds(begin.elapsed()), shortened(&last_line));
                next_sign = Instant::now() + SIGN_OF_LIFE;
            }
            Err(RecvTimeoutError::Disconnected) => return output,
        }
    }
}

fn shortened(line: &str) -> String {
    let line = line.trim();
    if line.is_empty() {
        return "at work".to_owned();
    }
    line.chars().take(80).collect()
}

fn not_started(command: &Command, error: &std::io::Error) -> Problem {
    let program = command.get_program().to_string_lossy();
    Problem::new(
        format!("The program `{program}` could not be started: {error}."),
        "Install it, or put the folder it is in on the PATH.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_written_for_people() {
        assert_eq!(seconds(Duration::from_millis(2_340)), "2.3 s");
        assert_eq!(seconds(Duration::from_secs(125)), "2 min 05 s");
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let problem = run(&mut Command::new("no-such-program-anywhere")).err();
        let text = problem.map(|problem| problem.to_string()).unwrap_or_default();
        assert!(text.contains("no-such-program-anywhere"), "{text}");
    }

    #[cfg(unix)]
    #[test]
    fn both_streams_and_the_exit_status_are_kept() {
        let mut shell = Command::new("sh");
        let finished = run(shell.args(["-c", "echo out; echo err >&2; exit 3"])).ok();
        let finished = finished.expect("sh starts");
        assert!(!finished.success);
        assert!(finished.output.contains("out") && finished.output.contains("err"));
    }
}
