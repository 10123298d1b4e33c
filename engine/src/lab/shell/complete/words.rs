//! Words that Tab offers and that stand in no table of the engine. Data alone.

pub(super) const IP_ROUTE: &[&str] = &["add", "append", "change", "del", "flush", "get", "replace", "show"];
pub(super) const IP_RULE: &[&str] = &["add", "del", "show"];
pub(super) const IP_VERBS: &[&str] = &["add", "del", "set", "show", "flush"];
pub(super) const IP_MORE: &[&str] =
    &["dev", "via", "src", "table", "metric", "scope", "from", "to", "iif", "oif", "fwmark", "lookup", "priority", "default"];

pub(super) const CONNTRACK: &[&str] = &[
    "-L",
    "-D",
    "-F",
    "-C",
    "-S",
    "-p",
    "-s",
    "-d",
    "-r",
    "-q",
    "-n",
    "-g",
    "-j",
    "-o",
    "-m",
    "-u",
    "--sport",
    "--dport",
    "--orig-port-src",
    "--orig-port-dst",
    "--reply-port-src",
    "--reply-port-dst",
    "--state",
    "--src-nat",
    "--dst-nat",
    "--mark",
    "--zone",
];
pub(super) const TCP_STATES: &[&str] =
    &["SYN_SENT", "SYN_RECV", "ESTABLISHED", "FIN_WAIT", "CLOSE_WAIT", "LAST_ACK", "TIME_WAIT", "CLOSE"];

pub(super) const SET_TYPES: &[&str] = &[
    "hash:ip",
    "hash:net",
    "hash:ip,port",
    "hash:net,port",
    "hash:ip,port,ip",
    "hash:ip,port,net",
    "hash:net,iface",
    "hash:mac",
    "bitmap:ip",
    "bitmap:port",
    "list:set",
];

/// Values of the options that take one of a few words.
pub(super) const OPTION_VALUES: &[(&str, &[&str])] = &[
    ("--ctstate", &["NEW", "ESTABLISHED", "RELATED", "INVALID", "UNTRACKED", "SNAT", "DNAT"]),
    ("--state", &["NEW", "ESTABLISHED", "RELATED", "INVALID", "UNTRACKED"]),
    ("--ctdir", &["ORIGINAL", "REPLY"]),
    ("--ctstatus", &["EXPECTED", "SEEN_REPLY", "ASSURED", "CONFIRMED"]),
    ("--src-type", ADDRESS_TYPES),
    ("--dst-type", ADDRESS_TYPES),
    ("--reject-with", REJECTIONS),
    (
        "--icmp-type",
        &["echo-request", "echo-reply", "destination-unreachable", "port-unreachable", "host-unreachable", "time-exceeded"],
    ),
    ("--tcp-flags", &["SYN,ACK,FIN,RST", "ALL", "SYN", "ACK", "FIN", "RST", "PSH", "URG", "NONE"]),
];

const ADDRESS_TYPES: &[&str] = &["LOCAL", "UNICAST", "BROADCAST", "MULTICAST", "ANYCAST", "UNREACHABLE", "PROHIBIT", "BLACKHOLE"];
const REJECTIONS: &[&str] = &[
    "icmp-port-unreachable",
    "icmp-host-unreachable",
    "icmp-net-unreachable",
    "icmp-proto-unreachable",
    "icmp-net-prohibited",
    "icmp-host-prohibited",
    "icmp-admin-prohibited",
    "tcp-reset",
];
