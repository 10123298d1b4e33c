//! Packets as recordings write them down: only the fields that can be foretold.

use engine::kernel::event::View;
use engine::state::conntrack::{Direction, Entry, State, Tracking};
use engine::state::packet::{Datagram, IcmpBody, IcmpMessage, Protocol, TcpFlags, Transport};
use serde_json::{Map, Value, json};

/// Bytes of a payload that recordings keep.
const KEPT_DATA: usize = 64;

/// A packet at a point of its way through a host.
pub fn at_hook(view: &View, entry: Option<&Entry>) -> Map<String, Value> {
    let mut fields = header(&view.datagram);
    fields.insert("mark".into(), json!(view.mark));
    fields.insert("in".into(), json!(view.input.as_str()));
    fields.insert("out".into(), json!(view.output.as_str()));
    if let Some(tracking) = tracking(view.tracking, entry) {
        fields.insert("ct".into(), tracking);
    }
    fields
}

/// A packet on a wire, with what its payload tells.
pub fn on_wire(datagram: &Datagram) -> Map<String, Value> {
    let mut fields = header(datagram);
    match &datagram.transport {
        Transport::Tcp(segment) => {
            // The recorder looks into the options of a SYN alone.
            if let Some(size) = segment.options.maximum_segment_size.filter(|_| segment.flags.has(TcpFlags::SYN)) {
                fields.insert("mss".into(), json!(size));
            }
            insert_data(&mut fields, &datagram.payload);
        }
        Transport::Udp(_) => insert_data(&mut fields, &datagram.payload),
        Transport::Icmp(IcmpMessage { body: IcmpBody::Error { quote, .. }, .. }) => {
            fields.insert("inner".into(), Value::Object(inner(quote)));
        }
        Transport::Icmp(_) | Transport::Other { .. } => {}
    }
    fields
}

fn header(datagram: &Datagram) -> Map<String, Value> {
    let mut fields = Map::new();
    fields.insert("proto".into(), json!(protocol(datagram.protocol())));
    fields.insert("src".into(), json!(datagram.source.to_string()));
    fields.insert("dst".into(), json!(datagram.destination.to_string()));
    fields.insert("ttl".into(), json!(datagram.ttl));
    fields.insert("tos".into(), json!(datagram.tos));
    fields.insert("len".into(), json!(datagram.total_length()));
    match &datagram.transport {
        Transport::Tcp(segment) => {
            fields.insert("sport".into(), json!(segment.source_port));
            fields.insert("dport".into(), json!(segment.destination_port));
            fields.insert("flags".into(), json!(flags(segment.flags)));
        }
        Transport::Udp(header) => {
            fields.insert("sport".into(), json!(header.source_port));
            fields.insert("dport".into(), json!(header.destination_port));
        }
        Transport::Icmp(message) => {
            fields.insert("type".into(), json!(message.kind));
            fields.insert("code".into(), json!(message.code));
            if let IcmpBody::Query { identifier, sequence } = message.body {
                fields.insert("id".into(), json!(identifier));
                fields.insert("seq".into(), json!(sequence));
            }
        }
        Transport::Other { .. } => {}
    }
    fields
}

/// In the order of the recorder.
fn flags(flags: TcpFlags) -> String {
    let mut names: Vec<&str> = TcpFlags::NAMES.iter().filter(|(flag, _)| flags.has(*flag)).map(|(_, name)| *name).collect();
    names.sort_by_key(|name| RECORDED.iter().position(|known| known == name));
    names.join(",")
}

const RECORDED: [&str; 8] = ["SYN", "ACK", "FIN", "RST", "PSH", "URG", "ECE", "CWR"];

fn inner(quote: &Datagram) -> Map<String, Value> {
    let mut fields = header(quote);
    for name in ["tos", "len", "flags", "type", "code", "seq"] {
        fields.remove(name);
    }
    fields
}

fn insert_data(fields: &mut Map<String, Value>, payload: &[u8]) {
    if !payload.is_empty() {
        let text: String = payload.iter().take(KEPT_DATA).map(|byte| char::from(*byte)).collect();
        fields.insert("data".into(), json!(text));
    }
}

pub fn protocol(protocol: Protocol) -> String {
    match protocol {
        Protocol::ICMP => "icmp".to_owned(),
        Protocol::TCP => "tcp".to_owned(),
        Protocol::UDP => "udp".to_owned(),
        Protocol(number) => number.to_string(),
    }
}

/// What the kernel's trace says of a packet's connection; nothing for one without.
fn tracking(tracking: Tracking, entry: Option<&Entry>) -> Option<Value> {
    match tracking {
        Tracking::None => None,
        Tracking::Untracked => Some(json!({"state": "UNTRACKED"})),
        Tracking::Entry { direction, state, .. } => {
            let state = match state {
                State::New => "NEW",
                State::Established => "ESTABLISHED",
                State::Related => "RELATED",
            };
            let direction = match direction {
                Direction::Original => "orig",
                Direction::Reply => "reply",
            };
            let status = entry.map(status).unwrap_or_default();
            Some(if status.is_empty() {
                json!({"state": state, "dir": direction})
            } else {
                json!({"state": state, "dir": direction, "status": status})
            })
        }
    }
}

fn status(entry: &Entry) -> Vec<&'static str> {
    let status = entry.status;
    let bits = [
        (status.seen_reply, "SEEN_REPLY"),
        (status.assured, "ASSURED"),
        (status.confirmed, "CONFIRMED"),
        (status.source_nat, "SRC_NAT"),
        (status.destination_nat, "DST_NAT"),
        (status.source_nat_done, "SRC_NAT_DONE"),
        (status.destination_nat_done, "DST_NAT_DONE"),
        (status.expected, "EXPECTED"),
        (status.dying, "DYING"),
    ];
    bits.into_iter().filter(|(set, _)| *set).map(|(_, name)| name).collect()
}

/// A packet in one line, as recordings head a pass with it.
pub fn one_line(fields: &Map<String, Value>) -> String {
    let text = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or("");
    let number = |name: &str| fields.get(name).and_then(Value::as_u64);
    let mut line = format!("{} {}", text("proto").to_uppercase(), text("src"));
    if let Some(port) = number("sport") {
        line += &format!(":{port}");
    }
    line += &format!(" > {}", text("dst"));
    if let Some(port) = number("dport") {
        line += &format!(":{port}");
    }
    if fields.contains_key("flags") {
        line += &format!(" [{}]", text("flags"));
    }
    if let (Some(kind), Some(code)) = (number("type"), number("code")) {
        line += &format!(" type {kind} code {code}");
        if let (Some(id), Some(sequence)) = (number("id"), number("seq")) {
            line += &format!(" id {id} seq {sequence}");
        }
    }
    line += &format!(" ttl {} len {}", number("ttl").unwrap_or(0), number("len").unwrap_or(0));
    for name in ["tos", "mark"] {
        if let Some(value) = number(name).filter(|value| *value != 0) {
            line += &format!(" {name} {value:#x}");
        }
    }
    line
}
