//! What Tab offers: programs, their options, and what there is on the host and in the lab to name.

mod iptables;
mod words;

use super::programs::NAMES;
use super::{Session, names};
use crate::kernel::host::Host;

/// What the word at the cursor may become.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completion {
    /// Where in the line, in bytes, the part begins that a candidate takes the place of.
    pub from: usize,
    /// In order, each once.
    pub candidates: Vec<String>,
}

const MOST: usize = 300;

impl Completion {
    /// What all candidates begin with.
    pub fn common(&self) -> &str {
        let Some((first, rest)) = self.candidates.split_first() else { return "" };
        let mut common = first.as_str();
        for other in rest {
            let shared = common.char_indices().zip(other.chars()).find(|((_, one), other)| one != other);
            let end = shared.map_or(common.len().min(other.len()), |((place, _), _)| place);
            common = common.get(..end).unwrap_or_default();
        }
        common
    }
}

/// `cursor` is a place in bytes; one inside of a letter or past the end is the end of the line.
pub fn complete(session: &Session, line: &str, cursor: usize) -> Completion {
    let before = line.get(..cursor).unwrap_or(line);
    let command = before.rfind([';', '|', '&', '\n']).and_then(|place| before.get(place + 1..)).unwrap_or(before);
    let mut words: Vec<&str> = command.split_whitespace().collect();
    let current = if command.ends_with(char::is_whitespace) { "" } else { words.pop().unwrap_or_default() };
    while words.first() == Some(&"sudo") {
        words.remove(0);
    }
    // Of a list the last member.
    let part = match current.rfind(',') {
        Some(place) if !current.starts_with('-') => current.get(place + 1..).unwrap_or_default(),
        Some(_) | None => current.trim_start_matches(['<', '>']),
    };
    let mut candidates = offers(session, &words, part);
    candidates.retain(|candidate| candidate.starts_with(part));
    candidates.sort();
    candidates.dedup();
    candidates.truncate(MOST);
    Completion { from: before.len() - part.len(), candidates }
}

fn offers(session: &Session, words: &[&str], part: &str) -> Vec<String> {
    let Some((command, rest)) = words.split_first() else { return owned(&NAMES) };
    let Some(host) = session.lab.host(session.host) else { return Vec::new() };
    let last = rest.last().copied().unwrap_or_default();
    if matches!(last, ">" | ">>" | "<" | "2>") {
        return files(session);
    }
    match *command {
        "iptables" | "iptables-nft" => iptables::offers(session, host, rest, part),
        "iptables-save" if last == "-t" => iptables::tables(),
        "iptables-save" => owned(&["-c", "-t"]),
        "iptables-restore" if last == "-T" => iptables::tables(),
        "iptables-restore" => {
            [owned(&["-c", "-n", "-t", "-T", "-v", "--noflush", "--counters", "--test"]), files(session)].concat()
        }
        "nc" | "netcat" | "ping" | "telnet" | "curl" => to_somebody(session, host, command, last, part),
        "ip" => ip(session, host, rest),
        "conntrack" => conntrack(session, rest, part),
        "sysctl" => [owned(&["-a", "-n", "-w", "-q"]), host.networking.sysctls.list().into_keys().collect()].concat(),
        "ipset" => ipset(host, rest),
        "ss" => owned(&["-l", "-t", "-u", "-n", "-a", "-ltn", "-lun", "-tan"]),
        "netstat" => owned(&["-r", "-n", "-rn"]),
        "route" => owned(&["-n", "add", "del"]),
        "history" | "clear" | "help" | "hostname" | "whoami" | "dmesg" | "sleep" | "true" | "false" => Vec::new(),
        _ => files(session),
    }
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn files(session: &Session) -> Vec<String> {
    let own = session.files.get(&session.host).into_iter().flat_map(|files| files.names().map(str::to_owned));
    own.chain(owned(&["/proc/sys/net/ipv4/ip_forward", "/etc/hosts", "/dev/null"])).collect()
}

fn interfaces(host: &Host) -> Vec<String> {
    host.networking.interfaces.iter().map(|interface| interface.name.as_str().to_owned()).collect()
}

fn host_names(session: &Session) -> Vec<String> {
    let named = session.lab.hosts.iter().filter(|host| names::first_address(host).is_some());
    named.map(|host| host.name.to_string()).collect()
}

/// Of all hosts of the lab.
fn addresses(session: &Session) -> Vec<String> {
    let all = session.lab.hosts.iter().flat_map(|host| &host.networking.interfaces).flat_map(|interface| &interface.addresses);
    all.map(|address| address.address.to_string()).collect()
}

fn somebody(session: &Session) -> Vec<String> {
    [host_names(session), addresses(session)].concat()
}

fn to_somebody(session: &Session, host: &Host, command: &str, last: &str, part: &str) -> Vec<String> {
    if part.starts_with('-') {
        return owned(match command {
            "nc" | "netcat" => &["-z", "-v", "-n", "-u", "-w", "-N", "-q", "-s", "-p", "-zv"],
            "ping" => &["-c", "-W", "-w", "-I", "-t", "-i", "-n", "-q", "-s"],
            "curl" => &["-v", "-s", "-S", "-m", "-i", "-I", "-o", "-w", "--connect-timeout", "--http0.9", "--max-time"],
            _ => &[],
        });
    }
    match last {
        "-I" => [interfaces(host), somebody(session)].concat(),
        "-w" | "-W" | "-c" | "-t" | "-m" | "-i" | "-q" | "-p" if command != "curl" || last == "-m" => Vec::new(),
        last => {
            // Behind a host, the ports where somebody listens.
            let is_named = host_names(session).iter().chain(&addresses(session)).any(|name| name == last);
            if is_named { ports(session, last) } else { somebody(session) }
        }
    }
}

fn ports(session: &Session, name: &str) -> Vec<String> {
    let address = names::address(&session.lab, name);
    let servers = session.lab.programs.servers.iter().filter(|server| {
        session.lab.host(server.host).is_some_and(|host| address.is_some_and(|address| host.networking.owns(address)))
    });
    servers.map(|server| server.plan.port.to_string()).collect()
}

fn ip(session: &Session, host: &Host, rest: &[&str]) -> Vec<String> {
    let options = |word: &&&str| word.starts_with('-');
    let words: Vec<&str> = rest.iter().filter(|word| !options(word)).copied().collect();
    match words.as_slice() {
        [] => owned(&["address", "link", "route", "rule", "neigh", "-br", "-4"]),
        [.., "dev" | "iif" | "oif"] => interfaces(host),
        [.., "via" | "src" | "get" | "from" | "to"] => addresses(session),
        [object] if "route".starts_with(object) => owned(words::IP_ROUTE),
        [object] if "rule".starts_with(object) => owned(words::IP_RULE),
        [_] => owned(words::IP_VERBS),
        [object, "show" | "list" | "set", ..] if !"route".starts_with(object) => {
            [interfaces(host), owned(&["dev", "up", "down"])].concat()
        }
        [..] => owned(words::IP_MORE),
    }
}

fn conntrack(session: &Session, rest: &[&str], part: &str) -> Vec<String> {
    match rest.last().copied().unwrap_or_default() {
        "-p" | "--proto" => owned(&["tcp", "udp", "icmp"]),
        "-s" | "-d" | "-r" | "-q" | "--src" | "--dst" | "--orig-src" | "--orig-dst" | "--reply-src" | "--reply-dst" => {
            addresses(session)
        }
        "--state" => owned(words::TCP_STATES),
        "--status" | "-u" => owned(&["ASSURED", "SEEN_REPLY", "UNSET"]),
        _ if part.starts_with('-') || rest.is_empty() => owned(words::CONNTRACK),
        _ => owned(words::CONNTRACK),
    }
}

fn ipset(host: &Host, rest: &[&str]) -> Vec<String> {
    match rest {
        [] => owned(&["create", "add", "del", "test", "list", "save", "restore", "flush", "destroy", "rename", "swap"]),
        ["create", _] => owned(words::SET_TYPES),
        [_] => host.sets.iter().map(|set| set.name.to_string()).collect(),
        [..] => Vec::new(),
    }
}
