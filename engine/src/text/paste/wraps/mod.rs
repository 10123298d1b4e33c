//! Lines that were parted on their way: by a backslash, or because the window was narrow. Which pieces belong together is
//! told by what they say together (`pieces`): a line is only ever put behind another if all of it can be read then.

mod pieces;

use std::collections::{BTreeMap, BTreeSet};

use crate::text::finding::{Finding, Severity, Span};
use crate::text::iptables::command::Verb;
use crate::text::iptables::paste::LineKind;
use crate::text::listing::lines::Line;
use crate::text::paste::classify::ClassifiedLine;
use pieces::{append, begins_line, glue, unread};

/// Windows are seldom narrower.
const NARROWEST: u32 = 40;

/// The widths that windows have.
const WINDOWS: [u32; 7] = [72, 76, 80, 100, 120, 132, 160];

/// So many lines tell how all of them are cut.
const ENOUGH_VOTES: usize = 50;

/// A line is not cut into more pieces than this.
const MOST_PIECES: usize = 8;

pub fn join(lines: Vec<Line>, findings: &mut Vec<Finding>) -> Vec<ClassifiedLine> {
    unfold(join_marked(lines), findings)
}

/// What a backslash or the form of the next line marks as parted.
fn join_marked(lines: Vec<Line>) -> Vec<ClassifiedLine> {
    let mut joined: Vec<ClassifiedLine> = Vec::with_capacity(lines.len());
    let mut is_open = false;
    for classified in lines.into_iter().map(ClassifiedLine::new) {
        let last = joined.pop_if(|last| is_open || is_continued(last, &classified));
        is_open = classified.line.plain.ends_with('\\') && !classified.line.words.is_empty();
        if last.is_none() && !is_open {
            joined.push(classified);
            continue;
        }
        let mut whole = match last {
            Some(last) => with_piece(last.line, &classified.line),
            None => classified.line,
        };
        if is_open {
            drop_backslash(&mut whole);
        }
        joined.push(ClassifiedLine::new(whole));
    }
    joined
}

fn with_piece(mut line: Line, piece: &Line) -> Line {
    append(&mut line, piece, false);
    line
}

fn drop_backslash(line: &mut Line) {
    if let Some(word) = line.words.last_mut() {
        word.text.truncate(word.text.trim_end_matches('\\').len());
    }
    line.words.pop_if(|word| word.text.is_empty());
    line.plain.truncate(line.plain.trim_end_matches('\\').trim_end().len());
}

/// A connection without its second tuple, a rule whose next line goes on with an option.
fn is_continued(before: &ClassifiedLine, classified: &ClassifiedLine) -> bool {
    let (last, line) = (&before.line, &classified.line);
    if line.words.is_empty() {
        return false;
    }
    if before.is_connection() && !classified.is_connection() {
        let first = line.word(0);
        let is_part = first.contains('=') || first.starts_with('[');
        let sources = || last.words.iter().filter(|word| word.text.starts_with("src=")).take(2).count();
        return is_part && (sources() < 2 || !last.plain.contains("use="));
    }
    let changes_rule = |verb: Verb| verb.changes() && verb.is_of_rule(None);
    let is_rule = last.words.iter().take(5).any(|word| Verb::of(&word.text).is_some_and(changes_rule));
    let is_option = match (line.word(0), line.word(1)) {
        ("!", next) => next.starts_with('-'),
        ("-j" | "-g" | "-m" | "-p" | "-s" | "-d" | "-i" | "-o", next) => !next.is_empty(),
        (first, _) => first.starts_with("--") && first.len() > 3 && !first.starts_with("---") && Verb::of(first).is_none(),
    };
    // where the window ended, the option may go on, too
    is_rule && is_option && !is_window(last.width)
}

fn is_window(width: u32) -> bool {
    WINDOWS.contains(&width)
}

/// Puts together what a narrow window parted.
fn unfold(lines: Vec<ClassifiedLine>, findings: &mut Vec<Finding>) -> Vec<ClassifiedLine> {
    let lines = without_spaces(lines);
    let mut margins = Margins::new(&lines);
    margins.vote(&lines);
    let (mut found, mut place) = (Vec::new(), 0);
    while let Some(line) = lines.get(place) {
        let pieces = pieces_from(&lines, place);
        let together = parted_kind(line, pieces).and_then(|kind| together(kind, pieces, &margins));
        let used = together.as_ref().map_or(1, |(_, used)| *used);
        found.extend(together.map(|(line, used)| Parted { place, used, line }));
        place += used;
    }
    if let Some(first) = found.first().and_then(|first| lines.get(first.place + 1)) {
        let span = first.line.words.first().map(|word| word.span).unwrap_or_default();
        findings.push(parted(span, found.len()));
    }
    with_parted(lines, found)
}

/// A line that was put together.
struct Parted {
    /// Where it begins, and how many lines it takes.
    place: usize,
    used: usize,
    line: Line,
}

fn with_parted(lines: Vec<ClassifiedLine>, found: Vec<Parted>) -> Vec<ClassifiedLine> {
    let mut whole: Vec<ClassifiedLine> = Vec::with_capacity(lines.len());
    let mut found = found.into_iter().peekable();
    let mut end = 0;
    for (place, line) in lines.into_iter().enumerate() {
        match found.next_if(|parted| parted.place == place) {
            Some(parted) => {
                end = place + parted.used;
                whole.push(ClassifiedLine::new(parted.line));
            }
            None if place >= end => whole.push(line),
            None => {}
        }
    }
    whole
}

fn parted_kind(line: &ClassifiedLine, pieces: &[ClassifiedLine]) -> Option<LineKind> {
    if pieces.len() > 1 { line.of_rules() } else { None }
}

/// A line and what may belong to it.
fn pieces_from(lines: &[ClassifiedLine], place: usize) -> &[ClassifiedLine] {
    let behind = lines.get(place + 1..).unwrap_or_default();
    let goes_on = |piece: &&ClassifiedLine| piece.line.width > 0 && !begins_line(piece);
    let more = behind.iter().take(MOST_PIECES).take_while(goes_on).count();
    lines.get(place..=place + more).unwrap_or_default()
}

/// A listing with a blank line behind its header has them between its rows, too: they are what is left of blanks that were
/// cut, and end nothing.
fn without_spaces(mut lines: Vec<ClassifiedLine>) -> Vec<ClassifiedLine> {
    let is_blank = |place: usize| lines.get(place).is_some_and(|classified| classified.line.words.is_empty());
    let is_row = |place: usize| lines.get(place).and_then(ClassifiedLine::of_rules) == Some(LineKind::Row);
    let ends_header = |classified: &ClassifiedLine| classified.line.words.last().is_some_and(|word| word.text == "destination");
    let mut spaces = Vec::new();
    let mut is_spaced = false;
    for place in 0..lines.len() {
        let before = place.checked_sub(1).filter(|before| !is_blank(*before)).and_then(|before| lines.get(before));
        if !is_blank(place) {
            is_spaced &= lines.get(place).is_some_and(|classified| classified.line.word(0) != "Chain");
            continue;
        }
        is_spaced = before.is_some_and(|before| is_spaced || ends_header(before)) && is_row(place + 1);
        if is_spaced {
            spaces.push(place);
        }
    }
    let mut place = 0;
    lines.retain(|_| {
        place += 1;
        spaces.binary_search(&(place - 1)).is_err()
    });
    lines
}

/// The line that most of the pieces make, and how many of them it takes; `None` if the first is better alone.
fn together(kind: LineKind, pieces: &[ClassifiedLine], margins: &Margins) -> Option<(Line, usize)> {
    let first = &pieces.first()?.line;
    let is_cut = margins.is_margin(first);
    let alone = unread(kind, first);
    for used in (2..=pieces.len()).rev() {
        let pieces = pieces.get(..used)?;
        // what is left of a header is often blanks
        if pieces.last().is_some_and(|piece| piece.line.words.is_empty()) && !is_cut {
            continue;
        }
        let (blank, cut) = both_ways(kind, alone, pieces, is_cut || is_window(first.width));
        let (unread, line) = match (blank, cut) {
            (Some(blank), Some(cut)) if cut.0 < blank.0 || (cut.0 == blank.0 && is_cut && margins.prefers_cut()) => cut,
            (Some(blank), _) => blank,
            (None, Some(cut)) => cut,
            (None, None) => continue,
        };
        let is_better = alone.is_none_or(|alone| unread <= alone);
        let is_likely =
            alone.is_none() || kind == LineKind::Row || is_cut || (kind == LineKind::Rule && first.width >= NARROWEST);
        if is_better && is_likely {
            return Some((line, used));
        }
    }
    None
}

type Reading = Option<(usize, Line)>;

/// The pieces with blanks between them, and without where a word may have been cut.
fn both_ways(kind: LineKind, alone: Option<usize>, pieces: &[ClassifiedLine], may_cut: bool) -> (Reading, Reading) {
    let joined = |cut: bool| {
        let line = glue(pieces, cut);
        unread(kind, &line).map(|unread| (unread, line))
    };
    let may_cut = may_cut || alone.is_none() || kind == LineKind::Row;
    (joined(false), if may_cut { joined(true) } else { None })
}

/// Where lines seem to be cut.
#[derive(Default)]
struct Margins {
    /// How many lines end at a column.
    ends: BTreeMap<u32, u32>,
    /// The numbers of the lines that are the longest around them.
    widest: BTreeSet<u32>,
    /// How many lines make sense only if a word was cut, and only if none was.
    votes: (usize, usize),
}

impl Margins {
    fn new(lines: &[ClassifiedLine]) -> Margins {
        let mut margins = Margins::default();
        for block in lines.split(|classified| classified.line.width == 0 || classified.line.word(0).starts_with("```")) {
            let widest = block.iter().map(|classified| classified.line.width).max().unwrap_or(0);
            for ClassifiedLine { line, .. } in block.iter().filter(|classified| classified.line.width == widest) {
                *margins.ends.entry(widest).or_default() += 1;
                margins.widest.insert(line.number);
            }
        }
        margins
    }

    /// Windows that cut words cut many: the lines that leave no doubt tell of those that do.
    fn vote(&mut self, lines: &[ClassifiedLine]) {
        for place in 0..lines.len() {
            if self.votes.0 + self.votes.1 >= ENOUGH_VOTES {
                return;
            }
            let pieces = pieces_from(lines, place).get(..2).unwrap_or_default();
            let Some((first, kind)) = pieces.first().and_then(|first| Some((&first.line, first.of_rules()?))) else { continue };
            let read = |reading: Reading| reading.map(|(unread, _)| unread);
            let (blank, cut) = both_ways(kind, unread(kind, first), pieces, true);
            match (read(blank), read(cut)) {
                (Some(blank), Some(cut)) if blank != cut => self.add_vote(cut < blank),
                (Some(_), None) => self.add_vote(false),
                (None, Some(_)) => self.add_vote(true),
                (Some(_), Some(_)) | (None, None) => {}
            }
        }
    }

    fn add_vote(&mut self, is_cut: bool) {
        let (cut, blank) = &mut self.votes;
        *if is_cut { cut } else { blank } += 1;
    }

    fn prefers_cut(&self) -> bool {
        self.votes.0 >= self.votes.1
    }

    fn is_margin(&self, line: &Line) -> bool {
        let is_widest = self.widest.contains(&line.number) && line.width >= NARROWEST;
        is_widest && (is_window(line.width) || self.ends.get(&line.width).is_some_and(|count| *count > 1))
    }
}

fn parted(span: Span, count: usize) -> Finding {
    Finding {
        span,
        severity: Severity::Guess,
        found: "the end of the line above".to_owned(),
        expected: "every rule on one line".to_owned(),
        hint: format!("a narrow window seems to have cut lines of this text ({count}); they are put together again"),
    }
}
