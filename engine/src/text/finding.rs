//! What a reader has to say about a text: where, what was found, what was expected, and what to try.

/// A place in a text. Line and column start at 1; columns and length count characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    pub line: u32,
    pub column: u32,
    pub length: u32,
}

impl Span {
    /// From here to the end of another place of the same line; this place alone if that is in another.
    pub fn through(self, last: Span) -> Span {
        let end = last.column.saturating_add(last.length);
        if last.line == self.line { Span { length: end.saturating_sub(self.column), ..self } } else { self }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The real tool or kernel would refuse this.
    KernelRefuses,
    /// Understood, kept, but not acted on.
    NotModelled,
    /// The text leaves something open, and we chose.
    Guess,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub span: Span,
    pub severity: Severity,
    pub found: String,
    pub expected: String,
    pub hint: String,
}
