//! From a trace to what the kernel's tracer tells: one pass a packet and host, with the packet's state between any two tables.

use std::collections::BTreeMap;

use engine::kernel::event::{Cause, Event, HostId, StepPlace, Verdict, What};
use engine::lab::moment::{Moment, PacketMoment};
use engine::state::conntrack::Tracking;
use engine::state::hook::{Hook, Stage, TableName};
use engine::state::packet::PacketId;
use serde_json::{Map, Value, json};

use crate::packet::{at_hook, one_line};

/// What a change between two observed points is told of.
const OBSERVED: [&str; 11] = ["src", "dst", "sport", "dport", "ttl", "tos", "len", "mark", "in", "out", "ct"];

#[derive(Default)]
pub struct Passes {
    all: Vec<Pass>,
    open: BTreeMap<(HostId, PacketId), usize>,
    /// LOG lines, in order.
    pub logs: Vec<Value>,
}

struct Pass {
    action: usize,
    host: String,
    hook: Hook,
    /// The last observed point of the hook, counted in stages; none before the first.
    point: Option<Stage>,
    visits: Vec<Visit>,
    state: Map<String, Value>,
    pending: Option<usize>,
    end: Option<String>,
}

struct Visit {
    hook: Hook,
    packet: Map<String, Value>,
    tables: Vec<Map<String, Value>>,
}

impl Passes {
    /// One more event; `moment` is the one after it.
    pub fn hear(&mut self, action: usize, event: &Event, moment: &Moment, names: &[String]) {
        let Some(packet) = event.packet else { return };
        let key = (event.host, packet);
        match &event.what {
            What::HookEntered { hook, .. } => {
                let Some(state) = state(moment, event.host, packet) else { return };
                self.enter(action, key, *hook, state, names);
            }
            What::Made { cause: Cause::CopyOf(original), .. } => {
                // The tracer takes the first of two equal packets for the one it knows.
                if let Some(place) = self.open.remove(&(event.host, *original)) {
                    self.open.insert(key, place);
                }
            }
            What::StageLeft { stage } => {
                if let Some(state) = state(moment, event.host, packet) {
                    self.observe(key, *stage, state);
                }
            }
            What::Step { place, verdict } => self.step(key, place, verdict),
            // Recordings end a pass of INPUT before security comes (NOTES.md).
            What::Logged { logged } if (logged.hook, logged.place.table) == (Hook::Input, TableName::Security) => {}
            What::Logged { logged } => {
                let pass = self.open.get(&key).and_then(|place| self.all.get(*place));
                let mut fields = pass.map(|pass| pass.state.clone()).unwrap_or_default();
                fields.remove("ct");
                if logged.view.mark != 0 {
                    fields.insert("mark".into(), json!(logged.view.mark));
                }
                let host = names.get(event.host.0).cloned().unwrap_or_default();
                self.logs.push(json!({
                    "action": action, "host": host, "hook": logged.hook.name(), "table": logged.place.table.name(),
                    "chain": &*logged.place.chain, "rule": logged.place.rule_place + 1, "prefix": logged.line.prefix,
                    "pkt": fields,
                }));
            }
            _ => {}
        }
    }

    fn enter(&mut self, action: usize, key: (HostId, PacketId), hook: Hook, state: Map<String, Value>, names: &[String]) {
        let begins = matches!(hook, Hook::Prerouting | Hook::Output);
        let known = self.open.get(&key).copied().filter(|_| !begins);
        let place = match known {
            Some(place) => place,
            None => {
                let host = names.get(key.0.0).cloned().unwrap_or_default();
                self.all.push(Pass {
                    action,
                    host,
                    hook,
                    point: None,
                    visits: Vec::new(),
                    state: Map::new(),
                    pending: None,
                    end: None,
                });
                self.open.insert(key, self.all.len() - 1);
                self.all.len() - 1
            }
        };
        if let Some(pass) = self.all.get_mut(place) {
            pass.hook = hook;
            pass.point = None;
            pass.pending = None;
            pass.visits.push(Visit { hook, packet: state.clone(), tables: Vec::new() });
            pass.state = state;
        }
    }

    fn observe(&mut self, key: (HostId, PacketId), stage: Stage, state: Map<String, Value>) {
        let Some(pass) = self.open.get(&key).and_then(|place| self.all.get_mut(*place)) else { return };
        if !points(pass.hook).contains(&stage) {
            return;
        }
        pass.observe(stage, state);
        if pass.end.is_some() {
            self.open.remove(&key);
        }
    }

    fn step(&mut self, key: (HostId, PacketId), place: &StepPlace, verdict: &Verdict) {
        let Some(pass) = self.open.get(&key).and_then(|place| self.all.get_mut(*place)) else { return };
        let (table, chain, number) = match place {
            StepPlace::Rule(rule) => (rule.table, &rule.chain, json!(rule.rule_place + 1)),
            StepPlace::Policy { table, chain, .. } => (*table, chain, json!("policy")),
            StepPlace::End { table, chain } => (*table, chain, json!("end")),
        };
        let text = match verdict {
            Verdict::Accept => "ACCEPT".to_owned(),
            Verdict::Drop => "DROP".to_owned(),
            Verdict::Continue => "CONTINUE".to_owned(),
            Verdict::Return => "RETURN".to_owned(),
            Verdict::Jump(chain) => format!("JUMP {chain}"),
            Verdict::Goto(chain) => format!("GOTO {chain}"),
            Verdict::Queue => "QUEUE".to_owned(),
        };
        pass.add_step(table, json!([&**chain, number, text]));
        if *verdict == Verdict::Drop {
            pass.end = Some("dropped".to_owned());
            self.open.remove(&key);
        }
    }

    /// The network is idle: what is still open went no further.
    pub fn close(&mut self) {
        for place in std::mem::take(&mut self.open).into_values() {
            if let Some(pass) = self.all.get_mut(place) {
                let at_last = points(pass.hook).last().copied() == pass.point && pass.point.is_some();
                let how = if at_last { "stopped after" } else { "stopped in" };
                pass.end = Some(format!("{how} {}", pass.hook.name()));
            }
        }
    }

    pub fn into_json(self) -> Vec<Value> {
        self.all.into_iter().map(Pass::into_json).collect()
    }
}

impl Pass {
    fn observe(&mut self, stage: Stage, state: Map<String, Value>) {
        let mut changed = Map::new();
        for name in OBSERVED {
            let (before, after) = (self.state.get(name), state.get(name));
            if before != after {
                changed.insert(name.to_owned(), after.cloned().unwrap_or(Value::Null));
            }
        }
        let Some(visit) = self.visits.last_mut() else { return };
        if self.pending.is_none() && !changed.is_empty() {
            visit.tables.push(Map::from_iter([("table".to_owned(), json!(name_of(stage)))]));
            self.pending = Some(visit.tables.len() - 1);
        }
        if let Some(table) = self.pending.and_then(|place| visit.tables.get_mut(place))
            && !changed.is_empty()
        {
            table.insert("after".into(), Value::Object(changed));
        }
        self.pending = None;
        self.state = state;
        self.point = Some(stage);
        if points(self.hook).last() == Some(&stage) {
            match self.hook {
                Hook::Input => self.end = Some("delivered".to_owned()),
                Hook::Postrouting => self.end = Some("sent".to_owned()),
                Hook::Prerouting | Hook::Forward | Hook::Output => {}
            }
        }
    }

    fn add_step(&mut self, table: TableName, step: Value) {
        let Some(visit) = self.visits.last_mut() else { return };
        let same = self.pending.and_then(|place| visit.tables.get(place)).is_some_and(|known| known["table"] == table.name());
        if !same {
            visit.tables.push(Map::from_iter([("table".to_owned(), json!(table.name())), ("steps".to_owned(), json!([]))]));
            self.pending = Some(visit.tables.len() - 1);
        }
        let steps = self.pending.and_then(|place| visit.tables.get_mut(place)).and_then(|table| table.get_mut("steps"));
        if let Some(Value::Array(steps)) = steps {
            steps.push(step);
        }
    }

    fn into_json(self) -> Value {
        let first = self.visits.first().map(|visit| one_line(&visit.packet)).unwrap_or_default();
        let hooks: Vec<Value> = self
            .visits
            .into_iter()
            .map(|visit| json!({"hook": visit.hook.name(), "pkt": visit.packet, "tables": visit.tables}))
            .collect();
        json!({"action": self.action, "host": self.host, "packet": first, "end": self.end, "hooks": hooks})
    }
}

/// The stages after which the tracer looks at a packet.
fn points(hook: Hook) -> &'static [Stage] {
    use Stage::{Conntrack, Table};
    use TableName::{Filter, Mangle, Nat, Raw};
    match hook {
        Hook::Prerouting => &[Table(Raw), Conntrack, Table(Mangle), Table(Nat)],
        Hook::Input => &[Table(Mangle), Table(Filter), Table(Nat)],
        Hook::Forward => &[Table(Mangle), Table(Filter)],
        Hook::Output => &[Table(Raw), Conntrack, Table(Mangle), Table(Nat), Table(Filter)],
        Hook::Postrouting => &[Table(Mangle), Table(Nat)],
    }
}

fn name_of(stage: Stage) -> &'static str {
    match stage {
        Stage::Table(table) => table.name(),
        Stage::Conntrack => "conntrack",
        Stage::Confirm => "confirm",
    }
}

fn state(moment: &Moment, host: HostId, packet: PacketId) -> Option<Map<String, Value>> {
    let PacketMoment { view, tracking_asked, .. } = moment.packets.get(&packet)?;
    let entry = match view.tracking {
        Tracking::Entry { id, .. } => moment.hosts.get(host.0)?.entries.get(&id),
        Tracking::None | Tracking::Untracked => None,
    };
    let mut fields = at_hook(view, entry);
    if *tracking_asked {
        // Until the lookup the packet carries what the rule asked for, a template that looks like an entry.
        fields.insert("ct".into(), json!({"state": "NEW", "dir": "orig", "status": ["CONFIRMED"]}));
    }
    Some(fields)
}
