//! Lines that were parted on their way: by a backslash, or because the window was narrow.

use crate::text::conntrack;
use crate::text::listing::lines::Line;

pub fn join(lines: Vec<Line>) -> Vec<Line> {
    let mut joined: Vec<Line> = Vec::with_capacity(lines.len());
    let mut is_open = false;
    for line in lines {
        let goes_on = match joined.last() {
            Some(last) => is_open || is_continued(last, &line),
            None => false,
        };
        is_open = line.plain.ends_with('\\') && !line.words.is_empty();
        match joined.last_mut() {
            Some(last) if goes_on => append(last, line),
            Some(_) | None => joined.push(line),
        }
        if let Some(last) = joined.last_mut().filter(|_| is_open) {
            drop_backslash(last);
        }
    }
    joined
}

fn append(last: &mut Line, line: Line) {
    last.plain.push(' ');
    last.plain.push_str(line.plain.trim_start());
    last.words.extend(line.words);
    last.findings.extend(line.findings);
}

fn drop_backslash(line: &mut Line) {
    if let Some(word) = line.words.last_mut() {
        word.text = word.text.trim_end_matches('\\').to_owned();
    }
    line.words.retain(|word| !word.text.is_empty());
    line.plain = line.plain.trim_end_matches('\\').trim_end().to_owned();
}

/// A connection without its second tuple, a rule whose next line goes on with an option.
fn is_continued(last: &Line, line: &Line) -> bool {
    if line.words.is_empty() {
        return false;
    }
    let sources = last.words.iter().filter(|word| word.text.starts_with("src=")).count();
    if conntrack::read::is_entry(last) && !conntrack::read::is_entry(line) {
        let first = line.word(0);
        let is_part = first.contains('=') || first.starts_with('[');
        return is_part && (sources < 2 || !last.plain.contains("use="));
    }
    let is_rule = last.words.iter().take(5).any(|word| matches!(word.text.as_str(), "-A" | "-I" | "--append" | "--insert"));
    let is_option = match (line.word(0), line.word(1)) {
        ("!", next) => next.starts_with('-'),
        ("-j" | "-g" | "-m" | "-p" | "-s" | "-d" | "-i" | "-o", next) => !next.is_empty(),
        (first, _) => first.starts_with("--") && first.len() > 3 && !first.starts_with("---"),
    };
    is_rule && is_option
}
