//! A line of a paste, and what kind of line it is by itself: asked once, when the line is cut out or put together of several.

use crate::text::conntrack;
use crate::text::iptables::paste::{LineKind, kind};
use crate::text::listing::lines::Line;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassifiedLine {
    pub line: Line,
    pub class: LineClass,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineClass {
    /// An entry of `conntrack -L`, and the place of the word that begins it.
    Connection {
        start: usize,
    },
    Rules(LineKind),
    /// A line of a script, prose, or of a listing of the network: which, the lines around it may say.
    Other,
}

impl ClassifiedLine {
    pub fn new(line: Line) -> ClassifiedLine {
        let connection = conntrack::read::start(&line).map(|start| LineClass::Connection { start });
        let class = connection.or_else(|| kind(&line).map(LineClass::Rules)).unwrap_or(LineClass::Other);
        ClassifiedLine { line, class }
    }

    pub fn is_connection(&self) -> bool {
        matches!(self.class, LineClass::Connection { .. })
    }

    /// What it is among the lines that tell of rules.
    pub fn of_rules(&self) -> Option<LineKind> {
        match self.class {
            LineClass::Rules(kind) => Some(kind),
            LineClass::Connection { .. } | LineClass::Other => None,
        }
    }
}
