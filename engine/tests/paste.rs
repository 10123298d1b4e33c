//! Whatever is pasted: cases by hand, and the listings of whole articles, each by itself, all in pieces, and all at once with
//! prose between them. What was understood is shown as the tools show it on the host that is made of it.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use engine::kernel::host::Host;
use engine::state::clock::Instant;
use engine::text::finding::Severity;
use engine::text::iptables::save;
use engine::text::paste::{self, PastedHost};
use engine::tools;

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/paste").join(name)
}

/// What people paste; what a narrow window made of it; rows and rules nobody can take; commands inside of others; networks.
const CASES: [&str; 6] = ["cases.txt", "old-rows.txt", "wraps.txt", "refusals.txt", "commands.txt", "networks.txt"];

/// `=== name`, a pasted text (pieces parted by `%%%%`), `---`, what it makes.
#[test]
fn pasted_texts_make_hosts() {
    let text: String = CASES.iter().map(|name| fs::read_to_string(data(name)).unwrap()).collect();
    let mut wrong = Vec::new();
    let mut count = 0;
    for case in text.split("=== ").skip(1) {
        let (name, rest) = case.split_once('\n').unwrap();
        let rest = format!("\n{rest}");
        let (paste, expected) = rest.split_once("\n---\n").unwrap_or_else(|| panic!("{name} has no ---"));
        let paste = paste.strip_prefix('\n').unwrap_or("").replace("\\r", "\r").replace("\\t", "\t");
        let pieces: Vec<&str> = paste.split("\n%%%%\n").collect();
        count += 1;
        let found = describe(&pieces);
        if found.trim() != expected.trim() {
            wrong.push(format!("=== {name}\nexpected:\n{}\nfound:\n{found}", expected.trim()));
        }
    }
    assert!(count >= 12, "only {count} cases");
    assert!(wrong.is_empty(), "{} of {count} differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// Names of articles; `NAME.txt` are its listings, `NAME.hosts` what they make.
const ARTICLES: [&str; 4] = ["inputdrop", "handshake", "conflict", "redirect"];

#[test]
fn articles_load_in_pieces_and_at_once() {
    for name in ARTICLES {
        let text = fs::read_to_string(data(&format!("articles/{name}.txt"))).unwrap();
        let expected = fs::read_to_string(data(&format!("articles/{name}.hosts"))).unwrap();
        let pieces: Vec<&str> = text.trim_end().split("\n%%%%\n").collect();
        let in_pieces = hosts(&pieces);
        assert_eq!(in_pieces, expected, "{name} in pieces");
        assert_eq!(hosts(&[&with_prose(&pieces)]), in_pieces, "{name} at once");
        let windows = with_prose(&pieces).replace('\n', "\r\n");
        assert_eq!(hosts(&[&windows]), in_pieces, "{name} with other line ends");
    }
}

#[test]
fn every_listing_of_an_article_loads_alone() {
    for name in ARTICLES {
        let text = fs::read_to_string(data(&format!("articles/{name}.txt"))).unwrap();
        for piece in text.trim_end().split("\n%%%%\n") {
            let pasted = paste::read(&[piece]);
            let refused: Vec<_> =
                pasted.findings.iter().filter(|placed| placed.finding.severity == Severity::KernelRefuses).collect();
            let is_variable = |text: &str| text.starts_with('$');
            assert!(refused.iter().all(|placed| is_variable(&placed.finding.found)), "{name}: {refused:?} in\n{piece}");
            let has_rows = piece.lines().any(|line| line.contains(" -- ") && piece.contains("target "));
            let host = pasted.hosts.first();
            let has_rules = host.is_some_and(|host| !host.tables.is_empty());
            assert!(!has_rows || has_rules, "{name}: nothing was understood of\n{piece}");
        }
    }
}

/// Cut off anywhere, with any sign in any place: something is read, and nothing breaks.
#[test]
fn damaged_texts_are_read_as_far_as_they_go() {
    const SIGNS: [char; 12] = ['\0', '\n', '"', '\\', '-', ':', '[', '=', '/', '\u{ff0d}', '9', '$'];
    for name in ARTICLES {
        let text = fs::read_to_string(data(&format!("articles/{name}.txt"))).unwrap();
        let letters: Vec<char> = text.chars().take(4000).collect();
        for (place, sign) in (0..letters.len()).step_by(101).zip(SIGNS.iter().cycle()) {
            let cut: String = letters[..place].iter().collect();
            let mut damaged = letters.clone();
            damaged[place] = *sign;
            let damaged: String = damaged.iter().collect();
            for pasted in paste::read(&[&cut, &damaged]).hosts {
                show(&pasted);
            }
        }
    }
}

/// An article around its listings: headings, sentences, pictures, fences; some in lists.
fn with_prose(pieces: &[&str]) -> String {
    let mut text = String::from("# 一篇文章\n\n> Docker: iptables & netfilter\n\n");
    for (place, piece) in pieces.iter().enumerate() {
        let _ =
            writeln!(text, "## {place}. 规则 (rules)\n\n第 {place} 步：数据包进入链，然后离开。The packet goes on, see below.\n");
        match place % 3 {
            0 => {
                let _ = writeln!(text, "```shell\n{piece}\n```\n\n![image](image-{place}.png)\n");
            }
            1 => {
                let indented: String = piece.lines().map(|line| format!("  {line}\n")).collect();
                let _ = writeln!(text, "- so:\n\n  ```\n{indented}  ```\n");
            }
            _ => {
                let _ = writeln!(text, "~~~\n{piece}\n~~~\n");
            }
        }
    }
    text
}

fn hosts(pieces: &[&str]) -> String {
    paste::read(pieces).hosts.iter().map(show).collect()
}

fn describe(pieces: &[&str]) -> String {
    let mut out = hosts(pieces);
    for placed in paste::read(pieces).findings {
        let finding = &placed.finding;
        let span = finding.span;
        let place = format!("{}/{}:{}+{}", placed.piece, span.line, span.column, span.length);
        let _ = writeln!(out, "{:?} {place} <{}> <{}> <{}>", finding.severity, finding.found, finding.expected, finding.hint);
    }
    out
}

/// As the tools show the host that is made of it.
fn show(pasted: &PastedHost) -> String {
    let mut host = Host::new("");
    let findings = tools::paste::apply(pasted, &mut host, Instant::default());
    let mut out = format!("host {}\n", pasted.name.as_deref().unwrap_or("without a name"));
    for name in save::ORDER {
        if let Some(table) = host.tables.get(&name) {
            save::table(&mut out, table, true);
        }
    }
    let has_network = !pasted.network.interfaces.is_empty() || !pasted.network.routes.is_empty();
    let commands: [(&[&str], bool); 5] = [
        (&["ip", "addr"], has_network),
        (&["ip", "route", "show", "table", "all"], has_network),
        (&["ipset", "save"], true),
        (&["conntrack", "-L"], !pasted.connections.is_empty()),
        (&["ss", "-ltnuH"], true),
    ];
    for (words, wanted) in commands {
        if wanted {
            out.push_str(&tools::run(&mut host, words, "", Instant::default()).out);
        }
    }
    for published in &pasted.network.published {
        let _ = writeln!(out, "published {published:?}");
    }
    for (name, value) in &pasted.network.settings {
        let _ = writeln!(out, "{name} = {value}");
    }
    for finding in findings {
        let _ = writeln!(out, "{:?} <{}> <{}> <{}>", finding.severity, finding.found, finding.expected, finding.hint);
    }
    out.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}
