//! A scenario through the engine, told as a recording of the kernel tells it.

use engine::kernel::event::{HostId, Note, Trace, What};
use engine::lab::moment;
use engine::lab::outcome::{CloseOutcome, ConnectStatus, Gone, Outcome, PingAnswer, RelayResult, Seen, SendOutcome, ServerEvent};
use engine::lab::{Customs, Lab, Scenario, build, perform};
use engine::state::sockets::Endpoint;
use serde_json::{Map, Value, json};

use crate::listing;
use crate::packet::on_wire;
use crate::passes::Passes;

/// What a scenario could not be set up with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CannotSetUp(pub String);

/// Plays a scenario and tells what happened as the kernel's recording of it does.
///
/// ```
/// use std::path::Path;
///
/// let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/seeds/001-handshake.json");
/// let recording = oracle::recording::read(&file)?;
/// let replayed = oracle::replay(&oracle::scenario::scenario(&recording.scenario)?).expect("it could be set up once");
/// assert!(oracle::compare(&recording.scenario, &recording.result, &replayed).is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn replay(scenario: &Scenario) -> Result<Value, CannotSetUp> {
    let (mut lab, problems) = build(scenario, Customs::REPLAY);
    if !problems.is_empty() {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        return Err(CannotSetUp(lines.join("\n")));
    }
    let names: Vec<String> = scenario.hosts.iter().map(|host| host.name.clone()).collect();
    let mut passes = Passes::default();
    let mut moment = moment::of(&lab);
    let mut wire = Vec::new();
    let mut outcomes = Vec::new();
    let mut notes = kept_from_the_beginning(&lab, &names);
    for (number, action) in scenario.actions.iter().enumerate() {
        let mut trace = Trace::default();
        let outcome = perform(&mut lab, action, &mut trace);
        for event in &trace.events {
            moment.apply(event);
            passes.hear(number, event, &moment, &names);
            wire.extend(on_a_wire(number, event, &names));
            if let Some(note) = note(number, event, &names).filter(|note| !notes.contains(note)) {
                notes.push(note);
            }
        }
        passes.close();
        outcomes.push(outcome_json(&outcome));
    }
    let events: Vec<Value> = lab.seen().iter().map(|seen| server_event(seen, &names)).collect();
    let logs = std::mem::take(&mut passes.logs);
    Ok(json!({
        "name": scenario.name,
        "actions": outcomes,
        "server_events": events,
        "hosts": hosts(&lab, &names),
        "passes": passes.into_json(),
        "logs": logs,
        "wire": wire,
        "notes": notes,
    }))
}

/// Settings that the scenario gives and nothing follows.
fn kept_from_the_beginning(lab: &Lab, names: &[String]) -> Vec<Value> {
    let hosts = lab.hosts().iter().zip(names);
    let kept =
        hosts.flat_map(|(host, name)| host.networking.sysctls.not_acted_on().into_iter().map(move |setting| (name, setting)));
    kept.map(|(host, (name, value))| json!({"host": host, "kept": name, "value": value})).collect()
}

/// Where the engine is not the kernel: what it does not model, and its bounds. Each is said once an action.
fn note(action: usize, event: &engine::kernel::event::Event, names: &[String]) -> Option<Value> {
    let host = names.get(event.host.0 as usize);
    if let What::BoundReached { bound } = &event.what {
        return Some(json!({"action": action, "host": host, "bound": format!("{bound:?}")}));
    }
    if let What::Noted { note } = &event.what {
        return Some(match note {
            Note::SettingKept { name, value } => json!({"action": action, "host": host, "kept": name, "value": value}),
            Note::OneOfSeveralWays { ways } => json!({"action": action, "host": host, "one_of_several_ways": ways}),
        });
    }
    let What::RuleNotModelled { place, extension } = &event.what else { return None };
    Some(json!({
        "action": action, "host": host, "not_modelled": extension,
        "table": place.table.as_str(), "chain": &*place.chain, "rule": place.rule_place + 1,
    }))
}

fn on_a_wire(action: usize, event: &engine::kernel::event::Event, names: &[String]) -> Option<Value> {
    let (interface, direction, view) = match &event.what {
        What::Sent { interface, view } => (interface, "out", view),
        What::Arrived { interface, view, .. } => (interface, "in", view),
        _ => return None,
    };
    Some(json!({
        "action": action, "host": names.get(event.host.0 as usize), "iface": interface.as_str(), "dir": direction,
        "pkt": on_wire(&view.datagram),
    }))
}

fn hosts(lab: &Lab, names: &[String]) -> Value {
    let mut all = Map::new();
    for (host, name) in lab.hosts().iter().zip(names) {
        all.insert(
            name.clone(),
            json!({
                "iptables": listing::tables(host.tables.values()),
                "conntrack": listing::connections(host.conntrack.confirmed()),
            }),
        );
    }
    Value::Object(all)
}

fn point(endpoint: Endpoint) -> String {
    format!("{}:{}", endpoint.0, endpoint.1)
}

fn outcome_json(outcome: &Outcome) -> Value {
    match outcome {
        Outcome::Connect(connect) => connect_json(connect),
        Outcome::Send(sent) => Value::Object(sent_json(sent)),
        Outcome::Closed(closed) => json!({"closed": closed_text(*closed)}),
        Outcome::NoSuchConnection => json!({"status": "no such connection"}),
        Outcome::Datagrams(datagrams) => datagrams_json(datagrams),
        Outcome::Ping(ping) => ping_json(ping),
        Outcome::Segment(sent) => json!({"status": sent.map_or_else(|error| error.name(), |()| "sent")}),
        Outcome::Command(command) => {
            let mut fields = Map::from_iter([("rc".to_owned(), json!(command.code))]);
            if command.code != 0 {
                let text: String = command.err.trim().chars().take(300).collect();
                let text = if text.contains("0 flow entries") { "0 flow entries".to_owned() } else { text };
                fields.insert("stderr".into(), json!(text));
            }
            Value::Object(fields)
        }
        Outcome::Counters(tables) => json!({"iptables": listing::tables(tables.iter())}),
        Outcome::Connections(entries) => json!({"conntrack": listing::connections(entries.iter())}),
        Outcome::Waited => json!({}),
        Outcome::NoSuchHost(name) => json!({"status": format!("no such host: {name}")}),
    }
}

fn connect_json(connect: &engine::lab::outcome::ConnectOutcome) -> Value {
    let mut fields = Map::new();
    match connect.status {
        ConnectStatus::CouldNotBind(error) => return json!({"status": "error", "error": error.name()}),
        ConnectStatus::Connected => fields.insert("status".into(), json!("connected")),
        ConnectStatus::Failed(error) => fields.insert("status".into(), json!(error.name())),
        ConnectStatus::TimedOut { soft } => {
            if let Some(error) = soft {
                fields.insert("soft_error".into(), json!(error.name()));
            }
            fields.insert("status".into(), json!("timeout"))
        }
    };
    if let Some((local, peer)) = connect.ends {
        fields.insert("local".into(), json!(point(local)));
        fields.insert("peer".into(), json!(point(peer)));
    }
    match connect.gone_at_once {
        Some(Gone::Closed) => {
            fields.insert("eof".into(), json!(true));
        }
        Some(Gone::Failed(error)) => {
            fields.insert("error".into(), json!(error.name()));
        }
        None => {}
    }
    if connect.gone_at_once.is_some() && connect.asked_to_send {
        fields.insert("reply".into(), Value::Null);
    }
    if let Some(sent) = &connect.sent {
        fields.extend(sent_json(sent));
    }
    if let Some(closed) = connect.closed {
        fields.insert("closed".into(), json!(closed_text(closed)));
    }
    Value::Object(fields)
}

fn sent_json(sent: &SendOutcome) -> Map<String, Value> {
    let mut fields = Map::new();
    if let Some(error) = sent.could_not_send {
        fields.insert("send_error".into(), json!(error.name()));
        return fields;
    }
    fields.insert("reply".into(), json!(sent.reply));
    if sent.closed_by_peer {
        fields.insert("eof".into(), json!(true));
    }
    for (name, error) in [("error", sent.error), ("soft_error", sent.soft_error)] {
        if let Some(error) = error {
            fields.insert(name.into(), json!(error.name()));
        }
    }
    if sent.stalled {
        fields.insert("stalled".into(), json!(true));
    }
    fields
}

fn closed_text(closed: CloseOutcome) -> &'static str {
    match closed {
        CloseOutcome::Clean => "clean",
        CloseOutcome::Reset => "rst",
        CloseOutcome::NoFinFromPeer => "no FIN from peer",
        CloseOutcome::Failed(error) => error.name(),
    }
}

fn datagrams_json(datagrams: &engine::lab::outcome::DatagramOutcome) -> Value {
    if let Some(error) = datagrams.could_not_open {
        return json!({"status": error.name(), "replies": []});
    }
    let status = match (datagrams.replies.is_empty(), datagrams.errors.first()) {
        (false, _) => "reply",
        (true, Some(error)) => error.name(),
        (true, None) => "no reply",
    };
    let mut fields = Map::from_iter([("status".to_owned(), json!(status))]);
    if !datagrams.errors.is_empty() {
        let names: Vec<&str> = datagrams.errors.iter().map(|error| error.name()).collect();
        fields.insert("errors".into(), json!(names));
    }
    if let Some(local) = datagrams.local {
        fields.insert("local".into(), json!(point(local)));
    }
    let replies: Vec<Value> = datagrams.replies.iter().map(|(from, data)| json!({"from": point(*from), "data": data})).collect();
    fields.insert("replies".into(), json!(replies));
    Value::Object(fields)
}

fn ping_json(ping: &engine::lab::outcome::PingOutcome) -> Value {
    let mut status = None;
    let mut answers = Vec::new();
    for answer in &ping.answers {
        answers.push(match answer {
            PingAnswer::Reply { sequence, from, ttl } => {
                json!({"seq": sequence, "reply_from": from.to_string(), "ttl": ttl})
            }
            PingAnswer::Error { sequence, kind, code, from } => {
                let text = format!("type {kind} code {code}");
                status.get_or_insert(text.clone());
                json!({"seq": sequence, "icmp_error": text, "from": from.to_string()})
            }
            PingAnswer::CouldNotSend { sequence, error } => {
                status.get_or_insert(error.name().to_owned());
                json!({"seq": sequence, "error": error.name()})
            }
        });
    }
    let replied = ping.answers.iter().any(|answer| matches!(answer, PingAnswer::Reply { .. }));
    let status = match (replied, status, ping.failed) {
        (true, _, _) => "reply".to_owned(),
        (false, Some(text), _) => text,
        (false, None, Some(error)) => error.name().to_owned(),
        (false, None, None) => "no reply".to_owned(),
    };
    json!({"status": status, "answers": answers})
}

fn server_event(event: &ServerEvent, names: &[String]) -> Value {
    let mut fields = Map::new();
    fields.insert("action".into(), json!(event.action));
    fields.insert("host".into(), json!(host_name(event.host, names)));
    let mut put = |pairs: &[(&str, Value)]| {
        for (name, value) in pairs {
            fields.insert((*name).to_owned(), value.clone());
        }
    };
    match &event.what {
        Seen::Accepted { local, peer, original_destination } => {
            put(&[
                ("event", json!("accept")),
                ("proto", json!("tcp")),
                ("local", json!(point(*local))),
                ("peer", json!(point(*peer))),
            ]);
            if let Some(original) = original_destination {
                put(&[("original_dst", json!(point(*original)))]);
            }
        }
        Seen::Data { port, data } => {
            put(&[("event", json!("data")), ("proto", json!("tcp")), ("port", json!(port)), ("data", json!(data))]);
        }
        Seen::Datagram { port, peer, data } => put(&[
            ("event", json!("data")),
            ("proto", json!("udp")),
            ("port", json!(port)),
            ("peer", json!(point(*peer))),
            ("data", json!(data)),
        ]),
        Seen::ClosedByPeer { port } => {
            put(&[("event", json!("closed by peer")), ("proto", json!("tcp")), ("port", json!(port))]);
        }
        Seen::Failed { port, error } => {
            put(&[("event", json!("error")), ("proto", json!("tcp")), ("port", json!(port)), ("error", json!(error.name()))])
        }
        Seen::CouldNotSend { port, error } => {
            put(&[("event", json!("send error")), ("proto", json!("tcp")), ("port", json!(port)), ("error", json!(error.name()))])
        }
        Seen::CouldNotAnswer { port, error } => {
            put(&[("event", json!("send error")), ("proto", json!("udp")), ("port", json!(port)), ("error", json!(error.name()))])
        }
        Seen::FellSilent { port } => {
            put(&[("event", json!("silent: 8 answers given in this action")), ("proto", json!("udp")), ("port", json!(port))])
        }
        Seen::Relayed { to, result } => {
            let result = match result {
                RelayResult::Connected => "connected",
                RelayResult::Failed(error) => error.name(),
                RelayResult::DataLost => "not connected: data lost",
            };
            put(&[("event", json!("relay")), ("to", json!(point(*to))), ("result", json!(result))]);
        }
    }
    Value::Object(fields)
}

fn host_name(host: HostId, names: &[String]) -> String {
    names.get(host.0 as usize).cloned().unwrap_or_default()
}
