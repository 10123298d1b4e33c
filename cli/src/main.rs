//! The engine on a terminal.

use std::io::{Read, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["replay"] => replay(),
        _ => {
            eprintln!("usage: chainwalk replay < scenario.json");
            ExitCode::from(2)
        }
    }
}

fn replay() -> ExitCode {
    let mut text = String::new();
    if let Err(error) = std::io::stdin().read_to_string(&mut text) {
        eprintln!("chainwalk: standard input: {error}");
        return ExitCode::from(2);
    }
    let result = match oracle::scenario::read(&text) {
        Ok(scenario) => oracle::replay(&scenario),
        Err(error) => {
            eprintln!("chainwalk: {error}");
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(result) => match writeln!(std::io::stdout(), "{result}") {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        },
        Err(problem) => {
            eprintln!("chainwalk: {}", problem.0);
            ExitCode::from(2)
        }
    }
}
