//! What a sentence is made from: the event, the moment before it, and how hosts, packets and rules are called in it.

use net::packet::{IcmpBody, IcmpMessage, icmp_type};
use net::{Address, Datagram, Endpoint, Transport};
use trace::connection::Entry;
use trace::moment::Place;
use trace::{Chain, EntryId, Event, Hook, HostId, HostMoment, Moment, PacketMoment, Row, RulePlace, View};

use crate::language::{Language, say};

pub(super) struct Scene<'event> {
    pub language: Language,
    pub event: &'event Event,
    pub before: &'event Moment,
}

impl<'event> Scene<'event> {
    pub fn host(&self) -> &'event str {
        self.name(self.event.host)
    }

    pub fn name(&self, host: HostId) -> &'event str {
        self.before.host_name(host).unwrap_or("?")
    }

    pub fn host_moment(&self) -> Option<&'event HostMoment> {
        self.before.hosts.get(&self.event.host)
    }

    pub fn packet(&self) -> Option<&'event PacketMoment> {
        self.event.packet.and_then(|packet| self.before.packets.get(&packet))
    }

    pub fn view(&self) -> Option<&'event View> {
        self.packet().map(|packet| &packet.view)
    }

    /// The hook the packet is at.
    pub fn hook(&self) -> Option<Hook> {
        match self.packet()?.place {
            Place::Hook { hook, .. } => Some(hook),
            Place::Stack | Place::Wire { .. } | Place::Delivered { .. } | Place::Dropped { .. } => None,
        }
    }

    pub fn chain(&self, place: &RulePlace) -> Option<&'event Chain> {
        self.host_moment()?.chain(place)
    }

    pub fn row(&self, place: &RulePlace) -> Option<&'event Row> {
        self.host_moment()?.row(place)
    }

    pub fn entry(&self, id: EntryId) -> Option<&'event Entry> {
        self.host_moment()?.entries.get(&id)
    }
}

/// `Rule 3 of FORWARD in filter`, to stand at the beginning of a sentence. Docker has a chain DOCKER in two tables.
pub(super) fn rule_name(language: Language, place: &RulePlace) -> String {
    rule_text(language, "Rule", "", place)
}

/// The same, inside a sentence.
pub(super) fn rule_in_sentence(language: Language, place: &RulePlace) -> String {
    rule_text(language, "rule", " ", place)
}

/// An English sentence begins with a capital; inside a Chinese one a blank parts a name from the characters before it.
fn rule_text(language: Language, rule: &str, blank: &str, place: &RulePlace) -> String {
    let (number, chain, table) = (place.rule_place + 1, &place.chain, &place.table);
    say!(language, "{rule} {number} of {chain} in {table}", "{blank}{table} 表 {chain} 的第 {number} 条规则")
}

/// `1 packet`, `3 packets`; Chinese has its own measure words.
pub(super) fn counted(number: u64, name: &str) -> String {
    if number == 1 { format!("1 {name}") } else { format!("{number} {name}s") }
}

pub(super) fn address_and_port(address: Address, port: Option<u16>) -> String {
    port.map_or_else(|| address.to_string(), |port| Endpoint::new(address, port).to_string())
}

pub(super) fn source(datagram: &Datagram) -> String {
    address_and_port(datagram.source, datagram.transport.ports().map(|(source, _)| source))
}

pub(super) fn destination(datagram: &Datagram) -> String {
    address_and_port(datagram.destination, datagram.transport.ports().map(|(_, destination)| destination))
}

/// `SYN 192.168.66.1:47704 → 192.168.66.100:80`, and how much a segment carries.
pub(super) fn packet_text(language: Language, datagram: &Datagram) -> String {
    let packet = format!("{} {} → {}", kind_text(language, datagram), source(datagram), destination(datagram));
    match (&datagram.transport, datagram.payload.len()) {
        (Transport::Tcp(_), bytes @ 1..) => say!(language, "{packet} with {bytes} bytes", "带 {bytes} 字节数据的 {packet}"),
        (Transport::Tcp(_) | Transport::Udp(_) | Transport::Icmp(_) | Transport::Other { .. }, _) => packet,
    }
}

/// `SYN,ACK`, `UDP`, `ICMP echo request`
pub(super) fn kind_text(language: Language, datagram: &Datagram) -> String {
    match &datagram.transport {
        Transport::Tcp(segment) if segment.flags.0 == 0 => language.pick("TCP without flags", "无标志 TCP").to_owned(),
        Transport::Tcp(segment) => segment.flags.to_string(),
        Transport::Udp(_) => "UDP".to_owned(),
        Transport::Icmp(message) => icmp_text(language, message),
        Transport::Other { protocol } => say!(language, "protocol {protocol}", "协议 {protocol}"),
    }
}

fn icmp_text(language: Language, message: &IcmpMessage) -> String {
    let (kind, code) = (message.kind, message.code);
    match &message.body {
        IcmpBody::Error { .. } => crate::labels::icmp_error(language, kind, code),
        IcmpBody::Query { .. } | IcmpBody::Plain => match kind {
            icmp_type::ECHO_REQUEST => language.pick("ICMP echo request", "ICMP 回显请求").to_owned(),
            icmp_type::ECHO_REPLY => language.pick("ICMP echo reply", "ICMP 回显应答").to_owned(),
            _ => say!(language, "ICMP type {kind}", "ICMP 类型 {kind}"),
        },
    }
}
