//! How a recording and a replay differ, in the seven aspects, what the kernel draws at random left out of account.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

/// One place at which both differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    pub aspect: &'static str,
    pub place: String,
    pub kernel: Value,
    pub engine: Value,
}

impl std::fmt::Display for Difference {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}{}: kernel {}, engine {}", self.aspect, self.place, self.kernel, self.engine)
    }
}

const MOST: usize = 40;

/// `scenario` tells which ports were given: all others are the kernel's choice.
pub fn compare(scenario: &Value, kernel: &Value, engine: &Value) -> Vec<Difference> {
    let known = known_numbers(scenario);
    let (kernel, engine) = (aspects(&normalised(kernel, &known)), aspects(&normalised(engine, &known)));
    let mut differences = Vec::new();
    for (aspect, kernel) in &kernel {
        let engine = engine.iter().find(|(name, _)| name == aspect).map_or(&Value::Null, |(_, value)| value);
        differ(aspect, "", kernel, engine, &mut differences);
    }
    differences
}

fn differ(aspect: &'static str, place: &str, kernel: &Value, engine: &Value, out: &mut Vec<Difference>) {
    if out.len() >= MOST || kernel == engine {
        return;
    }
    match (kernel, engine) {
        (Value::Object(left), Value::Object(right)) => {
            let names: BTreeSet<&String> = left.keys().chain(right.keys()).collect();
            for name in names {
                let absent = json!("<absent>");
                let (kernel, engine) = (left.get(name).unwrap_or(&absent), right.get(name).unwrap_or(&absent));
                differ(aspect, &format!("{place}/{name}"), kernel, engine, out);
            }
        }
        (Value::Array(left), Value::Array(right)) => {
            if left.len() != right.len() {
                let place = format!("{place}#len");
                out.push(Difference { aspect, place, kernel: json!(left.len()), engine: json!(right.len()) });
            }
            for (number, (kernel, engine)) in left.iter().zip(right).enumerate() {
                differ(aspect, &format!("{place}[{number}]"), kernel, engine, out);
            }
        }
        _ => out.push(Difference { aspect, place: place.to_owned(), kernel: kernel.clone(), engine: engine.clone() }),
    }
}

fn aspects(result: &Value) -> Vec<(&'static str, Value)> {
    let empty = json!([]);
    let list = |name: &str| result.get(name).unwrap_or(&empty).clone();
    let none = Map::new();
    let hosts = result.get("hosts").and_then(Value::as_object).unwrap_or(&none);
    let connections: Map<String, Value> = hosts
        .iter()
        .map(|(name, host)| (name.clone(), sorted(host.get("conntrack").cloned().unwrap_or_else(|| json!([])))))
        .collect();
    vec![
        ("actions", list("actions")),
        ("server", list("server_events")),
        ("passes", per_host(&list("passes"))),
        ("wire", per_host(&list("wire"))),
        ("counters", Value::Object(hosts.iter().map(|(name, host)| (name.clone(), counters(host))).collect())),
        ("conntrack", Value::Object(connections)),
        ("logs", list("logs")),
    ]
}

/// The order among hosts is not compared, only that on each.
fn per_host(rows: &Value) -> Value {
    let mut hosts: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for row in rows.as_array().into_iter().flatten() {
        let mut row = row.as_object().cloned().unwrap_or_default();
        let host = row.remove("host").and_then(|host| host.as_str().map(str::to_owned)).unwrap_or_default();
        hosts.entry(host).or_default().push(Value::Object(row));
    }
    json!(hosts)
}

/// By position; tables without a rule and without a count are left out.
fn counters(host: &Value) -> Value {
    let mut tables = Map::new();
    for (table, chains) in host.get("iptables").and_then(Value::as_object).into_iter().flatten() {
        let mut listed = Map::new();
        let mut says_something = false;
        for (name, chain) in chains.as_object().into_iter().flatten() {
            let number = |value: &Value, name: &str| value.get(name).and_then(Value::as_u64).unwrap_or(0);
            let rules: Vec<Value> = chain
                .get("rules")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .map(|rule| json!([number(rule, "pkts"), number(rule, "bytes")]))
                .collect();
            says_something |= !rules.is_empty() || number(chain, "pkts") != 0;
            let policy = chain.get("policy").cloned().unwrap_or_else(|| json!("-"));
            let value = json!({"policy": policy, "pkts": number(chain, "pkts"), "bytes": number(chain, "bytes"), "rules": rules});
            listed.insert(name.clone(), value);
        }
        if says_something {
            tables.insert(table.clone(), Value::Object(listed));
        }
    }
    Value::Object(tables)
}

fn sorted(list: Value) -> Value {
    match list {
        Value::Array(mut values) => {
            values.sort_by_key(ToString::to_string);
            Value::Array(values)
        }
        other => other,
    }
}

/// Numbers that the scenario gives: a port among them was not drawn at random.
fn known_numbers(scenario: &Value) -> BTreeSet<u64> {
    let text = scenario.to_string();
    let mut known: BTreeSet<u64> =
        text.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).filter(|n| *n < 65_536).collect();
    known.extend(50_000..50_050);
    let actions = scenario.get("actions").and_then(Value::as_array).map_or(0, Vec::len) as u64;
    known.extend(1000..1000 + actions);
    for (first, last) in port_ranges(&text) {
        known.retain(|number| !(first..=last).contains(number));
    }
    for action in scenario.get("actions").and_then(Value::as_array).into_iter().flatten() {
        for name in ["sport", "id"] {
            known.extend(action.get(name).and_then(Value::as_u64));
        }
        let to = action.get("to").and_then(Value::as_str).and_then(|to| to.rsplit_once(':'));
        known.extend(to.and_then(|(_, port)| port.parse::<u64>().ok()));
    }
    known
}

/// A source port taken from a range is random inside the range, even when it lands on a bound.
fn port_ranges(text: &str) -> Vec<(u64, u64)> {
    let mut ranges = Vec::new();
    for target in ["-j MASQUERADE", "-j SNAT"] {
        for (start, _) in text.match_indices(target) {
            let rule = text[start..].split('"').next().unwrap_or("");
            let found = rule.split([' ', ':']).find_map(|word| {
                let (first, last) = word.split_once('-')?;
                Some((first.parse().ok()?, last.parse().ok()?))
            });
            ranges.extend(found);
        }
    }
    ranges
}

fn normalised(value: &Value, known: &BTreeSet<u64>) -> Value {
    walk(value, "", known)
}

fn walk(value: &Value, key: &str, known: &BTreeSet<u64>) -> Value {
    match value {
        Value::Object(fields) => {
            Value::Object(fields.iter().map(|(name, value)| (name.clone(), walk(value, name, known))).collect())
        }
        Value::Array(values) => Value::Array(values.iter().map(|value| walk(value, key, known)).collect()),
        Value::Number(number) if matches!(key, "sport" | "dport" | "id") => match number.as_u64() {
            Some(port) if !known.contains(&port) => json!("RND"),
            _ => value.clone(),
        },
        Value::String(text) if !matches!(key, "rule" | "data" | "prefix" | "name") => json!(without_ports(text, known)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

/// `10.0.0.1:51234` with an unknown port becomes `10.0.0.1:RND`.
fn without_ports(text: &str, known: &BTreeSet<u64>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(colon) = rest.find(':') {
        let (before, after) = rest.split_at(colon);
        let digits: String = after[1..].chars().take_while(char::is_ascii_digit).collect();
        out.push_str(before);
        let unknown = digits.parse::<u64>().is_ok_and(|port| !known.contains(&port));
        if ends_with_address(before) && unknown {
            out.push_str(":RND");
        } else {
            out.push(':');
            out.push_str(&digits);
        }
        rest = &after[1 + digits.len()..];
    }
    out.push_str(rest);
    out
}

fn ends_with_address(text: &str) -> bool {
    let start = text.rfind(|c: char| !c.is_ascii_digit() && c != '.').map_or(0, |place| place + 1);
    text[start..].parse::<std::net::Ipv4Addr>().is_ok()
}
