//! Counters and connections as recordings list them.

use engine::rules::{Rule, Table};
use engine::state::conntrack::{Direction, Entry, Track, Tuple, TupleKind, ZoneDirection};
use engine::text::iptables::print::{self, Counters};
use serde_json::{Map, Value, json};

use crate::packet::protocol;

/// `iptables-save -c` as JSON.
pub fn tables<'tables>(tables: impl Iterator<Item = &'tables Table>) -> Value {
    let mut listed = Map::new();
    for table in tables {
        let mut chains = Map::new();
        // The tools show every base chain, made or not.
        for hook in table.name.hooks().filter(|hook| table.base_place(*hook).is_none()) {
            let nothing = json!({"policy": "ACCEPT", "pkts": 0, "bytes": 0, "rules": []});
            chains.insert(hook.name().to_owned(), nothing);
        }
        for chain in &table.chains {
            let rules: Vec<Value> = chain
                .rules
                .iter()
                .zip(&chain.counters)
                .map(|(rule, counter)| {
                    json!({"pkts": counter.packets, "bytes": counter.bytes, "rule": rule_text(&chain.name, rule)})
                })
                .collect();
            let value = match chain.base {
                Some(base) => json!({
                    "policy": base.policy.name(), "pkts": base.counter.packets, "bytes": base.counter.bytes, "rules": rules,
                }),
                None => json!({"policy": "-", "rules": rules}),
            };
            chains.insert(chain.name.to_string(), value);
        }
        listed.insert(table.name.name().to_owned(), Value::Object(chains));
    }
    Value::Object(listed)
}

/// What follows `-A CHAIN `.
fn rule_text(chain: &str, rule: &Rule) -> String {
    let mut line = String::new();
    print::rule(&mut line, chain, rule, Counters::None);
    line.strip_prefix(&format!("-A {chain}")).unwrap_or(&line).trim().to_owned()
}

/// `conntrack -L` as JSON, in the order recordings have.
pub fn connections<'entries>(entries: impl Iterator<Item = &'entries Entry>) -> Value {
    let mut listed: Vec<(SortKey, Value)> = entries.map(|entry| (sort_key(entry), connection(entry))).collect();
    listed.sort_by(|left, right| left.0.cmp(&right.0));
    Value::Array(listed.into_iter().map(|(_, value)| value).collect())
}

type SortKey = (String, Vec<(String, String)>, Vec<(String, String)>);

fn sort_key(entry: &Entry) -> SortKey {
    let side = |tuple: Tuple| {
        let mut pairs: Vec<(String, String)> = parts(tuple)
            .into_iter()
            .map(|(name, value)| (name, value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
            .collect();
        pairs.sort();
        pairs
    };
    (name_of(entry), side(entry.original), side(entry.reply))
}

fn connection(entry: &Entry) -> Value {
    let mut flags = Vec::new();
    if entry.status.assured {
        flags.push("ASSURED");
    }
    if !entry.status.seen_reply {
        flags.push("UNREPLIED");
    }
    let mut fields = Map::new();
    fields.insert("proto".into(), json!(name_of(entry)));
    if let Track::Tcp(track) = entry.track {
        fields.insert("state".into(), json!(track.state.name()));
    }
    fields.insert("orig".into(), side(entry, Direction::Original));
    fields.insert("reply".into(), side(entry, Direction::Reply));
    fields.insert("flags".into(), json!(flags));
    fields.insert("mark".into(), json!(entry.mark));
    for direction in ZoneDirection::ALL {
        if let Some(number) = entry.zone.only_for(direction) {
            fields.insert(direction.name().into(), json!(number.to_string()));
        }
    }
    if let Some(helper) = &entry.helper {
        fields.insert("helper".into(), json!(helper));
    }
    Value::Object(fields)
}

fn name_of(entry: &Entry) -> String {
    use engine::state::packet::Protocol;
    match entry.original.kind {
        TupleKind::Other { .. } => "unknown".to_owned(),
        kind @ (TupleKind::Tcp { .. } | TupleKind::Udp { .. } | TupleKind::Icmp { .. }) => protocol(Protocol(kind.protocol())),
    }
}

fn side(entry: &Entry, direction: Direction) -> Value {
    let mut fields: Map<String, Value> = parts(entry.tuple(direction)).into_iter().collect();
    let count = entry.count(direction);
    if entry.counted {
        fields.insert("packets".into(), json!(count.packets));
        fields.insert("bytes".into(), json!(count.bytes));
    }
    Value::Object(fields)
}

fn parts(tuple: Tuple) -> Vec<(String, Value)> {
    let mut parts =
        vec![("src".to_owned(), json!(tuple.source.to_string())), ("dst".to_owned(), json!(tuple.destination.to_string()))];
    match tuple.kind {
        TupleKind::Tcp { source_port, destination_port } | TupleKind::Udp { source_port, destination_port } => {
            parts.push(("sport".to_owned(), json!(source_port)));
            parts.push(("dport".to_owned(), json!(destination_port)));
        }
        TupleKind::Icmp { kind, code, identifier } => {
            parts.push(("type".to_owned(), json!(kind)));
            parts.push(("code".to_owned(), json!(code)));
            parts.push(("id".to_owned(), json!(identifier)));
        }
        TupleKind::Other { .. } => {}
    }
    parts
}
