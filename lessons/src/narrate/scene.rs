//! What a sentence is made from: the event, the moment before it, and how hosts, packets and rules are called in it.

use std::net::Ipv4Addr;
use std::sync::Arc;

use engine::kernel::event::{Event, RulePlace, StepPlace, View, What};
use engine::kernel::host::HostMoment;
use engine::lab::moment::{Moment, PacketMoment, Place};
use engine::rules::{Chain, Conditions, Rule, Target};
use engine::state::conntrack::{Entry, EntryId};
use engine::state::hook::Hook;
use engine::state::packet::{Datagram, IcmpBody, IcmpMessage, Transport};
use engine::state::sockets::Endpoint;
use engine::text::iptables::print::{self, Counters};

use crate::language::{Language, say};

pub(super) struct Scene<'event> {
    pub language: Language,
    pub event: &'event Event,
    /// All that was told before it.
    pub earlier: &'event [Event],
    pub names: &'event [Arc<str>],
    pub before: &'event Moment,
}

impl<'event> Scene<'event> {
    pub fn host(&self) -> &'event str {
        self.names.get(self.event.host.0).map_or("?", |name| name)
    }

    pub fn host_moment(&self) -> Option<&'event HostMoment> {
        self.before.hosts.get(self.event.host.0)
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

    /// The rule or policy that decided about the packet last.
    pub fn decided(&self) -> Option<&'event StepPlace> {
        let of_packet = |event: &&Event| event.packet == self.event.packet && event.host == self.event.host;
        self.earlier
            .iter()
            .rev()
            .filter(of_packet)
            .find_map(|event| if let What::Step { place, .. } = &event.what { Some(place) } else { None })
    }

    pub fn chain(&self, place: &RulePlace) -> Option<&'event Chain> {
        self.host_moment()?.tables.get(&place.table)?.chains.get(place.chain_place)
    }

    pub fn rule(&self, place: &RulePlace) -> Option<&'event Rule> {
        self.chain(place)?.rules.get(place.rule_place)
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
    let (number, chain, table) = (place.rule_place + 1, &place.chain, place.table);
    say!(language, "{rule} {number} of {chain} in {table}", "{blank}{table} 表 {chain} 的第 {number} 条规则")
}

/// What the rule asks, as `iptables -S` writes it; empty if it asks nothing.
pub(super) fn conditions_text(rule: &Rule) -> String {
    let asked = Rule { target: Target::None, ..rule.clone() };
    printed(&asked)
}

/// Where the rule leads, as `iptables -S` writes it: `-j DNAT --to-destination ...`.
pub(super) fn target_text(rule: &Rule) -> String {
    let led = Rule { conditions: Conditions::default(), matches: Vec::new(), ..rule.clone() };
    printed(&led)
}

fn printed(rule: &Rule) -> String {
    let mut line = String::new();
    print::rule(&mut line, "", rule, Counters::None);
    line.strip_prefix("-A ").unwrap_or(&line).trim().to_owned()
}

/// `1 packet`, `3 packets`; Chinese has its own measure words.
pub(super) fn counted(number: u64, name: &str) -> String {
    if number == 1 { format!("1 {name}") } else { format!("{number} {name}s") }
}

pub(super) fn point(endpoint: Endpoint) -> String {
    format!("{}:{}", endpoint.0, endpoint.1)
}

pub(super) fn address_and_port(address: Ipv4Addr, port: Option<u16>) -> String {
    port.map_or_else(|| address.to_string(), |port| point((address, port)))
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
            IcmpMessage::ECHO_REQUEST => language.pick("ICMP echo request", "ICMP 回显请求").to_owned(),
            IcmpMessage::ECHO_REPLY => language.pick("ICMP echo reply", "ICMP 回显应答").to_owned(),
            _ => say!(language, "ICMP type {kind}", "ICMP 类型 {kind}"),
        },
    }
}
