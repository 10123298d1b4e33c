//! The fields that a scenario may have, as data; and what a person wrote that is none of them.

use serde_json::{Map, Value};

use crate::scenario::Unreadable;

const SCENARIO: &[&str] = &["name", "about", "hosts", "actions"];
const HOST: &[&str] = &["name", "about", "ifaces", "routes", "ip_rules", "sysctl", "ipset", "iptables", "listen"];
const INTERFACE: &[&str] = &["name", "about", "addrs", "link", "bridge", "up", "mtu", "port"];
const SERVER: &[&str] = &["name", "about", "proto", "port", "addr", "relay", "reply", "reply_from"];

/// What a scenario is made of, and the fields of each part; an action's are `ACTIONS`'.
pub const PARTS: [(&str, &[&str]); 4] = [("the whole", SCENARIO), ("hosts", HOST), ("ifaces", INTERFACE), ("listen", SERVER)];

/// Every action, and its fields beside `do`, `about` and, where there is one, `host`.
pub const ACTIONS: [(&str, &[&str]); 15] = [
    ("tcp_connect", &["host", "to", "sport", "from", "id", "send", "close", "mark"]),
    ("tcp_send", &["host", "conn", "send"]),
    ("tcp_close", &["host", "conn", "how"]),
    ("udp_send", &["host", "to", "sport", "from", "send", "count", "connected"]),
    ("ping", &["host", "to", "from", "id", "count", "ttl", "data"]),
    ("raw_tcp", &["host", "src", "dst", "sport", "dport", "flags", "ttl", "seq", "ack", "send"]),
    ("iptables", &["host", "args"]),
    ("iptables_restore", &["host", "text", "noflush"]),
    ("ipset", &["host", "args"]),
    ("ip", &["host", "args"]),
    ("conntrack", &["host", "args"]),
    ("sysctl", &["host", "set"]),
    ("counters", &["host"]),
    ("conntrack_list", &["host"]),
    ("wait", &["host", "ms"]),
];

/// Actions that go on with a connection, or with nothing: a host may be named, and is the connection's anyway.
const WITHOUT_HOST: [&str; 3] = ["tcp_send", "tcp_close", "wait"];

/// What a person sees of the actions: names in one line.
pub fn action_names() -> String {
    ACTIONS.map(|(name, _)| name).join(", ")
}

/// The scenario in what was handed over: itself, or with its recording beside it.
pub fn scenario_of(value: &Value) -> &Value {
    match value.get("scenario") {
        Some(scenario) if scenario.is_object() && value.get("hosts").is_none() => scenario,
        Some(_) | None => value,
    }
}

/// The first thing that nobody would act on: a field that is none, a host that is not there, nothing at all.
pub fn check(scenario: &Value) -> Result<(), Unreadable> {
    let root = scenario.as_object().ok_or_else(|| wrong("the scenario", "an object with hosts and actions", "something else"))?;
    only(root, "", "a scenario", SCENARIO)?;
    let hosts = match root.get("hosts") {
        Some(Value::Array(hosts)) => hosts.as_slice(),
        None | Some(Value::Null) => return Err(wrong("hosts", "a list of hosts", "nothing")),
        Some(other) => {
            let found: String = other.to_string().chars().take(60).collect();
            return Err(wrong("hosts", "a list of hosts", &found));
        }
    };
    for (number, host) in hosts.iter().enumerate() {
        check_host(host, &format!("hosts[{number}]"))?;
    }
    let names: Vec<&str> = hosts.iter().filter_map(|host| host.get("name")?.as_str()).collect();
    for (number, action) in list(root.get("actions")).iter().enumerate() {
        check_action(action, &format!("actions[{number}]"), &names)?;
    }
    Ok(())
}

fn check_host(host: &Value, place: &str) -> Result<(), Unreadable> {
    let Some(fields) = host.as_object() else { return Ok(()) };
    only(fields, place, "a host", HOST)?;
    for (part, known, what) in [("ifaces", INTERFACE, "an interface"), ("listen", SERVER, "a server")] {
        for (number, value) in list(fields.get(part)).iter().enumerate() {
            let Some(fields) = value.as_object() else { continue };
            only(fields, &format!("{place}.{part}[{number}]"), what, known)?;
        }
    }
    Ok(())
}

fn check_action(action: &Value, place: &str, hosts: &[&str]) -> Result<(), Unreadable> {
    let Some(fields) = action.as_object() else { return Ok(()) };
    let Some(kind) = fields.get("do").and_then(Value::as_str) else {
        let others: Vec<&str> = fields.keys().map(String::as_str).collect();
        let found = if others.is_empty() { "nothing".to_owned() } else { format!("nothing, only {}", others.join(", ")) };
        return Err(wrong(&format!("{place}.do"), &format!("one of {}", action_names()), &found));
    };
    let Some((_, known)) = ACTIONS.iter().find(|(name, _)| *name == kind) else {
        let meant = suggestion(kind, &ACTIONS.map(|(name, _)| name));
        return Err(wrong(&format!("{place}.do"), &format!("one of {}{meant}", action_names()), &format!("{kind:?}")));
    };
    only(fields, place, kind, &[*known, &["do", "about"]].concat())?;
    let host = fields.get("host").and_then(Value::as_str);
    match host {
        Some(host) if hosts.contains(&host) => Ok(()),
        None if WITHOUT_HOST.contains(&kind) => Ok(()),
        Some(_) | None if hosts.is_empty() => Err(wrong("hosts", "a host for what is to be done", "an empty list")),
        Some("") | None => Err(wrong(&format!("{place}.host"), &format!("one of {}", hosts.join(", ")), "nothing")),
        Some(host) => {
            let expected = format!("one of {}{}", hosts.join(", "), suggestion(host, hosts));
            Err(wrong(&format!("{place}.host"), &expected, &format!("{host:?}, which is no host")))
        }
    }
}

fn only(fields: &Map<String, Value>, place: &str, what: &str, known: &[&str]) -> Result<(), Unreadable> {
    let Some(stray) = fields.keys().find(|key| !known.contains(&key.as_str())) else { return Ok(()) };
    let place = if place.is_empty() { stray.clone() } else { format!("{place}.{stray}") };
    let expected = format!("one of {}{}", known.join(", "), suggestion(stray, known));
    Err(wrong(&place, &expected, &format!("a field that {what} does not have")))
}

fn wrong(place: &str, expected: &str, found: &str) -> Unreadable {
    Unreadable { place: place.to_owned(), expected: expected.to_owned(), found: found.to_owned() }
}

fn list(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn suggestion(word: &str, known: &[&str]) -> String {
    near(word, known).map_or_else(String::new, |known| format!(" - did you mean {known:?}?"))
}

/// The known word that differs the least, if it is near enough to be meant.
fn near<'known>(word: &str, known: &[&'known str]) -> Option<&'known str> {
    let word = word.to_ascii_lowercase();
    let starts = |known: &&&str| word.len() > 2 && (known.starts_with(&word) || word.starts_with(**known));
    let nearest = known.iter().map(|known| (strsim::levenshtein(&word, known), *known)).min();
    let begun = known.iter().filter(starts).max_by_key(|known| known.len()).copied();
    nearest.filter(|(distance, known)| *distance <= known.len() / 3).map(|(_, known)| known).or(begun)
}
