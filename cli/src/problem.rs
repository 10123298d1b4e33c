//! What keeps a command from being carried out: what and where, what was expected, what to try. And how files are read,
//! the usual place for one.

use std::io::Read;

use crate::Done;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub what: String,
    pub expected: String,
    pub hint: String,
}

impl Problem {
    pub fn new(what: impl Into<String>, expected: impl Into<String>, hint: impl Into<String>) -> Problem {
        Problem { what: what.into(), expected: expected.into(), hint: hint.into() }
    }

    pub fn done(&self) -> Done {
        let mut err = format!("chainwalk: {}\n", self.what);
        for (label, text) in [("expected", &self.expected), ("try", &self.hint)] {
            if !text.is_empty() {
                err.push_str(&format!("  {label}: {text}\n"));
            }
        }
        Done { out: String::new(), err, code: 2 }
    }
}

/// `-` is standard input. Bytes that are no UTF-8 become replacement characters: a paste is read as far as it goes.
pub fn read_text(file: &str) -> Result<String, Problem> {
    let mut bytes = Vec::new();
    let read = match file {
        "-" => std::io::stdin().read_to_end(&mut bytes).map(|_| ()),
        _ => std::fs::read(file).map(|read| bytes = read),
    };
    let name = if file == "-" { "standard input" } else { file };
    read.map_err(|error| Problem::new(format!("{name} cannot be read: {error}"), "", "check the name; - is standard input"))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
