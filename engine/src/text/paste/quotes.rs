//! The marks of a mail or a forum in front of every line: `> Chain INPUT ...`, `| -A INPUT ...`.

use crate::text::listing::lines::Line;

/// The line without its mark.
pub fn without(mut line: Line) -> Line {
    let mut is_marked = false;
    while let Some(first) = line.words.first_mut() {
        let is_glued = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '*' | ':');
        let length = match first.text.as_str() {
            ">" | "|" | ">>" => first.text.len(),
            text if text.strip_prefix('>').is_some_and(|rest| rest.starts_with(is_glued)) => 1,
            _ => break,
        };
        is_marked = true;
        first.text.drain(..length);
        first.span.column += length as u32;
        first.span.length = first.span.length.saturating_sub(length as u32);
        let is_gone = first.text.is_empty();
        if is_gone {
            line.words.remove(0);
        }
        let indent = line.plain.len() - line.plain.trim_start().len();
        let cut = line.plain.get(indent + length..).unwrap_or_default();
        let plain = cut.strip_prefix(' ').unwrap_or(cut).to_owned();
        line.width = line.width.saturating_sub((line.plain.len() - plain.len()) as u32);
        line.plain = plain;
        if !is_gone || line.words.is_empty() {
            break;
        }
    }
    if is_marked && line.words.is_empty() {
        line.width = 0;
    }
    line
}
