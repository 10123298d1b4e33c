//! Protocols by name and by number.

/// The names that libxtables itself knows, in its order: the first with a number is the one it prints where it may not look
/// into `/etc/protocols`.
const KNOWN: [(&str, u8); 14] = [
    ("tcp", 6),
    ("sctp", 132),
    ("udp", 17),
    ("udplite", 136),
    ("icmp", 1),
    ("icmpv6", 58),
    ("ipv6-icmp", 58),
    ("esp", 50),
    ("ah", 51),
    ("ipv6-mh", 135),
    ("mh", 135),
    ("all", 0),
    ("dccp", 33),
    ("gre", 47),
];

/// What `/etc/protocols` of Debian 12 adds.
const LISTED: [(&str, u8); 47] = [
    ("ip", 0),
    ("hopopt", 0),
    ("igmp", 2),
    ("ggp", 3),
    ("ipencap", 4),
    ("st", 5),
    ("egp", 8),
    ("igp", 9),
    ("pup", 12),
    ("hmp", 20),
    ("xns-idp", 22),
    ("rdp", 27),
    ("iso-tp4", 29),
    ("xtp", 36),
    ("ddp", 37),
    ("idpr-cmtp", 38),
    ("ipv6", 41),
    ("ipv6-route", 43),
    ("ipv6-frag", 44),
    ("idrp", 45),
    ("rsvp", 46),
    ("skip", 57),
    ("ipv6-nonxt", 59),
    ("ipv6-opts", 60),
    ("rspf", 73),
    ("vmtp", 81),
    ("eigrp", 88),
    ("ospf", 89),
    ("ax.25", 93),
    ("ipip", 94),
    ("etherip", 97),
    ("encap", 98),
    ("pim", 103),
    ("ipcomp", 108),
    ("vrrp", 112),
    ("l2tp", 115),
    ("isis", 124),
    ("fc", 133),
    ("mobility-header", 135),
    ("mpls-in-ip", 137),
    ("manet", 138),
    ("hip", 139),
    ("shim6", 140),
    ("wesp", 141),
    ("rohc", 142),
    ("ethernet", 143),
    ("ipv6-icmp", 58),
];

/// Other names there, in capitals. A tool that asks in small letters does not find them.
const ALIASES: [(&str, u8); 5] = [("IP-ENCAP", 4), ("IPSEC-ESP", 50), ("IPSEC-AH", 51), ("OSPFIGP", 89), ("CPHB", 73)];

/// In whatever letters.
pub fn named(text: &str) -> Option<u8> {
    let known = KNOWN.iter().find(|(name, _)| name.eq_ignore_ascii_case(text));
    let listed = || LISTED.iter().find(|(name, _)| name.eq_ignore_ascii_case(text));
    known.or_else(listed).map(|(_, number)| *number)
}

/// By one of the names in capitals.
pub fn alias(text: &str) -> Option<u8> {
    ALIASES.iter().find(|(name, _)| *name == text).map(|(_, number)| *number)
}

/// The name that is printed for a number; `None` if it is printed as a number. What `/etc/protocols` says comes first.
pub fn name(number: u8) -> Option<&'static str> {
    if number == 0 {
        return Some("all");
    }
    LISTED.iter().chain(&KNOWN).find(|(_, known)| *known == number).map(|(name, _)| *name)
}

/// The same without `/etc/protocols`.
pub fn own_name(number: u8) -> Option<&'static str> {
    KNOWN.iter().find(|(name, known)| *known == number && *name != "gre").map(|(name, _)| *name)
}
