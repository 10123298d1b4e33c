//! A line of a paste, and what it tells by itself: asked once, when the line is cut out or put together of several.

use crate::text::conntrack;
use crate::text::iptables::paste::{LineKind, kind};
use crate::text::listing::lines::Line;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub line: Line,
    pub tells: Tells,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tells {
    /// An entry of `conntrack -L`, and the place of the word that begins it.
    Connection {
        start: usize,
    },
    Rules(LineKind),
    /// A line of a script, prose, or of a listing of the network: which, the lines around it may say.
    Other,
}

impl Told {
    pub fn new(line: Line) -> Told {
        let connection = conntrack::read::start(&line).map(|start| Tells::Connection { start });
        let tells = connection.or_else(|| kind(&line).map(Tells::Rules)).unwrap_or(Tells::Other);
        Told { line, tells }
    }

    pub fn is_connection(&self) -> bool {
        matches!(self.tells, Tells::Connection { .. })
    }

    /// What it is among the lines that tell of rules.
    pub fn of_rules(&self) -> Option<LineKind> {
        match self.tells {
            Tells::Rules(kind) => Some(kind),
            Tells::Connection { .. } | Tells::Other => None,
        }
    }
}
