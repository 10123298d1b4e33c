//! What the targets of the nat table take: addresses, ports, and how a free port is sought.

use std::net::Ipv4Addr;

use super::number;
use crate::rules::options::{self, Given, Problem};
use crate::rules::targets::act::{AddressChoice, PortRange};

/// tcp, udp, sctp, dccp, icmp: the protocols whose ports (or identifiers) can be translated.
const WITH_PORTS: [u8; 5] = [6, 17, 132, 33, 1];

/// The flags behind the addresses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Choosing {
    pub random: bool,
    pub fully_random: bool,
    pub persistent: bool,
}

impl Choosing {
    pub fn read(given: &[Given<'_>]) -> Choosing {
        Choosing {
            random: options::has(given, "random"),
            fully_random: options::has(given, "random-fully"),
            persistent: options::has(given, "persistent"),
        }
    }

    pub fn print(self, out: &mut String, dashes: &str) {
        for (given, name) in [(self.random, "random"), (self.fully_random, "random-fully"), (self.persistent, "persistent")] {
            if given {
                out.push_str(&format!(" {dashes}{name}"));
            }
        }
    }
}

/// What becomes of the base of a range of ports: `5-6/7`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shift {
    /// `DNAT`
    Kept,
    /// `SNAT`, `MASQUERADE`: the kernel gets 0 for it, and it is printed so (seen on 1.8.9).
    Zeroed,
    /// `REDIRECT`
    Refused,
}

/// `[address[-address]][:port[-port[/base]]]`.
pub fn destination(option: &Given<'_>, shift: Shift) -> Result<(AddressChoice, Option<PortRange>), Problem> {
    let text = option.value;
    if text.contains('[') {
        return Err(Problem::usage("Invalid address format"));
    }
    // a second colon makes an address of IPv6 of it
    let (addresses, ports) = match text.split_once(':') {
        Some((addresses, ports)) if !ports.contains(':') => (addresses, Some(ports)),
        Some(_) | None => (text, None),
    };
    let ports = ports.map(|ports| needed_ports(ports, option, shift)).transpose()?;
    if text.is_empty() {
        return Err(Problem::usage("Bad IP address \"\""));
    }
    if addresses.is_empty() {
        return Ok((AddressChoice::Keep, ports));
    }
    let (first, last) = addresses.split_once('-').unwrap_or((addresses, addresses));
    let read = |part: &str| part.parse::<Ipv4Addr>().map_err(|_| Problem::usage(format!("Bad IP address \"{part}\"")));
    Ok((AddressChoice::Range { first: read(first)?, last: read(last)? }, ports))
}

fn needed_ports(text: &str, option: &Given<'_>, shift: Shift) -> Result<PortRange, Problem> {
    if !WITH_PORTS.contains(&option.protocol.number) {
        return Err(Problem::usage("Need TCP, UDP, SCTP or DCCP with port specification"));
    }
    if text.contains(':') {
        return Err(Problem::usage("Invalid port:port syntax - use dash"));
    }
    ports(text, shift)
}

/// `--to-ports a[-b]`.
pub fn to_ports(option: &Given<'_>, shift: Shift) -> Result<PortRange, Problem> {
    needed_ports(option.value, option, shift)
}

fn ports(text: &str, shift: Shift) -> Result<PortRange, Problem> {
    let (first, rest) = port(text)?;
    let is_range = rest.starts_with('-');
    let (last, rest) = match rest.strip_prefix('-') {
        Some(behind) => {
            let (last, rest) = port(behind)?;
            if first > last {
                return Err(Problem::usage(format!("Port range `{behind}' funky")));
            }
            (last, rest)
        }
        None => (first, rest),
    };
    let base = match rest.strip_prefix('/') {
        Some(written) if is_range => Some(base(written, shift)?),
        Some(_) | None if rest.is_empty() => None,
        Some(_) | None => {
            let what = if is_range { "range" } else { "value" };
            return Err(Problem::usage(format!("Garbage after port {what}: `{rest}'")));
        }
    };
    // what stands behind the base, the tool does not look at
    Ok(PortRange { first, last, base })
}

fn base(text: &str, shift: Shift) -> Result<u16, Problem> {
    let (base, _) = port(text)?;
    if base == 0 {
        return Err(Problem::usage(format!("Port `{text}' not valid")));
    }
    match shift {
        Shift::Kept => Ok(base),
        Shift::Zeroed => Ok(0),
        Shift::Refused => Err(Problem::usage("Shifted portmap ranges not supported with this kernel")),
    }
}

/// The port a text begins with, and what follows it; a service's name is all of a text.
fn port(text: &str) -> Result<(u16, &str), Problem> {
    number::prefix(text)
        .and_then(|(number, rest)| Some((u16::try_from(number).ok()?, rest)))
        .or_else(|| super::services::port(text, "tcp").map(|port| (port, "")))
        .ok_or_else(|| Problem::usage(format!("Port `{text}' not valid")))
}

/// `1.2.3.4-1.2.3.9:80-90/80`.
pub fn text(addresses: AddressChoice, ports: Option<PortRange>) -> String {
    let mut text = match addresses {
        AddressChoice::Range { first, last } if first == last => first.to_string(),
        AddressChoice::Range { first, last } => format!("{first}-{last}"),
        AddressChoice::Keep | AddressChoice::Local | AddressChoice::OfOutput | AddressChoice::Map { .. } => String::new(),
    };
    if let Some(ports) = ports {
        text.push(':');
        text.push_str(&ports_text(ports));
    }
    text
}

pub fn ports_text(ports: PortRange) -> String {
    let mut text = ports.first.to_string();
    if ports.first != ports.last {
        text.push_str(&format!("-{}", ports.last));
    }
    if let Some(base) = ports.base {
        text.push_str(&format!("/{base}"));
    }
    text
}
