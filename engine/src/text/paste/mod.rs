//! Whatever a person pastes, in one piece or several: it is parted by the machine it comes from (`hosts`), wrapped lines are
//! made whole (`wraps`), and each line goes to the reader that knows it: `text::conntrack`, `text::listing`,
//! `text::iptables::paste`. What was found is kept, all that was not understood is said, and prose is passed over.
//!
//! Making a host of it is `tools::paste`'s.

mod hosts;
mod quotes;
mod wraps;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use crate::rules::Table;
use crate::state::clock::Instant;
use crate::state::conntrack::Entry;
use crate::state::hook::TableName;
use crate::text::conntrack;
use crate::text::finding::{Finding, Severity};
use crate::text::iptables;
use crate::text::listing::lines::{self, Line};
use crate::text::listing::{self, Listing, Network};

/// All that was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pasted {
    /// In the order in which they come up; one without a name is what no prompt names.
    pub hosts: Vec<PastedHost>,
    pub findings: Vec<PlacedFinding>,
}

/// A finding, and in which piece it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedFinding {
    pub piece: usize,
    pub finding: Finding,
}

/// What the paste tells of one machine.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PastedHost {
    pub name: Option<String>,
    pub tables: BTreeMap<TableName, Table>,
    /// The number the next rule gets.
    pub next_rule: u32,
    /// Interfaces, routes, rules of routing, settings, sets, listening programs, published ports.
    pub network: Network,
    /// In the order of the text. Their times count from the lab's beginning.
    pub connections: Vec<Entry>,
    pub sections: Vec<Section>,
}

/// Lines that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Section {
    pub kind: Kind,
    pub piece: usize,
    /// Numbers of lines in that piece, from 1, both inclusive.
    pub first: u32,
    pub last: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Rules,
    Connections,
    Network(Listing),
}

impl PastedHost {
    pub fn is_empty(&self) -> bool {
        self.sections.is_empty()
    }
}

pub fn read(texts: &[&str]) -> Pasted {
    let pieces = Pieces::new(texts);
    let mut pasted = Pasted::default();
    for (name, lines) in hosts::part(pieces.lines(texts)) {
        let mut reader = HostReader { host: PastedHost { name, ..PastedHost::default() }, ..HostReader::default() };
        let lines = wraps::join(lines, &mut reader.findings);
        reader.read(lines);
        let HostReader { mut host, findings, kinds } = reader;
        host.sections = pieces.sections(&kinds);
        pasted.findings.extend(findings.into_iter().map(|finding| pieces.place(finding)));
        if !host.is_empty() {
            pasted.hosts.push(host);
        }
    }
    pasted.findings.sort_by_key(|placed| (placed.piece, placed.finding.span));
    pasted
}

/// The lines of all pieces are numbered through while they are read.
struct Pieces {
    /// How many lines come before each piece.
    before: Vec<u32>,
}

impl Pieces {
    fn new(texts: &[&str]) -> Pieces {
        let mut before = Vec::with_capacity(texts.len());
        let mut sum: u32 = 0;
        for text in texts {
            before.push(sum);
            // two more, which are blank: listings do not go on in the next piece
            sum = sum.saturating_add(text.split('\n').count() as u32).saturating_add(2);
        }
        Pieces { before }
    }

    fn lines(&self, texts: &[&str]) -> Vec<Line> {
        let pieces = texts.iter().zip(&self.before);
        let lines = |(text, before): (&&str, &u32)| -> Vec<Line> {
            lines::lines(text)
                .chain([Line::default(), Line::default()])
                .map(|line| shifted(quotes::without(line), *before))
                .collect()
        };
        pieces.flat_map(lines).collect()
    }

    fn piece_of(&self, number: u32) -> (usize, u32) {
        let piece = self.before.iter().rposition(|before| *before < number).unwrap_or(0);
        (piece, number.saturating_sub(self.before.get(piece).copied().unwrap_or(0)))
    }

    fn place(&self, mut finding: Finding) -> PlacedFinding {
        let (piece, line) = self.piece_of(finding.span.line);
        finding.span.line = line;
        PlacedFinding { piece, finding }
    }

    /// Neighbouring lines of one kind are one section.
    fn sections(&self, kinds: &BTreeMap<u32, Kind>) -> Vec<Section> {
        let mut sections: Vec<Section> = Vec::new();
        for (number, kind) in kinds {
            let (piece, line) = self.piece_of(*number);
            match sections.last_mut() {
                Some(last) if last.kind == *kind && last.piece == piece && last.last + 2 >= line => last.last = line,
                Some(_) | None => sections.push(Section { kind: *kind, piece, first: line, last: line }),
            }
        }
        sections
    }
}

fn shifted(mut line: Line, by: u32) -> Line {
    line.number += by;
    line.words.iter_mut().for_each(|word| word.span.line += by);
    line.findings.iter_mut().for_each(|finding| finding.span.line += by);
    line
}

/// The lines of one machine, on their way through the readers.
#[derive(Default)]
struct HostReader {
    host: PastedHost,
    findings: Vec<Finding>,
    /// What each line was, by its number.
    kinds: BTreeMap<u32, Kind>,
}

impl HostReader {
    fn read(&mut self, lines: Vec<Line>) {
        let anonymised: Vec<(u32, Vec<Finding>)> =
            lines.iter().map(|line| (line.number, line.findings.clone())).filter(|(_, findings)| !findings.is_empty()).collect();
        let numbers: Vec<u32> = lines.iter().filter(|line| !line.words.is_empty()).map(|line| line.number).collect();
        let saves = saves(&lines);
        let rest = self.take_connections(lines);
        let rest = self.take_network(rest);
        let left_over = self.take_rules(rest, &numbers);
        for (number, findings) in anonymised {
            // prose may say `x.x.x.x` as it likes
            if self.kinds.contains_key(&number) {
                self.findings.extend(findings);
            }
        }
        self.complain_of_broken_saves(&left_over, &saves);
    }

    fn take_connections(&mut self, lines: Vec<Line>) -> Vec<Line> {
        let mut rest = Vec::with_capacity(lines.len());
        for mut line in lines {
            line.findings.clear();
            if !conntrack::read::is_entry(&line) {
                rest.push(line);
                continue;
            }
            self.kinds.insert(line.number, Kind::Connections);
            match conntrack::read::entry(&line, Instant::default()) {
                Ok(entry) => self.host.connections.push(entry),
                Err(finding) => self.findings.push(finding),
            }
        }
        rest
    }

    fn take_network(&mut self, lines: Vec<Line>) -> Vec<Line> {
        let mut network = listing::read_lines(lines.into_iter().map(without_ipset));
        self.findings.append(&mut network.findings);
        // A prompt or a header alone tells nothing.
        let told = network.kinds.iter().filter(|(_, kind)| *kind != Listing::Frame);
        self.kinds.extend(told.map(|(number, kind)| (*number, Kind::Network(*kind))));
        let rest = std::mem::take(&mut network.left_over);
        network.kinds.clear();
        self.host.network = network;
        rest
    }

    fn take_rules(&mut self, lines: Vec<Line>, numbers: &[u32]) -> Vec<Line> {
        let mut pasted = iptables::paste::read(lines.into_iter().map(without_fence));
        let left: BTreeSet<u32> = pasted.left_over.iter().map(|line| line.number).collect();
        for number in numbers {
            if !left.contains(number) && !self.kinds.contains_key(number) {
                self.kinds.insert(*number, Kind::Rules);
            }
        }
        self.findings.append(&mut pasted.findings);
        self.host.next_rule = pasted.next_rule;
        self.host.tables = pasted.tables;
        if self.host.tables.is_empty() {
            self.kinds.retain(|_, kind| *kind != Kind::Rules);
        }
        pasted.left_over
    }

    /// Between `*filter` and `COMMIT` there is no prose: what nobody read there is wrong.
    fn complain_of_broken_saves(&mut self, left_over: &[Line], saves: &[RangeInclusive<u32>]) {
        let inside = |line: &&Line| {
            let next = saves.partition_point(|save| *save.end() < line.number);
            saves.get(next).is_some_and(|save| save.contains(&line.number))
        };
        let says_something = |line: &&Line| !line.words.is_empty() && !line.word(0).starts_with(['#', '`', '~']);
        for line in left_over.iter().filter(inside).filter(says_something) {
            self.findings.push(Finding {
                span: line.span(),
                severity: Severity::KernelRefuses,
                found: line.plain.trim().to_owned(),
                expected: "a rule, like the lines around it".to_owned(),
                hint: "the line is left out; everything else is kept".to_owned(),
            });
        }
    }
}

/// A fence ends a listing as a blank line does.
fn without_fence(line: Line) -> Line {
    match line.word(0).starts_with("```") || line.word(0).starts_with("~~~") {
        true => Line { number: line.number, ..Line::default() },
        false => line,
    }
}

/// From `*filter` to `COMMIT`.
fn saves(lines: &[Line]) -> Vec<RangeInclusive<u32>> {
    let mut found = Vec::new();
    let mut begun = None;
    for line in lines {
        match line.word(0).strip_prefix('*') {
            Some(name) if TableName::from_name(name).is_some() => begun = Some(line.number),
            Some(_) | None if line.word(0) == "COMMIT" => found.extend(begun.take().map(|first| first..=line.number)),
            Some(_) | None => {}
        }
    }
    found
}

/// `ipset add foo 10.0.0.1` of a script says what `add foo 10.0.0.1` says in a file.
fn without_ipset(mut line: Line) -> Line {
    let is_change = matches!(line.word(1), "create" | "add" | "-N" | "-A");
    if line.word(0) == "ipset" && is_change {
        line.words.remove(0);
        line.plain = line.plain.trim_start().trim_start_matches("ipset").trim_start().to_owned();
    }
    line
}
