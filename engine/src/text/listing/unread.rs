//! What tools print that nobody reads here: it is said, so that nobody takes it for read.

use super::lines::Line;

/// The states of a neighbour.
const NEIGHBOUR_STATES: [&str; 7] = ["REACHABLE", "STALE", "DELAY", "PROBE", "FAILED", "INCOMPLETE", "PERMANENT"];

/// Who prints it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    IpNeigh,
    Arp,
    Nft,
    Ufw,
    IpNetns,
    FirewallCmd,
}

impl Tool {
    /// The tool that prints such a line, if it begins its listing or can be nothing else.
    pub fn of(line: &Line) -> Option<Tool> {
        let last = line.words.last().map_or("", |word| word.text.as_str());
        match (line.word(0), line.word(1), line.word(2)) {
            (_, "dev", _) if line.after("lladdr").is_some() || NEIGHBOUR_STATES.contains(&last) => Some(Tool::IpNeigh),
            ("Address", "HWtype", _) => Some(Tool::Arp),
            ("table", "ip" | "ip6" | "inet" | "arp" | "bridge" | "netdev", _) if last == "{" => Some(Tool::Nft),
            ("Status:", "active" | "inactive", "") | ("To", "Action", "From") => Some(Tool::Ufw),
            (_, "(id:", _) if line.words.len() == 3 => Some(Tool::IpNetns),
            (_, "(active)" | "(active,", _) if line.words.len() <= 3 && !line.is_indented() => Some(Tool::FirewallCmd),
            _ => None,
        }
    }

    /// The command of which it is the listing.
    pub fn name(self) -> &'static str {
        match self {
            Tool::IpNeigh => "ip neigh",
            Tool::Arp => "arp",
            Tool::Nft => "nft list ruleset",
            Tool::Ufw => "ufw status",
            Tool::IpNetns => "ip netns",
            Tool::FirewallCmd => "firewall-cmd --list-all",
        }
    }

    /// A line that goes on with what this tool began.
    pub fn goes_on(self, line: &Line) -> bool {
        let has = |names: &[&str]| line.words.iter().any(|word| names.contains(&word.text.as_str()));
        match self {
            Tool::Nft => line.is_indented() || line.word(0) == "}",
            Tool::FirewallCmd => line.is_indented(),
            Tool::Ufw => {
                has(&["ALLOW", "DENY", "REJECT", "LIMIT", "--"]) || line.word(0).ends_with(':') || line.word(1).ends_with(':')
            }
            Tool::Arp => line.words.len() >= 4 && line.word(0).contains('.'),
            // each of their lines can be nothing else
            Tool::IpNeigh | Tool::IpNetns => false,
        }
    }
}
