//! What comments cite is in the repository: sections of `docs/reference`, recordings, transcripts and files.
//!
//! The forms are `reference: nat.md §4`, `recording: stale-arp` (or several, with commas), `transcript: ip.txt`, and the path
//! of a file from the root. What else a comment says is not judged.

use std::collections::{BTreeMap, BTreeSet};

use crate::problem::Problem;
use crate::test::Verdict;
use crate::workspace::Workspace;

const REFERENCE: &str = "docs/reference/";
const RECORDINGS: &str = "oracle/cases/";
const TRANSCRIPTS: &str = "engine/tests/";

pub fn check(workspace: &Workspace) -> Result<Verdict, Problem> {
    let shelf = Shelf::of(workspace)?;
    let mut findings = Vec::new();
    for path in workspace.files("", ".rs") {
        let blocks = comments(&workspace.read(&path)?);
        findings.extend(blocks.iter().flat_map(|block| shelf.dangling(&path, block)));
    }
    for path in workspace.files("docs", ".md") {
        findings.extend(shelf.dangling(&path, &Block::whole(&workspace.read(&path)?)));
    }
    Ok(super::verdict(findings, "Cite what is here, add what is cited, or name the kernel's function that the line rests on."))
}

/// What may be cited.
#[derive(Default)]
struct Shelf {
    /// The sections of each file of `docs/reference`.
    sections: BTreeMap<String, BTreeSet<String>>,
    recordings: BTreeSet<String>,
    transcripts: BTreeSet<String>,
    files: BTreeSet<String>,
}

impl Shelf {
    fn of(workspace: &Workspace) -> Result<Shelf, Problem> {
        let mut shelf = Shelf { files: workspace.files("", "").into_iter().collect(), ..Shelf::default() };
        for path in &shelf.files {
            let name = path.rsplit('/').next().unwrap_or(path).to_owned();
            if path.starts_with(REFERENCE) && path.ends_with(".md") {
                shelf.sections.insert(name, sections(&workspace.read(path)?));
            } else if path.starts_with(RECORDINGS) {
                shelf.recordings.insert(recording(&name).to_owned());
            } else if path.starts_with(TRANSCRIPTS) {
                shelf.transcripts.insert(name);
            }
        }
        Ok(shelf)
    }

    fn dangling(&self, path: &str, block: &Block) -> Vec<String> {
        let of_keywords = cites(&block.text).into_iter();
        let of_paths = words(&block.text).filter(|(_, word)| self.is_path(word)).map(|(at, word)| (at, Cite::File(word)));
        of_keywords
            .chain(of_paths)
            .filter(|(_, cite)| !self.holds(cite))
            .map(|(at, cite)| format!("{path}:{}: {cite} is not here", block.line(at)))
            .collect()
    }

    fn holds(&self, cite: &Cite<'_>) -> bool {
        match cite {
            Cite::Section { file, section } => self.sections.get(*file).is_some_and(|sections| sections.contains(*section)),
            Cite::Recording(name) => self.recordings.contains(*name) || self.files.contains(*name),
            Cite::Transcript(name) => self.transcripts.contains(*name),
            Cite::File(path) => self.files.contains(*path),
        }
    }

    /// A whole path: it begins with a folder of the root and ends with a file.
    fn is_path(&self, word: &str) -> bool {
        const PATTERN: [char; 4] = ['*', '…', '{', '<'];
        let Some((folder, rest)) = word.split_once('/') else { return false };
        let is_file = rest.rsplit('/').next().is_some_and(|name| name.trim_matches('.').contains('.'));
        is_file && !word.contains(PATTERN) && self.files.iter().any(|file| file.split('/').next() == Some(folder))
    }
}

#[derive(Debug, PartialEq)]
enum Cite<'text> {
    Section { file: &'text str, section: &'text str },
    Recording(&'text str),
    Transcript(&'text str),
    File(&'text str),
}

impl std::fmt::Display for Cite<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Cite::Section { file, section } => write!(formatter, "section `{section}` of {REFERENCE}{file}"),
            Cite::Recording(name) => write!(formatter, "the recording `{name}`"),
            Cite::Transcript(name) => write!(formatter, "the transcript `{name}`"),
            Cite::File(path) => write!(formatter, "the file {path}"),
        }
    }
}

/// What a text cites by a keyword, and where.
fn cites(text: &str) -> Vec<(usize, Cite<'_>)> {
    let sections = behind(text, &["eference: ", "eference "]).filter_map(|(at, cited)| section(cited).map(|cite| (at, cite)));
    let recordings = behind(text, &["recording: ", "recordings: ", "recorded: "])
        .filter(|(at, _)| in_brackets(&text[..*at]))
        .flat_map(|(at, cited)| cited.split(", ").map(move |name| (at, Cite::Recording(name.trim()))));
    let transcripts = behind(text, &["transcript: "])
        .filter(|(at, _)| in_brackets(&text[..*at]))
        .filter_map(|(at, cited)| cited.split(", ").next().map(|name| (at, Cite::Transcript(name.trim()))));
    sections.chain(recordings).chain(transcripts).collect()
}

/// Where a keyword stands, and what is cited behind it: until the end of the bracket or of the part.
fn behind<'text>(text: &'text str, keywords: &'static [&'static str]) -> impl Iterator<Item = (usize, &'text str)> {
    let found = keywords.iter().flat_map(move |keyword| text.match_indices(keyword));
    found.map(move |(at, keyword)| {
        let rest = &text[at + keyword.len()..];
        (at, &rest[..rest.find([')', ']', ';']).unwrap_or(rest.len())])
    })
}

/// `nat.md §4, where …`: a file of `docs/reference` and its section, which may be missing.
fn section(cited: &str) -> Option<Cite<'_>> {
    let (file, rest) = cited.split_once(' ').unwrap_or((cited, ""));
    if !file.ends_with(".md") {
        return None;
    }
    let number = rest.strip_prefix('§').unwrap_or("");
    let end = number.find(|sign: char| !sign.is_ascii_alphanumeric() && sign != '.').unwrap_or(number.len());
    Some(Cite::Section { file, section: number[..end].trim_end_matches('.') })
}

/// Outside of brackets `recording: ` is a sentence's own.
fn in_brackets(before: &str) -> bool {
    before.matches(['(', '[']).count() > before.matches([')', ']']).count()
}

/// The name of a recording without what its generator and its form put behind it.
fn recording(file: &str) -> &str {
    let name = file.split(".json").next().unwrap_or(file);
    let kinds = ["-single", "-router", "-docker"];
    if !name.starts_with("gen-") {
        return name;
    }
    kinds.iter().find_map(|kind| name.strip_suffix(kind)).unwrap_or(name)
}

/// `## 4. Routing` is section 4, `### 2e. Loopback` is 2e, and the second point of section 4 is 4.2.
fn sections(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut current = String::new();
    for line in text.lines() {
        let is_heading = line.starts_with('#');
        let Some((number, _)) = line.trim_start_matches(['#', ' ']).split_once(['.', ' ']) else { continue };
        if number.is_empty() || !number.starts_with(|sign: char| sign.is_ascii_digit()) {
            continue;
        }
        if is_heading {
            current = number.to_owned();
            found.insert(current.clone());
        } else if line.starts_with(number) {
            found.insert(format!("{current}.{number}"));
        }
    }
    found
}

/// A comment of one or more lines, as one text.
struct Block {
    first_line: usize,
    text: String,
    /// Where each line begins in the text.
    starts: Vec<usize>,
}

impl Block {
    fn begin(first_line: usize) -> Block {
        Block { first_line, text: String::new(), starts: Vec::new() }
    }

    fn whole(text: &str) -> Block {
        let mut block = Block::begin(1);
        text.lines().for_each(|line| block.push(line));
        block
    }

    fn push(&mut self, line: &str) {
        self.starts.push(self.text.len());
        self.text.push_str(line.trim());
        self.text.push(' ');
    }

    fn line(&self, at: usize) -> usize {
        self.first_line + self.starts.iter().filter(|start| **start <= at).count() - 1
    }
}

/// The comments of a source: lines of comments that follow each other are one, what stands behind code is one of its own.
fn comments(source: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open = false;
    for (index, line) in source.lines().enumerate() {
        let Some((code, comment)) = split_comment(line) else {
            open = false;
            continue;
        };
        let continues = open && code.trim().is_empty();
        if !continues {
            blocks.push(Block::begin(index + 1));
        }
        if let Some(block) = blocks.last_mut() {
            block.push(comment.trim_start_matches(['/', '!']));
        }
        open = code.trim().is_empty();
    }
    blocks
}

/// A comment begins a line or stands behind a blank: `https://` begins none.
fn split_comment(line: &str) -> Option<(&str, &str)> {
    let at = if line.trim_start().starts_with("//") { line.find("//")? } else { line.find(" // ")? + 1 };
    Some((&line[..at], &line[at + 2..]))
}

/// The words of a text without the signs around them, and where.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    const AROUND: [char; 12] = ['`', '"', '\'', '(', ')', '[', ']', ',', ';', ':', '.', '’'];
    text.split([' ', '`', '(', ')']).map(move |word| {
        let at = word.as_ptr() as usize - text.as_ptr() as usize;
        (at, word.trim_matches(AROUND))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shelf() -> Shelf {
        let own = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Shelf {
            sections: BTreeMap::from([("nat.md".to_owned(), sections("# Nat\n## 2. Where\n1. Here\n2. There\n### 2f. Ports\n"))]),
            recordings: own(&["stale-arp", "gen-5-0047"]),
            transcripts: own(&["ip.txt"]),
            files: own(&["oracle/record_log.sh", "engine/tests/data/log.txt", "README.md"]),
        }
    }

    fn findings(source: &str) -> Vec<String> {
        comments(source).iter().flat_map(|block| shelf().dangling("a.rs", block)).collect()
    }

    #[test]
    fn what_is_there_may_be_cited() {
        let source = [
            "//! The order (reference: nat.md §2, twice; recordings: stale-arp, gen-5-0047).",
            "/// Reference: nat.md §2.2.",
            "// (reference: nat.md §2f; transcript: ip.txt, \"a route\")",
            "/// by `oracle/record_log.sh` (recording: engine/tests/data/log.txt)",
        ];
        assert_eq!(findings(&source.join("\n")), Vec::<String>::new());
    }

    #[test]
    fn what_is_not_there_is_found_with_its_line() {
        for (comment, expected) in [
            ("(reference: nat.md §3)", "section `3` of docs/reference/nat.md"),
            ("(reference: nat.md §2.3)", "section `2.3` of docs/reference/nat.md"),
            ("(reference: nat.md 2)", "section `` of docs/reference/nat.md"),
            ("reference arp.md §1, where", "section `1` of docs/reference/arp.md"),
            ("(`icmp_send`; recording: gen-303-0068).", "the recording `gen-303-0068`"),
            ("(recordings: stale-arp, late-arp)", "the recording `late-arp`"),
            ("(recorded: the pings to 10.0.1.6)", "the recording `the pings to 10.0.1.6`"),
            ("(transcript: ss.txt)", "the transcript `ss.txt`"),
            ("as `oracle/record_all.sh` asks", "the file oracle/record_all.sh"),
        ] {
            let source = format!("fn f() {{}}\n\n/// Why\n/// {comment}\n");
            assert_eq!(findings(&source), [format!("a.rs:4: {expected} is not here")], "{comment}");
        }
    }

    #[test]
    fn a_cite_may_go_on_in_the_next_line() {
        assert_eq!(findings("//! Lines (recording:\n//! stale-arp, late-arp).\n").len(), 1);
        assert_eq!(findings("//! Lines (recordings: stale-arp,\n//! gen-5-0047).\n"), Vec::<String>::new());
    }

    #[test]
    fn only_comments_cite() {
        let source = "let url = \"https://a/oracle/x.sh\";\nlet recording: late-arp = 1;\nlet a = 1; ## oracle/x.sh\n";
        assert_eq!(findings(&source.replace("##", "//")), ["a.rs:3: the file oracle/x.sh is not here"]);
    }

    #[test]
    fn a_sentence_about_recordings_is_no_cite() {
        let source =
            "/// From a recording: how it is printed. Files of oracle/cases (see above), tests/broken/x.txt, oracle/*.sh\n";
        assert_eq!(findings(source), Vec::<String>::new());
    }

    #[test]
    fn a_recording_is_called_without_the_kind_of_its_network() {
        assert_eq!(recording("gen-5-0047-docker.json.gz"), "gen-5-0047");
        assert_eq!(recording("stale-arp.json"), "stale-arp");
        assert_eq!(recording("icc-docker.json"), "icc-docker");
    }
}
