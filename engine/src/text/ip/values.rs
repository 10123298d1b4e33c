//! Single values as iproute2 reads and prints them: prefixes, addresses, numbers, and the names of `/etc/iproute2`.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;
use trace::print::route::{NO_REALM, PROTOCOLS as PROTOCOLS_OF_ROUTES, SCOPES};
pub use trace::print::route::{protocol_name as route_protocol_name, realms_text, scope_name};

use super::complaint::Complaint;
use crate::state::interface::{InterfaceName, Mac, Scope};
use crate::state::packet::Protocol;
use crate::state::route::shown;
use crate::state::route::{RouteProtocol, TableNumber};

/// `10.1.0.0/24`, `10.1/16`, `10.1.0.0/255.255.0.0`, `default`. Host bits are kept: the kernel judges them.
pub fn prefix(text: &str) -> Option<Ipv4Net> {
    if matches!(text, "default" | "any" | "all") {
        return Some(Ipv4Net::default());
    }
    let (address, length) = match text.split_once('/') {
        Some((address, length)) => (address, Some(prefix_length(length)?)),
        None => (text, None),
    };
    Ipv4Net::new(dotted(address)?, length.unwrap_or(32)).ok()
}

/// An address; short forms are filled up with zeros (`10.1` is 10.1.0.0), as `get_addr_ipv4` does.
pub fn address(text: &str) -> Option<Ipv4Addr> {
    match text {
        "any" | "all" => Some(Ipv4Addr::UNSPECIFIED),
        _ => dotted(text),
    }
}

fn dotted(text: &str) -> Option<Ipv4Addr> {
    let mut octets = [0u8; 4];
    let mut slots = octets.iter_mut();
    for part in text.split('.') {
        *slots.next()? = u8::try_from(number(part)?).ok()?;
    }
    Some(Ipv4Addr::from(octets))
}

fn prefix_length(text: &str) -> Option<u8> {
    match number(text) {
        Some(length) => u8::try_from(length).ok().filter(|length| *length <= 32),
        None => {
            let mask = u32::from(dotted(text).filter(|_| text.contains('.'))?);
            let length = mask.leading_ones();
            (mask.checked_shl(length).unwrap_or(0) == 0).then_some(length as u8)
        }
    }
}

/// A number as C reads it: `17`, `0x11`, `021`.
pub fn number(text: &str) -> Option<u32> {
    if let Some(digits) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        return u32::from_str_radix(digits, 16).ok();
    }
    if !text.bytes().next()?.is_ascii_digit() {
        return None;
    }
    if text.len() > 1 && text.starts_with('0') { u32::from_str_radix(text, 8).ok() } else { text.parse().ok() }
}

pub fn table(text: &str) -> Option<TableNumber> {
    match text {
        "local" => Some(TableNumber::LOCAL),
        "main" => Some(TableNumber::MAIN),
        "default" => Some(TableNumber::DEFAULT),
        _ => number(text).map(TableNumber),
    }
}

/// Scopes by name or number; numbers without a name are not modelled.
pub fn scope(text: &str) -> Option<Scope> {
    let by_number = number(text);
    SCOPES.iter().find(|(_, name, number)| *name == text || Some(*number) == by_number).map(|(scope, _, _)| *scope)
}

pub fn route_protocol(text: &str) -> Option<RouteProtocol> {
    let by_name = PROTOCOLS_OF_ROUTES.iter().find(|(_, name)| *name == text).map(|(number, _)| *number);
    by_name.or_else(|| u8::try_from(number(text)?).ok()).map(RouteProtocol)
}

/// TOS is written in hexadecimal, with or without `0x`.
pub fn tos(text: &str) -> Option<u8> {
    match text {
        "default" => Some(0),
        _ => u8::from_str_radix(text.trim_start_matches("0x"), 16).ok(),
    }
}

/// Protocols of `ip rule ... ipproto`.
const PROTOCOLS: [(Protocol, &str); 9] = [
    (Protocol::ICMP, "icmp"),
    (Protocol(2), "igmp"),
    (Protocol::TCP, "tcp"),
    (Protocol::UDP, "udp"),
    (Protocol(47), "gre"),
    (Protocol(50), "esp"),
    (Protocol(51), "ah"),
    (Protocol(132), "sctp"),
    (Protocol(136), "udplite"),
];

pub fn protocol(text: &str) -> Option<Protocol> {
    let by_name = PROTOCOLS.iter().find(|(_, name)| *name == text).map(|(protocol, _)| *protocol);
    by_name.or_else(|| u8::try_from(number(text)?).ok().filter(|number| *number > 0).map(Protocol))
}

pub fn protocol_name(protocol: Protocol) -> String {
    let named = PROTOCOLS.iter().find(|(candidate, _)| *candidate == protocol);
    named.map_or_else(|| format!("ipproto-{}", protocol.0), |(_, name)| (*name).to_string())
}

pub fn mac(text: &str) -> Option<Mac> {
    let mut octets = [0u8; 6];
    let mut parts = text.split([':', '-']);
    for octet in &mut octets {
        *octet = u8::from_str_radix(parts.next()?, 16).ok()?;
    }
    parts.next().is_none().then_some(Mac(octets))
}

/// `6`, `5/6` of source and destination; a number by itself is both in one (`get_rt_realms_or_raw`).
pub fn realms(text: &str) -> Option<u32> {
    let realm = |text: &str| match text {
        NO_REALM => Some(0),
        text => number(text).and_then(|realm| u16::try_from(realm).ok()).map(u32::from),
    };
    match text.split_once('/') {
        Some((source, "")) => Some(realm(source)? << 16),
        Some((source, destination)) => Some(realm(source)? << 16 | realm(destination)?),
        None => number(text).or_else(|| realm(text)),
    }
}

/// A group of interfaces, by number; `/etc/iproute2/group` names only the first.
pub fn group(text: &str) -> Option<u32> {
    if text == DEFAULT_GROUP { Some(0) } else { number(text) }
}

pub fn group_argument(text: &str) -> Result<u32, Complaint> {
    group(text).ok_or_else(|| Complaint::wrong_argument(text, "Invalid \"group\" value\n"))
}

pub fn group_text(group: u32) -> String {
    if group == 0 { DEFAULT_GROUP.to_owned() } else { group.to_string() }
}

const DEFAULT_GROUP: &str = "default";

/// A name an interface can have.
pub fn interface_name(text: &str) -> Option<InterfaceName> {
    let wrong = |character: char| character == '/' || character.is_whitespace();
    if text.is_empty() || text == "." || text == ".." || text.contains(wrong) {
        return None;
    }
    InterfaceName::new(text)
}

/// Without `/32`; `default` for everything: how routes and rules write prefixes.
pub fn prefix_text(net: &Ipv4Net) -> String {
    trace::print::route::prefix_text(shown::prefix(*net))
}
