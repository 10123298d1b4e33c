//! The commands `ip`, `sysctl`, `route`, `ipset` and `conntrack` against what the real ones said (`oracle/record_commands.py`), byte by byte.

use std::fs;
use std::path::{Path, PathBuf};

use engine::kernel::clock::Instant;
use engine::kernel::host::Host;
use engine::kernel::interface::{Interface, InterfaceKind, InterfaceName, Mac};
use engine::tools::{self, Output};

/// One command of a transcript and what the real one answered.
struct Step {
    line: usize,
    command: String,
    input: String,
    expected: Output,
}

#[test]
fn every_command_answers_as_the_real_one() {
    let stored = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/commands");
    let (folder, least) = std::env::var_os("TRANSCRIPTS").map_or((stored, 1500), |folder| (PathBuf::from(folder), 1));
    let mut files: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let (mut steps, mut wrong) = (0, Vec::new());
    for file in files {
        let (asked, failures) = check(&file);
        steps += asked;
        wrong.extend(failures);
    }
    assert!(steps >= least, "only {steps} commands were found");
    assert!(wrong.is_empty(), "{} of {steps} differ, the first:\n{}", wrong.len(), wrong[..wrong.len().min(limit())].join("\n"));
}

fn limit() -> usize {
    std::env::var("SHOW").ok().and_then(|text| text.parse().ok()).unwrap_or(3)
}

/// Plays one file; how many commands, and what differed. After a difference the rest of that host is not compared: it
/// would differ for that reason alone.
fn check(file: &Path) -> (usize, Vec<String>) {
    let text = fs::read_to_string(file).unwrap();
    let mut failures = Vec::new();
    let mut count = 0;
    for (name, interfaces, steps) in scenarios(&text) {
        let mut host = new_host(&interfaces);
        for step in steps {
            count += 1;
            let found = perform(&mut host, &step.command, &step.input);
            if found != step.expected {
                let place = format!("{}:{} ({name})", file.display(), step.line);
                failures.push(format!("{place}\n$ {}\n{}", step.command, difference(&step.expected, &found)));
                break;
            }
        }
    }
    (count, failures)
}

/// The lines that only one of the two has.
fn difference(expected: &Output, found: &Output) -> String {
    let lines = |output: &Output| -> Vec<String> {
        format!("code {}\n{}{}", output.code, output.out, output.err).lines().map(str::to_string).collect()
    };
    let (expected, found) = (lines(expected), lines(found));
    let missing = expected.iter().filter(|line| !found.contains(line)).map(|line| format!("  expected {line}\n"));
    let surplus = found.iter().filter(|line| !expected.contains(line)).map(|line| format!("  found    {line}\n"));
    let difference: String = missing.chain(surplus).collect();
    if difference.is_empty() { format!("  another order: {found:#?}") } else { difference }
}

fn perform(host: &mut Host, command: &str, input: &str) -> Output {
    let words = split(command);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.split_first() {
        Some((&"ip", words)) => tools::ip::ip(host, words),
        Some((&"sysctl", words)) => tools::sysctl::sysctl(host, words),
        Some((&"conntrack", words)) => steady_connections(tools::conntrack::conntrack(host, words, Instant::default())),
        Some((&"ipset", words)) => steady(tools::ipset::ipset(host, words, input, Instant::default())),
        Some((&"route", words)) => tools::route::route(host, words),
        Some((&"netstat", words)) => tools::route::netstat(host, words),
        other => panic!("no such command: {other:?}"),
    }
}

/// What the kernel draws at random or leaves to it: the seed of a hash, with it the order of members and their size in
/// memory. The recording has them taken out in the same way.
fn steady(output: Output) -> Output {
    let mut lines: Vec<String> = Vec::new();
    let mut members = 0;
    for line in output.out.lines() {
        let line = match line.split_once(" initval ") {
            Some((before, _)) => format!("{before} initval X"),
            None if line.starts_with("Size in memory: ") => "Size in memory: X".to_string(),
            None => line.to_string(),
        };
        let is_member = line.starts_with("add ") || (members > 0 && !line.is_empty()) || line == "Members:";
        members = if is_member { members + 1 } else { 0 };
        lines.push(line);
        if is_member && members > 1 {
            let start = lines.len() - members + usize::from(lines[lines.len() - members] == "Members:");
            lines[start..].sort();
        }
    }
    let out = lines.iter().map(|line| format!("{line}\n")).collect();
    Output { out, ..output }
}

/// Entries stand in the order of the kernel's hash, and their identities are hashes, too.
fn steady_connections(output: Output) -> Output {
    if !output.out.contains("src=") {
        return output;
    }
    let without_identity = |line: &str| match line.split_once("use=") {
        Some((before, after)) if after.contains(" id=") => format!("{before}use={} id=X", &after[..1]),
        Some(_) | None => line.to_string(),
    };
    let mut lines: Vec<String> = output.out.lines().map(without_identity).collect();
    lines.sort();
    Output { out: lines.iter().map(|line| format!("{line}\n")).collect(), ..output }
}

/// Words of a shell line with quotes.
fn split(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    let (mut word, mut quote, mut is_word) = (String::new(), None, false);
    for character in command.chars() {
        match quote {
            Some(end) if end == character => quote = None,
            Some(_) => word.push(character),
            None if character == '\'' || character == '"' => {
                quote = Some(character);
                is_word = true;
            }
            None if character == ' ' => {
                if is_word || !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                is_word = false;
            }
            None => word.push(character),
        }
    }
    if is_word || !word.is_empty() {
        words.push(word);
    }
    words
}

type Scenario = (String, Vec<String>, Vec<Step>);

fn scenarios(text: &str) -> Vec<Scenario> {
    let mut scenarios: Vec<Scenario> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let (mark, rest) = line.split_at(1);
        let rest = rest.strip_prefix(' ').unwrap_or(rest);
        if mark == "=" {
            scenarios.push((rest.to_string(), Vec::new(), Vec::new()));
            continue;
        }
        let (_, interfaces, steps) = scenarios.last_mut().expect("a transcript begins with a host");
        match mark {
            "+" => interfaces.push(rest.to_string()),
            "$" => {
                steps.push(Step { line: index + 1, command: rest.to_string(), input: String::new(), expected: Output::default() })
            }
            _ => take_answer(steps.last_mut().expect("a command comes first"), mark, rest),
        }
    }
    scenarios
}

fn take_answer(step: &mut Step, mark: &str, rest: &str) {
    let text = match mark {
        "<" => &mut step.input,
        ">" => &mut step.expected.out,
        "!" => &mut step.expected.err,
        "?" => {
            step.expected.code = rest.parse().expect("an exit code");
            return;
        }
        other => panic!("no such mark: {other}"),
    };
    text.push_str(rest);
    text.push('\n');
}

fn new_host(interfaces: &[String]) -> Host {
    let mut host = Host::new("host");
    for (place, line) in ["lo loopback 00:00:00:00:00:00".to_string()].iter().chain(interfaces).enumerate() {
        let words: Vec<&str> = line.split(' ').collect();
        let name = |text: &str| InterfaceName::new(text).expect("a name");
        let (kind, mac) = match words[..] {
            [_, "loopback", mac] => (InterfaceKind::Loopback, mac),
            [_, "wire", mac] => (InterfaceKind::Wire, mac),
            [_, "bridge", mac] => (InterfaceKind::Bridge, mac),
            [_, "port", bridge, mac] => (InterfaceKind::Port { bridge: name(bridge), hairpin: false }, mac),
            _ => panic!("no such interface: {line}"),
        };
        let octets: Vec<u8> = mac.split(':').map(|octet| u8::from_str_radix(octet, 16).expect("an octet")).collect();
        host.add_interface(Interface {
            index: place as u32 + 1,
            name: name(words[0]),
            kind,
            mac: Mac(octets.try_into().expect("six octets")),
            mtu: if kind == InterfaceKind::Loopback { 65536 } else { 1500 },
            peer: None,
            up: false,
            addresses: Vec::new(),
        });
    }
    host
}
