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
