//! What tools print that nobody reads here: it is said, so that nobody takes it for read.

use super::lines::Line;

/// The states of a neighbour.
const NEIGHBOUR_STATES: [&str; 7] = ["REACHABLE", "STALE", "DELAY", "PROBE", "FAILED", "INCOMPLETE", "PERMANENT"];

/// The tool that prints such a line, if it begins its listing or can be nothing else.
pub fn tool_of(line: &Line) -> Option<&'static str> {
    let last = line.words.last().map_or("", |word| word.text.as_str());
    match (line.word(0), line.word(1), line.word(2)) {
        (_, "dev", _) if line.after("lladdr").is_some() || NEIGHBOUR_STATES.contains(&last) => Some("ip neigh"),
        ("Address", "HWtype", _) => Some("arp"),
        ("table", "ip" | "ip6" | "inet" | "arp" | "bridge" | "netdev", _) if last == "{" => Some("nft list ruleset"),
        ("Status:", "active" | "inactive", "") => Some("ufw status"),
        ("To", "Action", "From") => Some("ufw status"),
        (_, "(id:", _) if line.words.len() == 3 => Some("ip netns"),
        (_, "(active)" | "(active,", _) if line.words.len() <= 3 && !line.is_indented() => Some("firewall-cmd --list-all"),
        _ => None,
    }
}

/// A line that goes on with what this tool began.
pub fn goes_on(tool: &str, line: &Line) -> bool {
    let has = |names: &[&str]| line.words.iter().any(|word| names.contains(&word.text.as_str()));
    match tool {
        "nft list ruleset" => line.is_indented() || line.word(0) == "}",
        "firewall-cmd --list-all" => line.is_indented(),
        "ufw status" => {
            has(&["ALLOW", "DENY", "REJECT", "LIMIT", "--"]) || line.word(0).ends_with(':') || line.word(1).ends_with(':')
        }
        "arp" => line.words.len() >= 4 && line.word(0).contains('.'),
        _ => false,
    }
}
