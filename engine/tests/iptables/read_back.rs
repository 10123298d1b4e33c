//! Every rule that the real tools printed in a transcript, listed by `iptables -nvL` and by `-vL`, and read back by the reader of
//! pastes: it says the same, or it is one of `lossy.txt`, where each stands below the reason why its listing does not tell it.

use std::collections::{BTreeMap, BTreeSet};

use engine::kernel::host::Host;
use engine::rules::{Chain, Counter, Rule};
use engine::state::hook::TableName;
use engine::text::iptables::command::Printing;
use engine::text::iptables::list;
use engine::text::iptables::paste;
use engine::text::iptables::print::{self, Counters};
use engine::text::listing::lines::lines;

use super::{cases, rules_of, run, transcript};

const LOSSY: &str = include_str!("lossy.txt");

const TRANSCRIPTS: [(&str, &str); 8] = [
    ("matches", include_str!("matches.txt")),
    ("targets", include_str!("targets.txt")),
    ("mixed", include_str!("mixed.txt")),
    ("commands", include_str!("commands.txt")),
    ("found", include_str!("found.txt")),
    ("asked", include_str!("asked.txt")),
    ("typed", include_str!("typed.txt")),
    ("rows", include_str!("rows.txt")),
];

/// With numbers, and with names.
const LISTINGS: [(&str, bool); 2] = [("-nvL", true), ("-vL", false)];

#[test]
fn every_recorded_rule_is_listed_and_read_back_or_stands_among_the_lossy() {
    let rules = recorded_rules();
    assert!(rules.len() > 1500, "only {} rules", rules.len());
    let mut lost = BTreeSet::new();
    for ((table, saved), (chain, rule)) in &rules {
        for (option, numeric) in LISTINGS {
            if read_back(*table, chain, rule, option, numeric) != [saved.as_str()] {
                lost.insert(format!("{option} {table} {saved}"));
            }
        }
    }
    let named = lossy();
    let unnamed: Vec<&String> = lost.iter().filter(|rule| !named.contains(rule.as_str())).collect();
    let needless: Vec<&&str> = named.iter().filter(|rule| !lost.contains(**rule)).collect();
    assert!(unnamed.is_empty(), "{} rules are not read back and not in lossy.txt:\n{unnamed:#?}", unnamed.len());
    assert!(
        needless.is_empty(),
        "{} rules of lossy.txt are read back well, or were never recorded:\n{needless:#?}",
        needless.len()
    );
}

/// `# reason`, and below it `-nvL TABLE RULE`.
fn lossy() -> BTreeSet<&'static str> {
    let first = LOSSY.lines().next().unwrap_or_default();
    assert!(first.starts_with("# "), "the first rules of lossy.txt have no reason");
    LOSSY.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
}

type Recorded = BTreeMap<(TableName, String), (String, Rule)>;

/// Each rule once that stands in a table when a command of a transcript prints rules: `check` of the same transcripts holds that
/// the real tool printed it, too.
fn recorded_rules() -> Recorded {
    let mut rules = Recorded::new();
    for (family, stored) in TRANSCRIPTS {
        for case in cases(&transcript(family, stored)) {
            let mut host = Host::new("host");
            for command in &case.commands {
                run(&mut host, command);
                let prints = |word: &String| word == "-S" || word.ends_with("tables-save");
                if command.words.iter().any(prints) {
                    add_rules(&mut rules, &host, &command.expected.out);
                }
            }
        }
    }
    rules
}

fn add_rules(rules: &mut Recorded, host: &Host, printed: &str) {
    let printed: BTreeSet<&str> = printed.lines().collect();
    for (name, table) in &host.tables {
        for chain in &table.chains {
            for rule in chain.rules.iter() {
                let mut saved = String::new();
                print::rule(&mut saved, &chain.name, rule, Counters::None);
                if printed.contains(saved.as_str()) {
                    rules.insert((*name, saved), (chain.name.to_string(), rule.clone()));
                }
            }
        }
    }
}

/// What a listing of the rule alone is read as.
fn read_back(table: TableName, name: &str, rule: &Rule, option: &str, numeric: bool) -> Vec<String> {
    let printing = Printing { verbose: 1, numeric, ..Printing::default() };
    let chain = table.hook_named(name).map_or_else(|| Chain::user(name), Chain::base);
    let mut text = format!("iptables -t {table} {option} {name}\n");
    list::header(&mut text, &chain, 1, printing);
    list::row(&mut text, 1, rule, Counter::default(), printing);
    let pasted = paste::read(lines(&text));
    pasted.tables.values().flat_map(rules_of).collect()
}
