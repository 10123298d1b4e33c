//! The names that listings of connections give to protocols; they know fewer than iptables does.

/// As `conntrack` prints them (evidence: conntrack 1.4.7, entries of all protocols).
const NAMES: [(u8, &str); 8] =
    [(1, "icmp"), (6, "tcp"), (17, "udp"), (33, "dccp"), (47, "gre"), (58, "icmpv6"), (132, "sctp"), (136, "udplite")];

pub const UNKNOWN: &str = "unknown";

pub fn name(number: u8) -> &'static str {
    NAMES.iter().find(|(known, _)| *known == number).map_or(UNKNOWN, |(_, name)| name)
}

/// Also for `unknown`, which says nothing: `None`.
pub fn number(name: &str) -> Option<u8> {
    NAMES.iter().find(|(_, known)| *known == name).map(|(number, _)| *number)
}
