//! An element of a set as `ipset` prints it: `10.0.0.0/8,tcp:80`. Reading it is `text`'s.

use std::fmt::Write as _;

use super::{Element, PacketOptions, Part, SetKind};
use crate::state::interface::Mac;
use crate::state::packet::Protocol;
use crate::state::protocol;

/// As `ipset list` prints it.
pub fn print(out: &mut String, kind: SetKind, element: &Element) {
    let mut net = Some(&element.net);
    for (place, part) in kind.parts().iter().enumerate() {
        // The hardware address of `bitmap:ip,mac` is printed only if there is one.
        if *part == Part::Mac && kind == SetKind::BitmapIpMac && element.mac == Mac::default() {
            continue;
        }
        if place > 0 {
            out.push(',');
        }
        let _ = match part {
            Part::Address | Part::Net => {
                let net = net.take().unwrap_or(&element.second);
                match net.prefix_len() {
                    32 => write!(out, "{}", net.addr()),
                    length => write!(out, "{}/{length}", net.addr()),
                }
            }
            Part::Port if kind.keeps_protocol() => write!(out, "{}:{}", protocol_text(element.protocol), port_text(element)),
            Part::Port => write!(out, "{}", element.port),
            Part::Mac => write!(out, "{}", element.mac.to_string().to_uppercase()),
            Part::Mark => write!(out, "0x{:08x}", element.mark),
            Part::Interface if element.is_bridge_port => write!(out, "physdev:{}", element.interface),
            Part::Interface => write!(out, "{}", element.interface),
            Part::Set => write!(out, "{}", element.set.as_deref().unwrap_or_default()),
        };
    }
}

fn protocol_text(number: u8) -> String {
    protocol::name(number).map_or_else(|| number.to_string(), str::to_string)
}

fn port_text(element: &Element) -> String {
    if Protocol(element.protocol) == Protocol::ICMP { icmp_text(element.port) } else { element.port.to_string() }
}

/// What the element says of packets, behind it.
pub fn packet_options(out: &mut String, options: PacketOptions) {
    let PacketOptions { mark, mask, priority: (major, minor), queue } = options;
    let _ = match (mark, mask) {
        (0, 0) => Ok(()),
        (mark, u32::MAX) => write!(out, " skbmark 0x{mark:x}"),
        (mark, mask) => write!(out, " skbmark 0x{mark:x}/0x{mask:x}"),
    };
    if (major, minor) != (0, 0) {
        let _ = write!(out, " skbprio {major:x}:{minor:x}");
    }
    if queue != 0 {
        let _ = write!(out, " skbqueue {queue}");
    }
}

/// Name, type, code; the first of equal ones is printed.
const NAMES: [(&str, u8, u8); 36] = [
    ("echo-reply", 0, 0),
    ("pong", 0, 0),
    ("network-unreachable", 3, 0),
    ("host-unreachable", 3, 1),
    ("protocol-unreachable", 3, 2),
    ("port-unreachable", 3, 3),
    ("fragmentation-needed", 3, 4),
    ("source-route-failed", 3, 5),
    ("network-unknown", 3, 6),
    ("host-unknown", 3, 7),
    ("network-prohibited", 3, 9),
    ("host-prohibited", 3, 10),
    ("TOS-network-unreachable", 3, 11),
    ("TOS-host-unreachable", 3, 12),
    ("communication-prohibited", 3, 13),
    ("host-precedence-violation", 3, 14),
    ("precedence-cutoff", 3, 15),
    ("source-quench", 4, 0),
    ("network-redirect", 5, 0),
    ("host-redirect", 5, 1),
    ("TOS-network-redirect", 5, 2),
    ("TOS-host-redirect", 5, 3),
    ("echo-request", 8, 0),
    ("ping", 8, 0),
    ("router-advertisement", 9, 0),
    ("router-solicitation", 10, 0),
    ("ttl-zero-during-transit", 11, 0),
    ("ttl-zero-during-reassembly", 11, 1),
    ("ip-header-bad", 12, 0),
    ("required-option-missing", 12, 1),
    ("timestamp-request", 13, 0),
    ("timestamp-reply", 14, 0),
    ("address-mask-request", 17, 0),
    ("address-mask-reply", 18, 0),
    ("source-route-failed", 3, 5),
    ("host-isolated", 3, 8),
];

/// `echo-request` or `8/0` as `type << 8 | code`.
pub fn icmp_number(text: &str) -> Option<u16> {
    if let Some((_, kind, code)) = NAMES.iter().find(|(name, _, _)| *name == text) {
        return Some(u16::from_be_bytes([*kind, *code]));
    }
    let (kind, code) = text.split_once('/')?;
    Some(u16::from_be_bytes([kind.parse().ok()?, code.parse().ok()?]))
}

fn icmp_text(number: u16) -> String {
    let [kind, code] = number.to_be_bytes();
    let named = NAMES.iter().find(|(_, known_kind, known_code)| (*known_kind, *known_code) == (kind, code));
    named.map_or_else(|| format!("{kind}/{code}"), |(name, _, _)| (*name).to_string())
}
