//! What a wrapped line was before: its pieces put together again, and how well that can be read.

use crate::text::iptables::command::{self, Setting};
use crate::text::iptables::paste::{LineKind, is_program, row};
use crate::text::iptables::quoting;
use crate::text::listing::lines::Line;
use crate::text::paste::classify::ClassifiedLine;

/// Not what a line above goes on with.
pub fn begins_line(classified: &ClassifiedLine) -> bool {
    let line = &classified.line;
    let first = line.word(0);
    let is_comment = first.starts_with('#') && first != "#conn";
    let is_fence = first.starts_with("```") || first.starts_with("~~~") || first == "$";
    let is_table = first.len() > 2 && first.starts_with('*') && line.words.len() == 1;
    let is_chain = first.len() > 1 && first.starts_with(':') && line.word(2).starts_with('[');
    let is_mark = is_comment || is_fence || is_table || is_chain;
    let is_word = matches!(first, "COMMIT" | "create" | "add" | "if" | "fi" | "for" | "do" | "done" | "then" | "else" | "echo");
    let is_assignment = first.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_' || byte.is_ascii_digit())
    });
    is_mark || is_word || line.prompt().is_some() || is_assignment || classified.of_rules().is_some()
}

/// The pieces as one line. `cut`: the window cut where it ended, in the middle of words, and not at blanks.
pub fn glue(pieces: &[ClassifiedLine], cut: bool) -> Line {
    let widest = pieces.iter().map(|piece| piece.line.width).max().unwrap_or(0);
    let Some(mut whole) = pieces.first().map(|first| first.line.clone()) else { return Line::default() };
    for pair in pieces.windows(2) {
        let [ClassifiedLine { line: before, .. }, ClassifiedLine { line: piece, .. }] = pair else { continue };
        let in_word = cut && before.width == widest && !before.ends_blank && !piece.is_indented();
        append(&mut whole, piece, in_word);
    }
    whole
}

pub fn append(whole: &mut Line, piece: &Line, in_word: bool) {
    if !in_word {
        whole.plain.push(' ');
    }
    whole.plain.push_str(piece.plain.trim_start());
    let mut words = piece.words.iter().cloned();
    if in_word && let (Some(last), Some(first)) = (whole.words.last_mut(), words.next()) {
        last.text.push_str(&first.text);
    }
    whole.words.extend(words);
    whole.findings.extend(piece.findings.iter().cloned());
    whole.width = piece.width;
    whole.ends_blank = piece.ends_blank;
}

/// How much of it makes no sense; `None` if the line cannot be whole.
pub fn unread(kind: LineKind, line: &Line) -> Option<usize> {
    match kind {
        LineKind::Chain => line.plain.trim_end().ends_with(')').then_some(0),
        LineKind::Columns => (line.words.iter().any(|word| word.text == "source")
            && line.word(line.words.len().saturating_sub(1)) == "destination")
            .then_some(0),
        LineKind::Row => {
            let mut words = line.texts();
            words.truncate(row::remark(&words).unwrap_or(words.len()));
            let opened = words.iter().filter(|word| **word == "/*").count();
            let closed = words.iter().filter(|word| **word == "*/").count();
            row::unread(&words).filter(|_| opened <= closed)
        }
        LineKind::Rule => of_rule(line.plain.trim()),
        LineKind::Command => {
            let start = line.words.iter().position(|word| is_program(&word.text))?;
            let program = line.word(start);
            of_rule(line.plain.split_once(program)?.1)
        }
    }
}

fn of_rule(text: &str) -> Option<usize> {
    let text = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((_, rest)) => rest,
        None => text,
    };
    let words = quoting::words(text);
    let words: Vec<&str> = words.iter().map(|word| word.as_ref()).collect();
    let is_read = !quoting::is_open(text) && command::read(&words, Setting::PASTE).is_ok();
    is_read.then_some(0)
}
