//! Lines of `conntrack -L` and `/proc/net/nf_conntrack`, as the real ones printed them (`oracle/record_connections.sh`): read
//! into entries and printed again, byte by byte.

use std::fs;
use std::path::Path;

use engine::state::clock::Instant;
use engine::text::conntrack::print::{self, Style};
use engine::text::conntrack::read;
use engine::text::listing::lines::lines;

#[test]
fn every_line_is_read_and_printed_again() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/connections.txt")).unwrap();
    let mut wrong = Vec::new();
    for (line, words) in text.lines().zip(lines(&text)) {
        assert!(read::is_entry(&words), "{line}");
        let found = match read::entry(&words, Instant::default()) {
            Ok(entry) => again(line, &entry),
            Err(finding) => format!("{finding:?}"),
        };
        if found != line {
            wrong.push(format!("expected {line}\nfound    {found}"));
        }
    }
    assert!(text.lines().count() >= 90, "only {} lines", text.lines().count());
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// In the form in which the line is.
fn again(line: &str, entry: &engine::state::conntrack::Entry) -> String {
    let counters = line.contains("packets=");
    if line.ends_with("use=2") {
        return print::kernel_line(entry, Instant::default(), counters);
    }
    let style = Style { counters, extended: line.starts_with("ipv4"), identity: false, uses: 1 };
    print::line(entry, Instant::default(), style)
}
