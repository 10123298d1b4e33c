//! How some values of a trace read in the tools' own words, for those who show them and those who are the tools: lines of
//! `conntrack -L`, of the kernel's log, of `ip route`. Reading them back is the engine's.

pub mod connection;
pub mod log;
pub mod miss;
pub mod route;

/// The names that rules give to protocols; a number for the rest.
pub fn protocol_name(number: u8) -> String {
    const NAMES: [(u8, &str); 12] = [
        (0, "all"),
        (1, "icmp"),
        (2, "igmp"),
        (6, "tcp"),
        (17, "udp"),
        (33, "dccp"),
        (47, "gre"),
        (50, "esp"),
        (51, "ah"),
        (58, "ipv6-icmp"),
        (132, "sctp"),
        (136, "udplite"),
    ];
    let known = NAMES.iter().find(|(known, _)| *known == number);
    known.map_or_else(|| number.to_string(), |(_, name)| (*name).to_owned())
}

/// A counter in a listing: K, M, G and T from 100,000 on, rounded at each step (reference: formats.md §2, counter rounding).
pub fn rounded(number: u64) -> String {
    const EXACT: u64 = 99_999;
    const FOUR_DIGITS: u64 = 9_999;
    if number <= EXACT {
        return number.to_string();
    }
    let mut scaled = number;
    for unit in ['K', 'M', 'G'] {
        // wraps like the tool's
        scaled = scaled.wrapping_add(500) / 1000;
        if scaled <= FOUR_DIGITS {
            return format!("{scaled:>4}{unit}");
        }
    }
    format!("{:>4}T", scaled.saturating_add(500) / 1000)
}
