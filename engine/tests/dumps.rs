//! Whole machines' rules, as ufw, shorewall, ferm, fail2ban, Kubernetes, Calico, Docker swarm and a Synology make them: what
//! `iptables-save -c` printed is read and printed again, and what `iptables -nvL` printed makes the same rules.

use std::fs;
use std::path::{Path, PathBuf};

use engine::text::finding::Severity;
use engine::text::iptables::save;
use engine::text::paste;

const DUMPS: [&str; 9] = ["ufw", "shore", "shore-marks", "ferm", "f2b", "swarm", "synology", "calico", "kube"];

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/dumps").join(name)
}

/// Everything that was pasted as `iptables-save` prints it, and what is said of it beyond guesses.
fn printed(text: &str, with_counters: bool) -> (String, Vec<String>) {
    let pasted = paste::read(&[text]);
    let mut out = String::new();
    for host in &pasted.hosts {
        for table in save::ORDER.iter().filter_map(|name| host.tables.get(name)) {
            save::table(&mut out, table, with_counters);
        }
    }
    let is_guess = |severity| severity == Severity::Guess;
    let wrong = pasted.findings.iter().filter(|placed| !is_guess(placed.finding.severity));
    (out, wrong.map(|placed| format!("{:?}", placed.finding)).collect())
}

#[test]
fn a_dump_is_printed_as_it_was_read() {
    for name in DUMPS {
        let dump = fs::read_to_string(data(&format!("{name}.save"))).unwrap();
        let (found, wrong) = printed(&dump, true);
        assert!(found == dump && wrong.is_empty(), "{name}: {}\n{wrong:?}", first_difference(&found, &dump));
    }
}

/// A listing rounds counters and does not name what hashlimit calls its table; nothing else is lost.
#[test]
fn a_listing_makes_the_rules_of_the_dump() {
    for name in DUMPS {
        let dump = fs::read_to_string(data(&format!("{name}.save"))).unwrap();
        let listing = fs::read_to_string(data(&format!("{name}.listing"))).unwrap();
        let (found, wrong) = printed(&listing, false);
        let (found, dump) = (rules(&found), rules(&printed(&dump, false).0));
        assert!(found == dump && wrong.is_empty(), "{name}: {}\n{wrong:?}", first_difference(&found, &dump));
    }
}

/// Without counters and names of hashlimits.
fn rules(text: &str) -> String {
    let rule = |line: &str| {
        let (line, _) = line.split_once(" [").unwrap_or((line, ""));
        let mut words = line.split(' ').peekable();
        let mut kept = Vec::new();
        while let Some(word) = words.next() {
            kept.push(word);
            if word == "--hashlimit-name" {
                words.next();
            }
        }
        kept.join(" ") + "\n"
    };
    text.lines().map(rule).collect()
}

fn first_difference(found: &str, expected: &str) -> String {
    let pairs = found.lines().zip(expected.lines());
    let different = pairs.into_iter().find(|(found, expected)| found != expected);
    different
        .map_or_else(|| "one is longer".to_owned(), |(found, expected)| format!("\n  found    {found}\n  expected {expected}"))
}

/// What iptables printed twenty years ago: `!` behind the option, trailing blanks, matches that are gone.
#[test]
fn old_orders_are_printed_as_new_ones() {
    let (found, wrong) = printed(&fs::read_to_string(data("old-orders.txt")).unwrap(), false);
    let expected = fs::read_to_string(data("old-orders.expected")).unwrap();
    let all = format!("{found}{}\n", wrong.join("\n"));
    assert!(all == expected, "{}\n{all}", first_difference(&all, &expected));
}

/// What a narrow window makes of a text: cut at the last column, or with `at_blanks` behind the last blank before it, as
/// `fold` and `fold -s` do; `trimmed`: without the blanks at the ends, as many terminals copy it.
fn folded(text: &str, width: usize, at_blanks: bool, trimmed: bool) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let mut rest: Vec<char> = line.chars().collect();
        while rest.len() > width {
            let blank = rest[..width].iter().rposition(|letter| *letter == ' ').filter(|_| at_blanks);
            let end = blank.map_or(width, |blank| blank + 1);
            let behind = rest.split_off(end);
            push_line(&mut out, &rest, trimmed);
            rest = behind;
        }
        push_line(&mut out, &rest, trimmed);
    }
    out
}

fn push_line(out: &mut String, letters: &[char], trimmed: bool) {
    let line: String = letters.iter().collect();
    out.push_str(if trimmed { line.trim_end() } else { &line });
    out.push('\n');
}

/// Where blanks at the ends are gone, a blank line may be left of a row: then at least it is said.
#[test]
fn a_narrow_window_changes_no_rule() {
    let mut wrong = Vec::new();
    for name in DUMPS {
        for kind in ["save", "listing"] {
            let text = fs::read_to_string(data(&format!("{name}.{kind}"))).unwrap();
            let whole = printed(&text, false).0;
            for (width, at_blanks, trimmed) in [80, 100, 120, 132]
                .into_iter()
                .flat_map(|width| [(width, false, false), (width, true, false), (width, true, true)])
            {
                let (found, said) = printed(&folded(&text, width, at_blanks, trimmed), false);
                if rules(&found) != rules(&whole) && said.is_empty() {
                    let difference = first_difference(&rules(&found), &rules(&whole));
                    wrong.push(format!("{name}.{kind} {width} {at_blanks} {trimmed}: {difference}"));
                } else if !said.is_empty() && !trimmed {
                    wrong.push(format!("{name}.{kind} {width} {at_blanks} {trimmed}: {} said {}", said.len(), said[0]));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
}
