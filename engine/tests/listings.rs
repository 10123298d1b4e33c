//! Reading pasted listings: cases by hand, and everything the real tools printed, read and printed again.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use engine::kernel::host::Host;
use engine::state::clock::Instant;
use engine::text::finding::Finding;
use engine::text::listing::{self, Network};
use engine::tools;

/// `tests/data/listings/*.txt`: cases, each `=== name`, a pasted text, `---`, and what was understood.
#[test]
fn pasted_texts_are_understood() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/listings");
    let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut wrong = Vec::new();
    let mut cases = 0;
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        for case in text.split("=== ").skip(1) {
            let (name, rest) = case.split_once('\n').unwrap();
            let (paste, expected) = rest.split_once("\n---\n").unwrap_or_else(|| panic!("{name} has no ---"));
            let found = describe(&listing::read(&unescaped(paste)));
            cases += 1;
            if found.trim() != expected.trim() {
                wrong.push(format!("{name} ({})\nexpected:\n{}\nfound:\n{found}", file.display(), expected.trim()));
            }
        }
    }
    assert!(cases >= 20, "only {cases} cases were found");
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// `\r` and `\t` can be written in a case.
fn unescaped(paste: &str) -> String {
    paste.replace("\\r", "\r").replace("\\t", "\t")
}

fn describe(network: &Network) -> String {
    let mut out = String::new();
    for interface in &network.interfaces {
        let state = if interface.up { "up" } else { "down" };
        let _ = write!(out, "interface {} {state}", interface.name);
        if let Some(index) = interface.index {
            let _ = write!(out, " number {index}");
        }
        if let Some(mtu) = interface.mtu {
            let _ = write!(out, " mtu {mtu}");
        }
        if let Some(mac) = interface.mac {
            let _ = write!(out, " mac {mac}");
        }
        if let Some(master) = interface.master {
            let _ = write!(out, " master {master}");
        }
        for own in &interface.addresses {
            let _ = write!(out, " [{}/{} {:?}", own.address, own.prefix_length, own.scope);
            if let Some(broadcast) = own.broadcast {
                let _ = write!(out, " {broadcast}");
            }
            if !own.label.is_none() {
                let _ = write!(out, " {}", own.label);
            }
            out.push_str(if own.secondary { " secondary]" } else { "]" });
        }
        out.push('\n');
    }
    for (table, route) in &network.routes {
        let _ = write!(out, "route {table}: ");
        engine::text::ip::route::print(&mut out, route, Default::default(), |_| true);
    }
    for rule in &network.rules {
        out.push_str("rule ");
        engine::text::ip::rule::print(&mut out, rule, |_| true, |_| true, false);
    }
    for (name, value) in &network.settings {
        let _ = writeln!(out, "setting {name} {value}");
    }
    for line in &network.sets {
        let _ = writeln!(out, "set {line}");
    }
    for listener in &network.listeners {
        let _ = writeln!(out, "listens {listener:?}");
    }
    for published in &network.published {
        let _ = writeln!(out, "published {published:?}");
    }
    for line in network.left_over.iter().filter(|line| !line.words.is_empty()) {
        let _ = writeln!(out, "left over {}: {}", line.number, line.plain);
    }
    for Finding { span, severity, found, expected, hint } in &network.findings {
        let place = format!("{}:{}+{}", span.line, span.column, span.length);
        let _ = writeln!(out, "{severity:?} {place} found <{found}> expected <{expected}> hint <{hint}>");
    }
    let trimmed: Vec<&str> = out.lines().map(str::trim_end).collect();
    trimmed.join("\n")
}

/// Every `ip addr`, `ip route show table all` and `ip rule` that was recorded, pasted as one text, makes a host that prints
/// the same three again.
#[test]
fn what_ip_prints_is_read_back() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/commands/random.txt");
    let text = fs::read_to_string(file).unwrap();
    let dumps = dumps(&text);
    assert!(dumps.len() > 80, "only {} dumps were found", dumps.len());
    for (line, commands) in dumps {
        let mut paste = String::new();
        for (command, output) in &commands {
            let _ = writeln!(paste, "root@host:~# {command}\n{output}");
        }
        let network = listing::read(&paste);
        assert_eq!(network.findings, [], "line {line}");
        let mut host = Host::new("host");
        let guesses = network.build(&mut host);
        assert_eq!(guesses, [], "line {line}");
        for (command, output) in &commands {
            let words: Vec<&str> = command.split(' ').skip(1).collect();
            assert_eq!(tools::ip::ip(&mut host, &words, Instant::default()).out, *output, "{command} in line {line}");
        }
    }
}

const DUMPS: [&str; 3] = ["ip addr", "ip route show table all", "ip rule"];

/// Three commands in a row with what they printed, and the line of the first.
fn dumps(text: &str) -> Vec<(usize, Vec<(String, String)>)> {
    let mut dumps: Vec<(usize, Vec<(String, String)>)> = Vec::new();
    let mut is_open = false;
    for (index, line) in text.lines().enumerate() {
        if let Some(command) = line.strip_prefix("$ ") {
            is_open = DUMPS.contains(&command);
            if command == DUMPS[0] {
                dumps.push((index + 1, Vec::new()));
            }
            if let Some((_, commands)) = dumps.last_mut().filter(|_| is_open) {
                commands.push((command.to_string(), String::new()));
            }
        } else if let Some(output) = line.strip_prefix("> ")
            && let Some((_, commands)) = dumps.last_mut().filter(|_| is_open)
            && let Some((_, text)) = commands.last_mut()
        {
            text.push_str(output);
            text.push('\n');
        }
    }
    dumps.retain(|(_, commands)| commands.len() == DUMPS.len());
    dumps
}
