//! Events as JSON, one a line: the same words as the engine's own events, with what they carry.

use engine::kernel::event::{Event, RewriteCause, RulePlace, Saw, StepPlace, View, What};
use engine::lab::moment::Moment;
use engine::rules::targets::act::Side;
use engine::text::conntrack::print::{self as connections, Style};
use engine::text::iptables::print::{self as rules, Counters};
use engine::text::log;
use serde_json::{Map, Value, json};

use super::{packet, words};

/// `after` is the moment after the event.
pub fn json(action: usize, event: &Event, names: &[String], after: &Moment) -> Value {
    let (name, details) = fields(event, after);
    let mut all = Map::new();
    all.insert("action".into(), json!(action));
    all.insert("at".into(), json!(event.at.0));
    all.insert("host".into(), json!(names.get(event.host.0)));
    if let Some(packet) = event.packet {
        all.insert("packet".into(), json!(packet.0));
    }
    all.insert("event".into(), json!(name));
    if let Value::Object(details) = details {
        all.extend(details);
    }
    Value::Object(all)
}

fn fields(event: &Event, after: &Moment) -> (&'static str, Value) {
    match &event.what {
        What::Made { view, cause } => ("Made", json!({"view": view_json(view), "cause": words::cause(*cause)})),
        What::Copied { of } => ("Copied", json!({"of": of.0})),
        What::Sent { interface, view } => ("Sent", json!({"interface": interface.as_str(), "view": view_json(view)})),
        What::Arrived { interface, view, .. } => ("Arrived", json!({"interface": interface.as_str(), "view": view_json(view)})),
        What::Delivered { to } => ("Delivered", json!({"to": words::receiver(*to)})),
        What::Dropped { why } => ("Dropped", json!({"why": words::dropped(*why)})),
        What::HookEntered { hook, view } => ("HookEntered", json!({"hook": hook.name(), "view": view_json(view)})),
        What::HookLeft { hook } => ("HookLeft", json!({"hook": hook.name()})),
        What::StageEntered { .. } => ("StageEntered", json!({})),
        What::StageLeft { .. } => ("StageLeft", json!({})),
        What::TableEntered { table } => ("TableEntered", json!({"table": table.name()})),
        What::TableSkipped { table, why } => ("TableSkipped", json!({"table": table.name(), "why": words::skip(*why)})),
        What::RuleMissed { place, condition, had } => {
            ("RuleMissed", json!({"rule": place_json(event, after, place), "condition": format!("{condition:?}"), "had": had}))
        }
        What::RuleMatched { place, bytes } => ("RuleMatched", json!({"rule": place_json(event, after, place), "bytes": bytes})),
        What::Step { place, verdict } => {
            let at = match place {
                StepPlace::Rule(place) => place_json(event, after, place),
                StepPlace::Policy { table, chain, .. } => json!({"table": table.name(), "chain": &**chain, "policy": true}),
                StepPlace::End { table, chain } => json!({"table": table.name(), "chain": &**chain, "end": true}),
            };
            ("Step", json!({"at": at, "verdict": words::verdict(verdict)}))
        }
        What::RuleNotModelled { place, extension } => {
            ("RuleNotModelled", json!({"rule": place_json(event, after, place), "extension": extension}))
        }
        What::LookedUp { tracking, invalid, again } => {
            let invalid = invalid.map(words::invalid);
            ("LookedUp", json!({"tracking": words::tracking(*tracking), "invalid": invalid, "again": again}))
        }
        What::EntryMade { entry } => ("EntryMade", entry_json(event, entry)),
        What::EntryChanged { entry } => ("EntryChanged", entry_json(event, entry)),
        What::EntryConfirmed { entry } => ("EntryConfirmed", entry_json(event, entry)),
        What::EntryGone { id, why } => ("EntryGone", json!({"entry": id.0, "why": words::gone(*why)})),
        What::Untracked => ("Untracked", json!({})),
        What::TrackingAsked { zone, helper } => ("TrackingAsked", json!({"zone": zone, "helper": helper})),
        What::Rewritten { side, before, after, cause } => {
            let side = match side {
                Side::Source => "source",
                Side::Destination => "destination",
            };
            let cause = match cause {
                RewriteCause::Rule => json!("rule"),
                RewriteCause::Entry(id) => json!({"entry": id.0}),
            };
            let (before, after) = (packet::text(before), packet::text(after));
            ("Rewritten", json!({"side": side, "before": before, "after": after, "cause": cause}))
        }
        What::Altered { before, after } => ("Altered", json!({"before": view_json(before), "after": view_json(after)})),
        What::TtlDecremented { ttl } => ("TtlDecremented", json!({"ttl": ttl})),
        What::Routed { decision } => ("Routed", json!({"decision": words::route(decision)})),
        What::Rerouted { decision } => ("Rerouted", json!({"decision": words::route(decision)})),
        What::NeighbourAsked { interface, next_hop } => {
            ("NeighbourAsked", json!({"interface": interface.as_str(), "next_hop": next_hop.to_string()}))
        }
        What::NeighbourSilent { interface, next_hop } => {
            ("NeighbourSilent", json!({"interface": interface.as_str(), "next_hop": next_hop.to_string()}))
        }
        What::Bridged { how } => ("Bridged", json!({"how": words::bridging(*how)})),
        What::Logged { logged } => ("Logged", json!({"line": log::line(logged)})),
        What::Rejected { with } => ("Rejected", json!({"with": words::reject(*with)})),
        What::ProgramSaw { saw, .. } => ("ProgramSaw", saw_json(saw)),
        What::HostChanged { .. } => ("HostChanged", json!({})),
        What::SetsChanged { changes } => {
            let sets = after.hosts.get(event.host.0).map(|host| &host.sets);
            ("SetsChanged", json!({"changes": changes.iter().map(|change| words::set_change(change, sets)).collect::<Vec<_>>()}))
        }
        What::ClockMoved { to } => ("ClockMoved", json!({"to": to.0})),
        What::BoundReached { bound } => ("BoundReached", json!({"bound": words::bound(*bound)})),
        What::Noted { note } => ("Noted", json!({"note": words::note(note)})),
    }
}

fn view_json(view: &View) -> Value {
    json!({
        "packet": packet::text(&view.datagram), "length": view.datagram.total_length(), "ttl": view.datagram.ttl,
        "mark": view.mark, "in": view.input.as_str(), "out": view.output.as_str(), "tracking": words::tracking(view.tracking),
    })
}

fn place_json(event: &Event, after: &Moment, place: &RulePlace) -> Value {
    let rule = after.hosts.get(event.host.0).and_then(|host| {
        let rule = host.tables.get(&place.table)?.chains.get(place.chain_place)?.rules.get(place.rule_place)?;
        let mut text = String::new();
        rules::rule(&mut text, &place.chain, rule, Counters::None);
        Some(text)
    });
    json!({"table": place.table.name(), "chain": &*place.chain, "number": place.rule_place + 1, "text": rule})
}

fn entry_json(event: &Event, entry: &engine::state::conntrack::Entry) -> Value {
    let style = Style { uses: 1, counters: true, ..Style::default() };
    json!({"entry": entry.id.0, "line": connections::line(entry, event.at, style)})
}

fn saw_json(saw: &Saw) -> Value {
    match saw {
        Saw::Connected { local, peer } => {
            json!({"saw": "connected", "local": words::endpoint(*local), "peer": words::endpoint(*peer)})
        }
        Saw::Accepted { local, peer, original_destination } => json!({
            "saw": "accepted", "local": words::endpoint(*local), "peer": words::endpoint(*peer),
            "original_destination": original_destination.map(words::endpoint),
        }),
        Saw::Data { from, text } => json!({"saw": "data", "from": words::endpoint(*from), "text": text}),
        Saw::ClosedByPeer => json!({"saw": "closed by peer"}),
        Saw::Failed(error) => json!({"saw": "failed", "error": error.name()}),
        Saw::GaveUp => json!({"saw": "gave up"}),
        Saw::Replied { from, ttl } => json!({"saw": "reply", "from": from.to_string(), "ttl": ttl}),
        Saw::IcmpError { kind, code, from } => {
            json!({"saw": "icmp error", "type": kind, "code": code, "from": from.to_string()})
        }
        Saw::Relay { to, result } => {
            json!({"saw": "relay", "to": words::endpoint(*to), "result": result.map_or_else(|error| error.name(), |()| "connected")})
        }
    }
}
