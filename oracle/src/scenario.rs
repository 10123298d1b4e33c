//! Scenarios as recordings hold them: JSON to the engine's own.

use std::net::Ipv4Addr;

use engine::lab::client::ANY;
use engine::lab::scenario::{
    Action, Closing, ConnectAction, DatagramAction, HostPlan, InterfacePlan, PING_DATA, PingAction, Scenario, SegmentAction,
    ServerPlan, ServerProtocol, Work,
};
use engine::state::packet::TcpFlags;
use serde_json::Value;

use crate::fields;

/// What a scenario says that cannot be read, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// `hosts[2].ifaces[0].name`
    pub place: String,
    pub expected: String,
    pub found: String,
}

impl std::fmt::Display for Unreadable {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}: expected {}, found {}", self.place, self.expected, self.found)
    }
}

impl std::error::Error for Unreadable {}

type Read<T> = Result<T, Unreadable>;

/// What a person hands over: a scenario, or a case with its recording. A field that no scenario has is refused, for it would
/// be missed.
pub fn read(json: &str) -> Read<Scenario> {
    let value: Value = serde_json::from_str(json).map_err(|error| Unreadable {
        place: format!("line {}, column {}", error.line(), error.column()),
        expected: "JSON".to_owned(),
        found: error.to_string(),
    })?;
    let value = fields::scenario_of(&value);
    fields::check(value)?;
    scenario(value)
}

pub fn scenario(value: &Value) -> Read<Scenario> {
    let root = At { value, place: String::new() };
    let hosts = root.list("hosts")?.iter().map(host).collect::<Read<Vec<_>>>()?;
    let actions = root.list("actions")?.iter().enumerate().map(|(number, at)| action(number, at)).collect::<Read<Vec<_>>>()?;
    Ok(Scenario { name: root.text_or("name", "")?, about: root.text_or("about", "")?, hosts, actions })
}

fn host(at: &At<'_>) -> Read<HostPlan> {
    Ok(HostPlan {
        name: at.text("name")?,
        interfaces: at.list("ifaces")?.iter().map(interface).collect::<Read<Vec<_>>>()?,
        routes: at.texts("routes")?,
        routing_rules: at.texts("ip_rules")?,
        sysctls: at.pairs("sysctl")?,
        sets: at.lines("ipset")?,
        rules: at.lines("iptables")?,
        servers: at.list("listen")?.iter().map(server).collect::<Read<Vec<_>>>()?,
    })
}

fn interface(at: &At<'_>) -> Read<InterfacePlan> {
    Ok(InterfacePlan {
        name: at.text("name")?,
        is_bridge: at.flag_or("bridge", false)?,
        addresses: at.texts("addrs")?,
        link: at.optional_text("link")?,
        is_up: at.flag_or("up", true)?,
        mtu: at.number_or("mtu", 1500)?,
        port: at.optional_text("port")?,
    })
}

/// `tcp/80`, `udp/127.0.0.1:53`, or an object.
fn server(at: &At<'_>) -> Read<ServerPlan> {
    if let Value::String(text) = at.value {
        let wrong = || at.wrong("tcp/PORT or udp/ADDRESS:PORT");
        let (protocol, rest) = text.split_once('/').ok_or_else(wrong)?;
        let (address, port) = match rest.rsplit_once(':') {
            Some((address, port)) => (address.parse().map_err(|_| wrong())?, port),
            None => (Ipv4Addr::UNSPECIFIED, rest),
        };
        let port = port.parse().map_err(|_| wrong())?;
        return Ok(ServerPlan { protocol: protocol_of(protocol).ok_or_else(wrong)?, port, address, work: Work::pong() });
    }
    let protocol = at.text("proto")?;
    let work = match at.optional_text("relay")? {
        Some(to) => Work::Relay { to: endpoint(&to).ok_or_else(|| at.field("relay").wrong("ADDRESS:PORT"))? },
        None if at.has_null("reply") => Work::Silence,
        None => Work::Answer {
            text: at.text_or("reply", "pong")?,
            by_route: at.optional_text("reply_from")?.as_deref() == Some("route"),
        },
    };
    Ok(ServerPlan {
        protocol: protocol_of(&protocol).ok_or_else(|| at.field("proto").wrong("tcp or udp"))?,
        port: at.number("port")?,
        address: at.address_or("addr", Ipv4Addr::UNSPECIFIED)?,
        work,
    })
}

fn protocol_of(name: &str) -> Option<ServerProtocol> {
    match name {
        "tcp" => Some(ServerProtocol::Tcp),
        "udp" => Some(ServerProtocol::Udp),
        _ => None,
    }
}

fn action(number: usize, at: &At<'_>) -> Read<Action> {
    let host = at.optional_text("host")?.unwrap_or_default();
    Ok(match at.text("do")?.as_str() {
        "tcp_connect" => Action::Connect(ConnectAction {
            host,
            to: at.endpoint("to")?,
            from: (at.address_or("from", ANY.0)?, at.number_or("sport", 0)?),
            name: at.optional_text("id")?,
            send: at.optional_text("send")?,
            close: closing(at, "close")?,
            mark: at.number_or("mark", 0)?,
        }),
        "tcp_send" => Action::Send { connection: at.text("conn")?, text: at.text("send")? },
        "tcp_close" => Action::Close { connection: at.text("conn")?, how: closing(at, "how")?.unwrap_or(Closing::Fin) },
        "udp_send" => Action::SendDatagrams(DatagramAction {
            host,
            to: at.endpoint("to")?,
            from: (at.address_or("from", ANY.0)?, at.number_or("sport", 0)?),
            text: at.text_or("send", "ping")?,
            count: at.number_or("count", 1)?,
            is_connected: at.flag_or("connected", true)?,
        }),
        "ping" => Action::Ping(PingAction {
            host,
            to: at.address_or("to", ANY.0)?,
            from: at.optional_address("from")?,
            identifier: Some(at.number_or("id", 1000u16.wrapping_add(number as u16))?),
            count: at.number_or("count", 1)?,
            ttl: match at.number_or("ttl", 0u8)? {
                0 => None,
                ttl => Some(ttl),
            },
            data: at.text_or("data", PING_DATA)?,
        }),
        "raw_tcp" => Action::SendSegment(SegmentAction {
            host,
            from: (at.address_or("src", ANY.0)?, at.number("sport")?),
            to: (at.address_or("dst", ANY.0)?, at.number("dport")?),
            flags: flags(at)?,
            ttl: at.number_or("ttl", 64)?,
            sequence: at.number_or("seq", 1000)?,
            acknowledgement: at.number_or("ack", 0)?,
            text: at.text_or("send", "")?,
        }),
        command @ ("iptables" | "conntrack" | "ip" | "ipset") => {
            Action::Command { host, words: std::iter::once(command.to_owned()).chain(words(&at.text("args")?)).collect() }
        }
        "iptables_restore" => Action::RestoreRules { host, text: at.lines("text")?, keep: at.flag_or("noflush", false)? },
        "sysctl" => Action::SetSysctls { host, values: at.pairs("set")? },
        "counters" => Action::ListCounters { host },
        "conntrack_list" => Action::ListConnections { host },
        "wait" => Action::Wait { milliseconds: at.number("ms")? },
        _ => return Err(at.field("do").wrong(&format!("one of {}", fields::action_names()))),
    })
}

fn closing(at: &At<'_>, name: &str) -> Read<Option<Closing>> {
    match at.value.get(name) {
        None | Some(Value::Null | Value::Bool(false)) => Ok(None),
        Some(Value::Bool(true)) => Ok(Some(Closing::Fin)),
        Some(Value::String(how)) if how == "rst" => Ok(Some(Closing::Reset)),
        Some(_) => Err(at.field(name).wrong("true or \"rst\"")),
    }
}

fn flags(at: &At<'_>) -> Read<TcpFlags> {
    let text = at.text_or("flags", "SYN")?;
    text.split(',').try_fold(TcpFlags::default(), |flags, name| {
        let found = TcpFlags::NAMES.iter().find(|(_, known)| *known == name);
        found.map(|(flag, _)| flags.with(*flag)).ok_or_else(|| at.field("flags").wrong("names of TCP flags"))
    })
}

/// Words as a shell splits them: blanks part, quotes and backslashes keep together.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match (quote, character) {
            (Some(open), _) if character == open => quote = None,
            (Some('"') | None, '\\') => word.get_or_insert_default().extend(characters.next()),
            (Some(_), _) => word.get_or_insert_default().push(character),
            (None, '"' | '\'') => {
                word.get_or_insert_default();
                quote = Some(character);
            }
            (None, _) if character.is_whitespace() => words.extend(word.take()),
            (None, _) => word.get_or_insert_default().push(character),
        }
    }
    words.extend(word);
    words
}

fn endpoint(text: &str) -> Option<(Ipv4Addr, u16)> {
    let (address, port) = text.rsplit_once(':')?;
    Some((address.parse().ok()?, port.parse().ok()?))
}

/// A value and where it stands.
struct At<'json> {
    value: &'json Value,
    place: String,
}

impl<'json> At<'json> {
    fn field(&self, name: &str) -> At<'json> {
        let place = if self.place.is_empty() { name.to_owned() } else { format!("{}.{name}", self.place) };
        At { value: self.value.get(name).unwrap_or(&Value::Null), place }
    }

    fn wrong(&self, expected: &str) -> Unreadable {
        let found = match self.value {
            Value::Null => "nothing".to_owned(),
            value => value.to_string().chars().take(60).collect(),
        };
        Unreadable { place: self.place.clone(), expected: expected.to_owned(), found }
    }

    fn list(&self, name: &str) -> Read<Vec<At<'json>>> {
        let field = self.field(name);
        match field.value {
            Value::Null => Ok(Vec::new()),
            Value::Array(values) => Ok(values
                .iter()
                .enumerate()
                .map(|(number, value)| At { value, place: format!("{}[{number}]", field.place) })
                .collect()),
            _ => Err(field.wrong("a list")),
        }
    }

    fn optional_text(&self, name: &str) -> Read<Option<String>> {
        let field = self.field(name);
        match field.value {
            Value::Null => Ok(None),
            Value::String(text) => Ok(Some(text.clone())),
            _ => Err(field.wrong("a text")),
        }
    }

    fn text(&self, name: &str) -> Read<String> {
        self.optional_text(name)?.ok_or_else(|| self.field(name).wrong("a text"))
    }

    fn text_or(&self, name: &str, otherwise: &str) -> Read<String> {
        Ok(self.optional_text(name)?.unwrap_or_else(|| otherwise.to_owned()))
    }

    fn texts(&self, name: &str) -> Read<Vec<String>> {
        self.list(name)?.iter().map(|at| at.value.as_str().map(str::to_owned).ok_or_else(|| at.wrong("a text"))).collect()
    }

    /// A text, or a list of its lines.
    fn lines(&self, name: &str) -> Read<String> {
        let field = self.field(name);
        match field.value {
            Value::Array(_) => Ok(self.texts(name)?.iter().map(|line| format!("{line}\n")).collect()),
            _ => self.text_or(name, ""),
        }
    }

    fn pairs(&self, name: &str) -> Read<Vec<(String, String)>> {
        let field = self.field(name);
        match field.value {
            Value::Null => Ok(Vec::new()),
            Value::Object(pairs) => Ok(pairs
                .iter()
                .map(|(key, value)| (key.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
                .collect()),
            _ => Err(field.wrong("names with values")),
        }
    }

    fn number<T: TryFrom<u64>>(&self, name: &str) -> Read<T> {
        let field = self.field(name);
        field.value.as_u64().and_then(|number| T::try_from(number).ok()).ok_or_else(|| field.wrong("a number in range"))
    }

    fn number_or<T: TryFrom<u64>>(&self, name: &str, otherwise: T) -> Read<T> {
        if self.field(name).value.is_null() { Ok(otherwise) } else { self.number(name) }
    }

    fn flag_or(&self, name: &str, otherwise: bool) -> Read<bool> {
        let field = self.field(name);
        match field.value {
            Value::Null => Ok(otherwise),
            Value::Bool(flag) => Ok(*flag),
            _ => Err(field.wrong("true or false")),
        }
    }

    fn has_null(&self, name: &str) -> bool {
        self.value.get(name).is_some_and(Value::is_null)
    }

    fn endpoint(&self, name: &str) -> Read<(Ipv4Addr, u16)> {
        endpoint(&self.text(name)?).ok_or_else(|| self.field(name).wrong("ADDRESS:PORT"))
    }

    fn optional_address(&self, name: &str) -> Read<Option<Ipv4Addr>> {
        self.optional_text(name)?.map(|text| text.parse().map_err(|_| self.field(name).wrong("an IPv4 address"))).transpose()
    }

    fn address_or(&self, name: &str, otherwise: Ipv4Addr) -> Read<Ipv4Addr> {
        Ok(self.optional_address(name)?.unwrap_or(otherwise))
    }
}
