//! `chainwalk run --trace` beside what `xtables-monitor --trace` told of the same actions (`oracle/record_trace.py`).

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn packets_are_traced_as_the_monitor_tells_them() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let expected = fs::read_to_string(folder.join("trace.txt")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_chainwalk"));
    let told = command.args(["run", "--trace", "trace.json"]).current_dir(&folder).output().unwrap();
    let told = String::from_utf8(told.stdout).unwrap();
    let lines: Vec<&str> = told.lines().filter(|line| !line.starts_with('#')).collect();
    assert!(expected.lines().count() >= 100);
    let wrong = expected.lines().zip(plain(&lines)).find(|(expected, found)| expected != found);
    assert_eq!(wrong, None);
    assert_eq!(lines.len(), expected.lines().count());
}

/// Packets are numbered in the order they are told, as the recording numbers them.
fn plain(lines: &[&str]) -> Vec<String> {
    let mut names = BTreeMap::new();
    let number = |line: &&str| {
        let (head, rest) = line.split_once(": 2 ").expect("a line of the monitor");
        let (name, rest) = rest.split_once(' ').expect("its packet");
        let next = names.len() + 1;
        let number = *names.entry(name.to_owned()).or_insert(next);
        format!("{head}: 2 {number:08x} {rest}")
    };
    lines.iter().map(number).collect()
}
