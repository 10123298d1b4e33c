//! The values of `conntrack`'s options: addresses, numbers, marks, protocols, states.

use std::net::{Ipv4Addr, Ipv6Addr};

use ipnet::Ipv4Net;

use super::filter::Nat;
use super::options::Name;
use super::words::Failure;
use crate::rules::values::protocol;
use crate::state::conntrack::TcpState;

/// As `strtoul` does: what is no number is 0.
pub fn number(text: &str) -> u32 {
    let (digits, radix) = match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(digits) => (digits, 16),
        None if text.starts_with('0') => (text, 8),
        None => (text, 10),
    };
    let length = digits.find(|character: char| !character.is_digit(radix)).unwrap_or(digits.len());
    let digits = digits.get(..length).unwrap_or("");
    if digits.is_empty() { 0 } else { u32::from_str_radix(digits, radix).unwrap_or(u32::MAX) }
}

pub fn mark(text: &str) -> (u32, u32) {
    match text.split_once('/') {
        Some((value, mask)) => (number(value), number(mask)),
        None => (number(text), u32::MAX),
    }
}

pub fn protocol_number(text: &str) -> Result<u8, Failure> {
    let by_name = protocol::number(&text.to_ascii_lowercase());
    match by_name.or_else(|| text.parse().ok()) {
        Some(0) | None => Err(unsupported(text)),
        Some(number) => Ok(number),
    }
}

pub fn tcp_state(text: &str) -> Result<TcpState, Failure> {
    const STATES: [TcpState; 10] = [
        TcpState::None,
        TcpState::SynSent,
        TcpState::SynRecv,
        TcpState::Established,
        TcpState::FinWait,
        TcpState::CloseWait,
        TcpState::LastAck,
        TcpState::TimeWait,
        TcpState::Close,
        TcpState::SynSent2,
    ];
    // what once was LISTEN is SYN_SENT2 today
    let name = if text == "LISTEN" { "SYN_SENT2" } else { text };
    let found = STATES.into_iter().find(|state| state.name() == name);
    found.ok_or_else(|| Failure::Usage(format!("unknown TCP state `{text}'")))
}

fn invalid_address(text: &str) -> Failure {
    Failure::Usage(format!("Invalid IP address `{text}'"))
}

/// `None` and impossible for IPv6: no connection of ours has such an address.
pub fn network(text: &str, impossible: &mut bool) -> Result<Option<Ipv4Net>, Failure> {
    let (address, length) = text.split_once('/').map_or((text, None), |(address, length)| (address, Some(length)));
    let length = match length.map(str::parse::<u8>) {
        None => 32,
        Some(Ok(length @ 0..=32)) => length,
        Some(Ok(_) | Err(_)) => return Err(Failure::Usage("Invalid netmask".to_owned())),
    };
    let address = address_of(address, impossible)?;
    Ok(address.and_then(|address| Ipv4Net::new(address, length).ok()).map(|net| net.trunc()))
}

pub fn single(name: Name, text: &str, impossible: &mut bool) -> Result<Option<Ipv4Addr>, Failure> {
    if text.contains('/') {
        return Err(Failure::Usage(format!("CIDR notation unavailable for `--{}'", name.text())));
    }
    address_of(text, impossible)
}

fn address_of(text: &str, impossible: &mut bool) -> Result<Option<Ipv4Addr>, Failure> {
    match text.parse::<Ipv4Addr>() {
        Ok(address) => Ok(Some(address)),
        Err(_) if text.parse::<Ipv6Addr>().is_ok() => {
            *impossible = true;
            Ok(None)
        }
        Err(_) => Err(invalid_address(text)),
    }
}

/// `1.2.3.4`, `1.2.3.4:80`, or nothing.
pub fn translated(text: &str) -> Result<Nat, Failure> {
    if text.is_empty() {
        return Ok(Nat::default());
    }
    let (address, port) = text.split_once(':').map_or((text, None), |(address, port)| (address, Some(port)));
    let address = address.parse().map_err(|_| invalid_address(address))?;
    Ok(Nat { address: Some(address), port: port.map(|port| number(port) as u16) })
}

pub fn unsupported(text: &str) -> Failure {
    Failure::Usage(format!("`{text}' unsupported protocol"))
}
