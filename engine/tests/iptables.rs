//! Transcripts of the real iptables 1.8.9 (nf_tables), recorded by `iptables/record.py`, against ours: every output, every
//! complaint, every exit code.

use engine::kernel::host::Host;
use engine::rules::Table;
use engine::state::clock::Instant;
use engine::state::sets::{Create, Set, SetKind};
use engine::text::iptables::paste;
use engine::text::iptables::print::{self, Counters};
use engine::text::listing::lines::lines;
use engine::tools::{self, Output};

#[derive(Default)]
struct Command {
    line: usize,
    words: Vec<String>,
    input: String,
    expected: Output,
}

struct Case {
    name: String,
    commands: Vec<Command>,
}

fn cases(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for (place, line) in text.lines().enumerate() {
        if let Some(name) = line.strip_prefix("# ") {
            cases.push(Case { name: name.to_owned(), commands: Vec::new() });
            continue;
        }
        let Some(case) = cases.last_mut() else { continue };
        if let Some(words) = line.strip_prefix("$ ") {
            case.commands.push(Command { line: place + 1, words: shell_words(words), ..Command::default() });
            continue;
        }
        let Some(command) = case.commands.last_mut() else { continue };
        let (mark, rest) = line.split_once(' ').unwrap_or((line, ""));
        match mark {
            "<" => command.input += &format!("{rest}\n"),
            ">" => add_line(&mut command.expected.out, rest),
            "2>" => add_line(&mut command.expected.err, rest),
            "=" => command.expected.code = rest.parse().expect("an exit code"),
            _ => {}
        }
    }
    cases
}

/// A backslash at the end stands for an output that does not end its line.
fn add_line(text: &mut String, line: &str) {
    match line.strip_suffix('\\') {
        Some(line) => text.push_str(line),
        None => {
            text.push_str(line);
            text.push('\n');
        }
    }
}

/// As Python's `shlex.join` quotes: single quotes hold everything.
fn shell_words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote: Option<char> = None;
    for letter in line.chars() {
        match (quote, letter) {
            (Some(open), letter) if open == letter => quote = None,
            (Some(_), letter) => word.get_or_insert_default().push(letter),
            (None, '\'' | '"') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (None, ' ') => words.extend(word.take()),
            (None, letter) => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    words
}

fn run(host: &mut Host, command: &Command) -> Output {
    let words: Vec<&str> = command.words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["ipset", "create", name, kind] => {
            let kind = SetKind::from_name(kind).expect("a kind of set");
            host.sets.create(Set::new(name, kind, Create::default()), false).expect("a new set");
            Output::default()
        }
        words => undated(tools::run(host, words, &command.input, Instant::default())),
    }
}

/// The date of an `iptables-save` as transcripts have it.
fn undated(output: Output) -> Output {
    Output { out: output.out.replace("Mon Jan  5 12:00:00 2026", "DATE"), ..output }
}

/// The stored one, or the one in the folder that `TRANSCRIPTS` names.
fn transcript(family: &str, stored: &str) -> String {
    let Some(folder) = std::env::var_os("TRANSCRIPTS") else { return stored.to_owned() };
    let path = std::path::Path::new(&folder).join(format!("{family}.txt"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every difference of one family: case, line, and the first line that differs.
fn check(family: &str, stored: &str) {
    let mut differences = Vec::new();
    let cases = cases(&transcript(family, stored));
    assert!(!cases.is_empty(), "{family}: no cases");
    for case in &cases {
        let mut host = Host::new("host");
        for command in &case.commands {
            let ours = run(&mut host, command);
            if ours != command.expected {
                differences.push(difference(case, command, &ours));
                break;
            }
        }
    }
    let (wrong, all) = (differences.len(), cases.len());
    let shown = differences.into_iter().take(limit()).collect::<String>();
    assert!(wrong == 0, "{family}: {wrong} of {all} cases differ\n{shown}");
}

fn limit() -> usize {
    std::env::var("SHOWN").ok().and_then(|text| text.parse().ok()).unwrap_or(20)
}

fn difference(case: &Case, command: &Command, ours: &Output) -> String {
    let mut text = format!("{} (line {}): {}\n", case.name, command.line, command.words.join(" "));
    let expected = &command.expected;
    if ours.code != expected.code {
        text += &format!("  code {} should be {}\n", ours.code, expected.code);
    }
    for (ours, expected) in [(&ours.out, &expected.out), (&ours.err, &expected.err)] {
        let length = ours.split('\n').count().max(expected.split('\n').count());
        let lines = (0..length).map(|place| (ours.split('\n').nth(place), expected.split('\n').nth(place)));
        if let Some((ours, expected)) = lines.into_iter().find(|(ours, expected)| ours != expected) {
            text += &format!("  ours {ours:?}\n  real {expected:?}\n");
        }
    }
    text
}

#[test]
fn matches() {
    check("matches", include_str!("iptables/matches.txt"));
}

#[test]
fn targets() {
    check("targets", include_str!("iptables/targets.txt"));
}

#[test]
fn mixed() {
    check("mixed", include_str!("iptables/mixed.txt"));
}

#[test]
fn wrong_commands() {
    check("wrong", include_str!("iptables/wrong.txt"));
}

#[test]
fn commands() {
    check("commands", include_str!("iptables/commands.txt"));
}

#[test]
fn once_read_otherwise() {
    check("found", include_str!("iptables/found.txt"));
}

#[test]
fn asked() {
    check("asked", include_str!("iptables/asked.txt"));
}

#[test]
fn typed_saves_and_restores() {
    check("typed", include_str!("iptables/typed.txt"));
}

/// Every recorded `iptables -nvL` and `iptables -vL` read back: the rule that `iptables -S` printed, or a finding that says what is missing.
#[test]
fn listings_read_back() {
    let texts = [
        ("matches", include_str!("iptables/matches.txt")),
        ("targets", include_str!("iptables/targets.txt")),
        ("mixed", include_str!("iptables/mixed.txt")),
    ];
    let cases: Vec<Case> = texts.iter().flat_map(|(family, stored)| cases(&transcript(family, stored))).collect();
    let (mut silent, mut told, mut equal) = (Vec::new(), 0, 0);
    for case in &cases {
        let Some(saved) = case.commands.iter().find(|command| command.words.iter().any(|word| word == "-S")) else { continue };
        let Some(rule) = saved.expected.out.lines().find(|line| line.starts_with("-A ")) else { continue };
        let is_listing = |command: &&Command| command.words.iter().any(|word| matches!(word.as_str(), "-nvL" | "-vL"));
        for listed in case.commands.iter().filter(is_listing) {
            let text = format!("{}\n{}", listed.words.join(" "), listed.expected.out);
            let pasted = paste::read(lines(&text));
            let read: Vec<String> = pasted.tables.values().flat_map(rules_of).collect();
            match read.as_slice() {
                [read] if read == rule => equal += 1,
                _ if !pasted.findings.is_empty() => told += 1,
                read => silent.push(format!("{}\n  read {read:?}\n  real {rule:?}\n", case.name)),
            }
        }
    }
    let wrong = silent.len();
    let shown: String = silent.into_iter().take(limit()).collect();
    assert!(wrong == 0, "{wrong} listings read wrongly without a word; {equal} equal, {told} told\n{shown}");
    // most of the words of iptables -L are understood
    assert!(told * 10 < equal, "{equal} equal, {told} told");
}

/// Recorded listings with what is seldom pasted: each makes the rules that `iptables -S` printed just before, nothing is guessed wrong or left out.
#[test]
fn rows_read_back() {
    check("rows", include_str!("iptables/rows.txt"));
    let mut wrong = Vec::new();
    for case in cases(&transcript("rows", include_str!("iptables/rows.txt"))) {
        let [.., saved, listed] = case.commands.as_slice() else { panic!("{}: no -S and -L", case.name) };
        let expected: Vec<&str> = saved.expected.out.lines().filter(|line| line.starts_with("-A ")).collect();
        let pasted = paste::read(lines(&format!("{}\n{}", listed.words.join(" "), listed.expected.out)));
        let read: Vec<String> = pasted.tables.values().flat_map(rules_of).collect();
        assert_eq!(read.len(), expected.len(), "{}: {:#?}", case.name, pasted.findings);
        let pairs = read.iter().zip(&expected).filter(|(read, expected)| without_date(read) != without_date(expected));
        wrong.extend(pairs.map(|(read, expected)| format!("{}\n  read {read}\n  real {expected}\n", case.name)));
    }
    assert!(wrong.is_empty(), "{} rows are read otherwise\n{}", wrong.len(), wrong.concat());
}

/// The last day a kernel knew, which iptables-save prints and a listing does not.
fn without_date(rule: &str) -> String {
    rule.replace(" --datestop 2038-01-19T03:14:07", "")
}

fn rules_of(table: &Table) -> Vec<String> {
    let mut out = String::new();
    for chain in &table.chains {
        for rule in chain.rules.iter() {
            print::rule(&mut out, &chain.name, rule, Counters::None);
            out.push('\n');
        }
    }
    out.lines().map(str::to_owned).collect()
}
