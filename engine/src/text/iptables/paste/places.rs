//! Where in a line the words stand that a complaint is about.

use crate::text::finding::Span;
use crate::text::listing::lines::{Line, Word};

/// Where a word or a part of one stands; the whole line if it does not.
pub fn span_of(line: &Line, text: &str) -> Span {
    find(line, text).unwrap_or_else(|| line.span())
}

/// The whole word if there is one; else where the text is parted from what is around it; else anywhere.
fn find(line: &Line, text: &str) -> Option<Span> {
    if text.is_empty() {
        return None;
    }
    let same = line.words.iter().find(|word| word.text == text);
    if let Some(word) = same {
        return Some(word.span);
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.len() > 1 {
        return several(line, &words);
    }
    let parts = |apart: bool| line.words.iter().find_map(|word| part_of(word, text, apart));
    parts(true).or_else(|| parts(false))
}

fn part_of(word: &Word, text: &str, apart: bool) -> Option<Span> {
    word.text.match_indices(text).find_map(|(start, _)| {
        let before = word.text.get(..start)?;
        let behind = word.text.get(start + text.len()..)?;
        let is_name = |letter: char| letter.is_alphanumeric() || letter == '_';
        let stands_apart = !before.ends_with(is_name) && !behind.starts_with(is_name);
        let (start, length) = (before.chars().count() as u32, text.chars().count() as u32);
        let is_inside = start + length <= word.span.length;
        // a stand-in is not as long as what it stands for
        let span = Span { column: word.span.column + start, length, ..word.span };
        (stands_apart || !apart).then_some(if is_inside { span } else { word.span })
    })
}

/// Words that follow each other.
pub fn several(line: &Line, words: &[&str]) -> Option<Span> {
    let is_there = |window: &&[Word]| window.iter().zip(words).all(|(word, text)| word.text.trim_matches(['"', '\'']) == *text);
    let window = line.words.windows(words.len().max(1)).find(is_there)?;
    Some(window.first()?.span.through(window.last()?.span))
}

/// The words of a line that a complaint of the tool names, and where they stand.
pub fn of_complaint(line: &Line, complaint: &str, words: &[&str]) -> Option<(Span, String)> {
    let quoted = quoted(complaint);
    let named = quoted.iter().find_map(|text| Some((find(line, text)?, (*text).to_owned())));
    named.or_else(|| {
        let in_complaint = |word: &str| word.len() > 1 && complaint.split([' ', '\n']).any(|part| part == word);
        let mut named: Vec<usize> =
            (0..words.len()).filter(|place| words.get(*place).is_some_and(|word| in_complaint(word))).collect();
        let word = |place: usize| words.get(place).copied().unwrap_or_default();
        named.sort_by_key(|place| (!word(*place).starts_with('-'), std::cmp::Reverse(word(*place).len())));
        // a row of a listing has the value of an option alone
        let candidates = named.into_iter().flat_map(|place| [word(place), word(place + 1)]);
        candidates.into_iter().find_map(|word| Some((find(line, word)?, word.to_owned())))
    })
}

/// Where the target of a rule stands, which may have the name of its chain.
pub fn target(line: &Line, name: &str) -> Span {
    let is_jump = |word: &Word| matches!(word.text.as_str(), "-j" | "-g" | "--jump" | "--goto");
    let behind = line.words.windows(2).find_map(|pair| match pair {
        [jump, target] if is_jump(jump) && target.text == name => Some(target.span),
        _ => None,
    });
    behind.unwrap_or_else(|| span_of(line, name))
}

/// What stands between the marks of the tool: `"x"`, `'x'`, `` `x' ``; the longest first.
fn quoted(complaint: &str) -> Vec<&str> {
    let mut found: Vec<&str> = complaint
        .split(['"', '\'', '`'])
        .enumerate()
        .filter(|(place, text)| place % 2 == 1 && !text.trim().is_empty())
        .map(|(_, text)| text)
        .collect();
    found.sort_by_key(|text| std::cmp::Reverse(text.len()));
    found
}
