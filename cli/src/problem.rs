//! What keeps a command from being carried out: what and where, what was expected, what to try.

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
