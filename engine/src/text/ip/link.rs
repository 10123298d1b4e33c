//! Interfaces as text: the words of `ip link set`, and how `ip link` and `ip addr` print one.

use std::fmt::Write as _;

use super::complaint::Complaint;
use super::route::device_argument;
use super::values;
use super::words::Words;
use crate::kernel::host::Host;
use crate::state::interface::{Interface, InterfaceKind, InterfaceName, Mac};

/// What `ip link set` is to change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkWords {
    pub device: Option<InterfaceName>,
    pub up: Option<bool>,
    pub mtu: Option<u32>,
    pub mac: Option<Mac>,
    /// `master X`, or `nomaster`.
    pub master: Option<Option<InterfaceName>>,
    /// `type bridge_slave hairpin on`: a frame may leave by the port it came by.
    pub hairpin: Option<bool>,
    pub group: Option<u32>,
    pub arp: Option<bool>,
    pub promiscuous: Option<bool>,
    /// Words we understand and do not act on.
    pub ignored: Vec<String>,
}

/// What follows `ip link set`.
pub fn parse(words: &[&str]) -> Result<LinkWords, Complaint> {
    let mut words = Words::new(words);
    let mut link = LinkWords::default();
    while let Some(word) = words.next() {
        match word {
            "up" => link.up = Some(true),
            "down" => link.up = Some(false),
            "mtu" => {
                let argument = words.argument()?;
                let mtu = values::number(argument);
                link.mtu = Some(mtu.ok_or_else(|| Complaint::wrong_argument(argument, "Invalid \"mtu\" value\n"))?);
            }
            "address" | "addr" | "lladdr" => {
                let argument = words.argument()?;
                let wrong = || Complaint::new(format!("\"{argument}\" is invalid lladdr."), 255);
                link.mac = Some(values::mac(argument).ok_or_else(wrong)?);
            }
            "master" => link.master = Some(Some(device_argument(&mut words)?)),
            "nomaster" => link.master = Some(None),
            "group" => link.group = Some(values::group_argument(words.argument()?)?),
            "arp" => link.arp = Some(on_or_off(word, words.argument()?)?),
            "promisc" => link.promiscuous = Some(on_or_off(word, words.argument()?)?),
            "multicast" | "txqueuelen" | "qlen" | "alias" => {
                link.ignored.push(format!("{word} {}", words.argument()?));
            }
            "type" => take_type(&mut link, &mut words)?,
            "dev" => take_device(&mut link, words.argument()?)?,
            _ => take_device(&mut link, word)?,
        }
    }
    if link.device.is_none() && link.group.is_none() {
        return Err(Complaint::new("Not enough information: \"dev\" argument is required.", 1));
    }
    Ok(link)
}

fn on_or_off(word: &str, argument: &str) -> Result<bool, Complaint> {
    match argument {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err(Complaint::new(format!("Error: argument of \"{word}\" must be \"on\" or \"off\", not \"{argument}\""), 255)),
    }
}

/// What a port of a bridge can be told; its other options change no IPv4 packet's way here.
fn take_type(link: &mut LinkWords, words: &mut Words<'_>) -> Result<(), Complaint> {
    let kind = words.argument()?;
    if !matches!(kind, "bridge" | "bridge_slave") {
        return Err(Complaint::new(format!("\"ip link set type {kind}\" is not modelled here"), 1));
    }
    while let Some(option) = words.next() {
        let value = words.argument()?;
        match (option, value) {
            ("hairpin", "on") => link.hairpin = Some(true),
            ("hairpin", "off") => link.hairpin = Some(false),
            ("hairpin", _) => {
                return Err(Complaint::new("Error: argument of \"hairpin\" must be \"on\" or \"off\"", 1));
            }
            _ => link.ignored.push(format!("{option} {value}")),
        }
    }
    Ok(())
}

fn take_device(link: &mut LinkWords, word: &str) -> Result<(), Complaint> {
    if link.device.is_some() {
        return Err(Complaint::garbage("dev", word));
    }
    link.device = Some(values::interface_name(word).ok_or_else(|| Complaint::no_device(word))?);
    Ok(())
}

/// `UP`, `DOWN` or `UNKNOWN`, as `state` says.
pub fn state(host: &Host, interface: &Interface) -> &'static str {
    match interface.kind {
        InterfaceKind::Loopback if interface.up => "UNKNOWN",
        InterfaceKind::Loopback | InterfaceKind::Wire | InterfaceKind::Bridge | InterfaceKind::Port { .. } => {
            if host.networking.has_carrier(interface.name) { "UP" } else { "DOWN" }
        }
    }
}

/// `<BROADCAST,MULTICAST,UP,LOWER_UP>`
pub fn flags(host: &Host, interface: &Interface) -> String {
    let carrier = host.networking.has_carrier(interface.name);
    let mut flags = Vec::new();
    if interface.up && !carrier {
        flags.push("NO-CARRIER");
    }
    match interface.kind {
        InterfaceKind::Loopback => flags.push("LOOPBACK"),
        InterfaceKind::Wire | InterfaceKind::Bridge | InterfaceKind::Port { .. } => flags.extend(["BROADCAST", "MULTICAST"]),
    }
    if interface.no_arp {
        flags.push("NOARP");
    }
    if interface.promiscuous {
        flags.push("PROMISC");
    }
    if interface.up {
        flags.push("UP");
    }
    if carrier {
        flags.push("LOWER_UP");
    }
    format!("<{}>", flags.join(","))
}

/// The first line: `mode` is what `ip link` adds and `ip addr` does not.
pub fn print_head(out: &mut String, host: &Host, interface: &Interface, mode: bool) {
    let _ = write!(
        out,
        "{}: {}: {} mtu {} qdisc {} ",
        interface.index,
        interface.name,
        flags(host, interface),
        interface.mtu,
        queue(interface)
    );
    if let InterfaceKind::Port { bridge, .. } = interface.kind {
        let _ = write!(out, "master {bridge} ");
    }
    let _ = write!(out, "state {} ", state(host, interface));
    if mode {
        out.push_str("mode DEFAULT ");
    }
    let _ = writeln!(out, "group {} qlen 1000", values::group_text(interface.group));
}

/// The second line, with the hardware address.
pub fn print_mac(out: &mut String, interface: &Interface) {
    let (kind, broadcast) = match interface.kind {
        InterfaceKind::Loopback => ("loopback", Mac::default()),
        InterfaceKind::Wire | InterfaceKind::Bridge | InterfaceKind::Port { .. } => ("ether", Mac::BROADCAST),
    };
    let _ = writeln!(out, "    link/{kind} {} brd {broadcast}", interface.mac);
}

/// Queues do not show in a packet's way; this is what a plain kernel prints once such an interface was up.
fn queue(interface: &Interface) -> &'static str {
    match interface.kind {
        InterfaceKind::Loopback | InterfaceKind::Bridge => "noqueue",
        InterfaceKind::Wire | InterfaceKind::Port { .. } => "pfifo_fast",
    }
}
