//! The marks of a mail or a forum in front of every line: `> Chain INPUT ...`, `| -A INPUT ...`.

use crate::text::listing::lines::Line;

/// The line without its mark.
pub fn without(mut line: Line) -> Line {
    let (mut gone, mut start) = (0, 0);
    while let Some(first) = line.words.get_mut(gone) {
        let is_glued = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '*' | ':');
        let length = match first.text.as_str() {
            ">" | "|" | ">>" => first.text.len(),
            text if text.strip_prefix('>').is_some_and(|rest| rest.starts_with(is_glued)) => 1,
            _ => break,
        };
        start = behind(&line.plain, start, length);
        if length < first.text.len() {
            first.text.drain(..length);
            first.span.column += length as u32;
            first.span.length = first.span.length.saturating_sub(length as u32);
            break;
        }
        gone += 1;
    }
    if start == 0 {
        return line;
    }
    line.words.drain(..gone);
    line.plain = line.plain.get(start..).unwrap_or_default().to_owned();
    line.width = if line.words.is_empty() { 0 } else { line.width.saturating_sub(start as u32) };
    line
}

/// Where the text goes on behind a mark of this length, and behind one blank.
fn behind(plain: &str, start: usize, length: usize) -> usize {
    let rest = plain.get(start..).unwrap_or_default();
    let end = start + (rest.len() - rest.trim_start().len()) + length;
    let has_blank = plain.get(end..).is_some_and(|rest| rest.starts_with(' '));
    end.min(plain.len()) + usize::from(has_blank)
}
