//! An element of a set as text: `10.0.0.0/8,tcp:80`. Ranges stand for many elements.

use std::fmt::Write as _;
use std::net::Ipv4Addr;
use std::sync::Arc;

use ipnet::{Ipv4Net, Ipv4Subnets};

use super::{Complaint, icmp};
use crate::rules::values::{protocol, services};
use crate::state::interface::{InterfaceName, Mac};
use crate::state::packet::Protocol;
use crate::state::sets::{Element, Part, SetKind};
use crate::text::ip::values;

/// As many elements as one text may stand for here; the kernel would go on for long.
const MOST_ELEMENTS: usize = 1 << 20;

/// All elements the text stands for, in the kernel's order.
pub fn parse(kind: SetKind, text: &str) -> Result<Vec<Element>, Complaint> {
    let parts = kind.parts();
    let texts: Vec<&str> = text.splitn(parts.len(), ',').collect();
    // The hardware address of `bitmap:ip,mac` may be left out.
    let least = if kind == SetKind::BitmapIpMac { 1 } else { parts.len() };
    if texts.len() < least {
        let which = if texts.len() == 1 { "Second" } else { "Third" };
        return Err(Complaint::syntax(format!("{which} element is missing from {text}.")));
    }
    let mut elements = vec![Element::default()];
    let mut is_second = false;
    for (part, text) in parts.iter().zip(texts) {
        elements = match part {
            Part::Address | Part::Net => {
                let nets = match part {
                    // Only here the kernel takes all addresses as one net (recording: set-iface-zero).
                    Part::Net if kind == SetKind::HashNetInterface && text.ends_with("/0") => {
                        address(text.trim_end_matches("/0"), text).map(|_| vec![Ipv4Net::default()])?
                    }
                    Part::Net => nets(text)?,
                    _ if is_second => plain_address(text)?,
                    _ => addresses(text)?,
                };
                let put = |element: &Element, net: &Ipv4Net| match is_second {
                    false => Element { net: *net, ..element.clone() },
                    true => Element { second: *net, ..element.clone() },
                };
                let product = multiply(&elements, &nets, put)?;
                is_second = true;
                product
            }
            Part::Port => {
                let (protocol, ports) = ports(kind, text)?;
                let ports: Vec<u16> = ports.collect();
                multiply(&elements, &ports, |element, port| element.clone().with_port(protocol, *port))?
            }
            Part::Mac => {
                let mac = mac(text)?;
                multiply(&elements, &[mac], |element, mac| Element { mac: *mac, ..element.clone() })?
            }
            Part::Mark => {
                let wrong = || Complaint::syntax(format!("cannot parse '{text}' as a mark"));
                let mark = values::number(text).ok_or_else(wrong)?;
                multiply(&elements, &[mark], |element, mark| Element { mark: *mark, ..element.clone() })?
            }
            Part::Interface => {
                let (is_bridge_port, interface) = interface(text)?;
                multiply(&elements, &[interface], |element, interface| Element {
                    interface: *interface,
                    is_bridge_port,
                    ..element.clone()
                })?
            }
            Part::Set => {
                let name: Arc<str> = Arc::from(text);
                multiply(&elements, &[name], |element, name| Element { set: Some(name.clone()), ..element.clone() })?
            }
        };
    }
    Ok(elements)
}

fn multiply<T>(elements: &[Element], values: &[T], put: impl Fn(&Element, &T) -> Element) -> Result<Vec<Element>, Complaint> {
    if elements.len().saturating_mul(values.len()) > MOST_ELEMENTS {
        return Err(Complaint::other(format!("more than {MOST_ELEMENTS} elements at once are not modelled here")));
    }
    Ok(elements.iter().flat_map(|element| values.iter().map(|value| put(element, value))).collect())
}

/// One address, a range, or a net that stands for all its addresses.
fn addresses(text: &str) -> Result<Vec<Ipv4Net>, Complaint> {
    let (first, last) = range(text)?;
    let (first, last) = (u32::from(first), u32::from(last));
    if last.saturating_sub(first) as usize >= MOST_ELEMENTS {
        return Err(Complaint::other(format!("more than {MOST_ELEMENTS} elements at once are not modelled here")));
    }
    Ok((first..=last).map(|address| Ipv4Net::from(Ipv4Addr::from(address))).collect())
}

/// The second address of an element is a single one.
fn plain_address(text: &str) -> Result<Vec<Ipv4Net>, Complaint> {
    if text.contains(['/', '-']) {
        return Err(Complaint::syntax(format!("plain IP address must be supplied: {text}")));
    }
    addresses(text)
}

/// What `ipset test` does not take: several elements at once.
pub fn check_single(kind: SetKind, text: &str) -> Result<(), Complaint> {
    let family = if kind == SetKind::BitmapPort { "unspec" } else { "inet" };
    let parts = || kind.parts().iter().zip(text.split(','));
    let refuse = |what: &str| {
        let name = kind.name();
        Err(Complaint::other(format!("{what} range is not allowed in command test with set type {name} and family {family}")))
    };
    // Of `hash:ip` the kernel looks at the address before the slash.
    for (_, text) in parts().take(1).filter(|(part, _)| **part == Part::Address && kind != SetKind::HashIp) {
        if text.contains('-') {
            return refuse("FROM-TO IP");
        }
        if text.contains('/') && !text.ends_with("/32") {
            return refuse("IP/CIDR");
        }
    }
    match parts().any(|(part, text)| *part == Part::Port && is_port_range(text)) {
        true => refuse("FROM-TO port"),
        false => Ok(()),
    }
}

fn is_port_range(text: &str) -> bool {
    let ports = text.split_once(':').map_or(text, |(_, ports)| ports);
    ports.contains('-') && ports.starts_with(|character: char| character.is_ascii_digit())
}

/// One net, or a range as the nets it is made of.
fn nets(text: &str) -> Result<Vec<Ipv4Net>, Complaint> {
    if !text.contains('-') {
        return Ok(vec![net(text)?]);
    }
    let (first, last) = range(text)?;
    Ok(Ipv4Subnets::new(first, last, 0).collect())
}

fn range(text: &str) -> Result<(Ipv4Addr, Ipv4Addr), Complaint> {
    let (first, last) = match text.split_once('-') {
        Some((first, last)) => (address(first, text)?, address(last, text)?),
        None => {
            let net = net(text)?;
            (net.network(), net.broadcast())
        }
    };
    Ok(if first <= last { (first, last) } else { (last, first) })
}

fn net(text: &str) -> Result<Ipv4Net, Complaint> {
    let Some((start, length)) = text.split_once('/') else {
        return Ok(Ipv4Net::from(address(text, text)?));
    };
    let wrong = || Complaint::syntax(format!("'{length}' is out of range 0-32"));
    let length: u8 = length.parse().ok().filter(|length| *length <= 32).ok_or_else(wrong)?;
    if length == 0 {
        return Err(Complaint::other("The value of the CIDR parameter of the IP address is invalid"));
    }
    Ipv4Net::new(address(start, start)?, length).map_err(|_| wrong())
}

fn address(text: &str, whole: &str) -> Result<Ipv4Addr, Complaint> {
    let wrong = || Complaint::syntax(format!("cannot parse {whole}: resolving to IPv4 address failed"));
    text.parse().map_err(|_| wrong())
}

type PortRange = std::ops::RangeInclusive<u16>;

fn ports(kind: SetKind, text: &str) -> Result<(Protocol, PortRange), Complaint> {
    let (name, rest) = match text.split_once(':') {
        Some((name, rest)) => (name, rest),
        None => ("tcp", text),
    };
    let number = protocol::number_or_alias(name).filter(|number| *number != 0);
    let number = number.ok_or_else(|| Complaint::syntax(format!("cannot parse '{name}' as a protocol")))?;
    if Protocol(number) == Protocol::ICMP {
        let wrong = || Complaint::syntax(format!("Cannot parse {rest} as an ICMP type/code."));
        let port = icmp::number(rest).ok_or_else(wrong)?;
        return Ok((Protocol::ICMP, port..=port));
    }
    let has_ports = matches!(number, 6 | 17 | 132 | 136);
    if !has_ports && rest != "0" {
        let message = format!("Protocol {name} can be used with pseudo port value 0 only.");
        return Err(Complaint::syntax(message));
    }
    let protocol = if kind.keeps_protocol() { Protocol(number) } else { Protocol(0) };
    let port = |text: &str| {
        let by_number = text.parse::<u16>().ok();
        let found = by_number.or_else(|| services::port(text, name));
        found.ok_or_else(|| Complaint::syntax(format!("cannot parse '{text}' as a {name} port")))
    };
    match rest.split_once('-') {
        Some((first, last)) => {
            let (first, last) = (port(first)?, port(last)?);
            Ok((protocol, first.min(last)..=first.max(last)))
        }
        None => port(rest).map(|port| (protocol, port..=port)),
    }
}

fn mac(text: &str) -> Result<Mac, Complaint> {
    values::mac(text).ok_or_else(|| Complaint::syntax(format!("cannot parse '{text}' as MAC address")))
}

fn interface(text: &str) -> Result<(bool, InterfaceName), Complaint> {
    let (is_bridge_port, name) = match text.strip_prefix("physdev:") {
        Some(name) => (true, name),
        None => (false, text),
    };
    let wrong = || Complaint::syntax(format!("interface name '{name}' is longer than 15 characters"));
    Ok((is_bridge_port, InterfaceName::new(name).ok_or_else(wrong)?))
}

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
    if Protocol(element.protocol) == Protocol::ICMP { icmp::text(element.port) } else { element.port.to_string() }
}
