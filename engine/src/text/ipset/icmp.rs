//! The names `ipset` has for ICMP types and codes. Data alone.

/// Name, type, code; the first of equal ones is printed.
const NAMES: [(&str, u8, u8); 36] = [
    ("echo-reply", 0, 0),
    ("pong", 0, 0),
    ("network-unreachable", 3, 0),
    ("host-unreachable", 3, 1),
    ("protocol-unreachable", 3, 2),
    ("port-unreachable", 3, 3),
    ("fragmentation-needed", 3, 4),
    ("source-route-failed", 3, 5),
    ("network-unknown", 3, 6),
    ("host-unknown", 3, 7),
    ("network-prohibited", 3, 9),
    ("host-prohibited", 3, 10),
    ("TOS-network-unreachable", 3, 11),
    ("TOS-host-unreachable", 3, 12),
    ("communication-prohibited", 3, 13),
    ("host-precedence-violation", 3, 14),
    ("precedence-cutoff", 3, 15),
    ("source-quench", 4, 0),
    ("network-redirect", 5, 0),
    ("host-redirect", 5, 1),
    ("TOS-network-redirect", 5, 2),
    ("TOS-host-redirect", 5, 3),
    ("echo-request", 8, 0),
    ("ping", 8, 0),
    ("router-advertisement", 9, 0),
    ("router-solicitation", 10, 0),
    ("ttl-zero-during-transit", 11, 0),
    ("ttl-zero-during-reassembly", 11, 1),
    ("ip-header-bad", 12, 0),
    ("required-option-missing", 12, 1),
    ("timestamp-request", 13, 0),
    ("timestamp-reply", 14, 0),
    ("address-mask-request", 17, 0),
    ("address-mask-reply", 18, 0),
    ("source-route-failed", 3, 5),
    ("host-isolated", 3, 8),
];

/// `echo-request` or `8/0` as `type << 8 | code`.
pub fn number(text: &str) -> Option<u16> {
    if let Some((_, kind, code)) = NAMES.iter().find(|(name, _, _)| *name == text) {
        return Some(u16::from_be_bytes([*kind, *code]));
    }
    let (kind, code) = text.split_once('/')?;
    Some(u16::from_be_bytes([kind.parse().ok()?, code.parse().ok()?]))
}

pub fn text(number: u16) -> String {
    let [kind, code] = number.to_be_bytes();
    let named = NAMES.iter().find(|(_, known_kind, known_code)| (*known_kind, *known_code) == (kind, code));
    named.map_or_else(|| format!("{kind}/{code}"), |(name, _, _)| (*name).to_string())
}
