//! What kind of line a line is, told by itself.

use super::programs::is_program;
use super::row;
use crate::text::iptables::command::Verb;
use crate::text::listing::lines::Line;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// `Chain INPUT (policy ACCEPT 0 packets, 0 bytes)`
    Chain,
    /// ` pkts bytes target     prot opt ...`
    Columns,
    Row,
    /// `-A INPUT ...`, as `iptables-save` and `iptables -S` print it.
    Rule,
    /// `iptables -A INPUT ...`
    Command,
}

pub fn kind(line: &Line) -> Option<LineKind> {
    let first = line.word(0);
    if first == "Chain" && line.plain.contains('(') {
        return Some(LineKind::Chain);
    }
    let changes = |word: &str| Verb::of(word).is_some_and(Verb::changes);
    if changes(first) || (first.starts_with('[') && first.ends_with(']') && changes(line.word(1))) {
        return Some(LineKind::Rule);
    }
    if line.words.iter().take(4).any(|word| is_program(&word.text)) {
        return Some(LineKind::Command);
    }
    let words = line.texts();
    // what a narrow window left of it, too
    let begins_header = matches!((first, line.word(1)), ("pkts", "bytes") | ("num", _) | ("target", "prot"));
    if begins_header || row::header(&words).is_some() {
        return Some(LineKind::Columns);
    }
    row::begins_row(&words).then_some(LineKind::Row)
}
