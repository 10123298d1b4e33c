//! `ip link`: showing, and setting up, down, mtu, address and master; bridges can be added and removed.

use std::fmt::Write as _;

use super::{Answer, Failure, Options, is_one_of, unknown_command};
use crate::kernel::host::Host;
use crate::state::interface::{Interface, InterfaceKind, InterfaceName, Mac};
use crate::text::ip::words::{Words, begins};
use crate::text::ip::{Complaint, link as text, values};

pub(super) fn run(host: &mut Host, options: Options, words: &[&str]) -> Answer {
    let Some((command, arguments)) = words.split_first() else {
        return show(host, options, &[]);
    };
    match *command {
        _ if begins(command, "add") => add(host, arguments),
        _ if is_one_of(command, &["set", "change"]) => set(host, arguments),
        _ if begins(command, "delete") => delete(host, arguments),
        _ if is_one_of(command, &["show", "list", "lst"]) => show(host, options, arguments),
        _ => Err(unknown_command(command, "link")),
    }
}

/// Which interfaces to show; `ip addr` has the same words.
#[derive(Clone, Debug, Default)]
pub(super) struct Filter {
    device: Option<InterfaceName>,
    up: bool,
    master: Option<InterfaceName>,
    only_bridges: bool,
    group: Option<u32>,
}

impl Filter {
    pub(super) fn take(&mut self, word: &str, words: &mut Words<'_>) -> Result<(), Failure> {
        match word {
            "up" => self.up = true,
            "master" => self.master = Some(name(words.argument()?)?),
            "type" => match words.argument()? {
                "bridge" => self.only_bridges = true,
                kind => return Err(Complaint::new(format!("\"type {kind}\" is not modelled here"), 255).into()),
            },
            "dev" => self.device = Some(name(words.argument()?)?),
            "group" => self.group = Some(values::group_argument(words.argument()?)?),
            _ if self.device.is_some() => return Err(Complaint::garbage("dev", word).into()),
            _ => self.device = Some(name(word)?),
        }
        Ok(())
    }

    pub(super) fn check(&self, host: &Host) -> Result<(), Failure> {
        match self.device {
            Some(device) if host.networking.interface(device).is_none() => Err(does_not_exist(device.as_str())),
            Some(_) | None => Ok(()),
        }
    }

    pub(super) fn keeps(&self, interface: &Interface) -> bool {
        self.device.is_none_or(|device| device == interface.name)
            && (!self.up || interface.up)
            && (!self.only_bridges || interface.kind == InterfaceKind::Bridge)
            && self.group.is_none_or(|group| group == interface.group)
            && self.master.is_none_or(|master| master_of(interface) == Some(master))
    }
}

fn name(text: &str) -> Result<InterfaceName, Failure> {
    values::interface_name(text).ok_or_else(|| does_not_exist(text))
}

fn does_not_exist(device: &str) -> Failure {
    Complaint::new(format!("Device \"{device}\" does not exist."), 1).into()
}

fn master_of(interface: &Interface) -> Option<InterfaceName> {
    match interface.kind {
        InterfaceKind::Port { bridge, .. } => Some(bridge),
        InterfaceKind::Loopback | InterfaceKind::Wire | InterfaceKind::Bridge => None,
    }
}

fn show(host: &Host, options: Options, words: &[&str]) -> Answer {
    let mut words = Words::new(words);
    let mut filter = Filter::default();
    while let Some(word) = words.next() {
        filter.take(word, &mut words)?;
    }
    filter.check(host)?;
    let mut out = String::new();
    for interface in host.networking.interfaces.iter().filter(|interface| filter.keeps(interface)) {
        if options.brief {
            let (state, flags) = (text::state(host, interface), text::flags(host, interface));
            let _ = writeln!(out, "{:<16} {state:<14} {} {flags} ", interface.name.as_str(), interface.mac);
        } else {
            text::print_head(&mut out, host, interface, true);
            text::print_mac(&mut out, interface);
        }
    }
    if options.one_line {
        out = out.replace("\n    ", "\\    ");
    }
    Ok(out)
}

fn set(host: &mut Host, words: &[&str]) -> Answer {
    let link = text::parse(words)?;
    for device in whom(host, &link)? {
        set_one(host, device, &link)?;
    }
    Ok(String::new())
}

/// The device that is named, or without one all of the group.
fn whom(host: &Host, link: &text::LinkWords) -> Result<Vec<InterfaceName>, Failure> {
    let Some(device) = link.device else {
        let of_group = |interface: &&Interface| Some(interface.group) == link.group;
        return Ok(host.networking.interfaces.iter().filter(of_group).map(|interface| interface.name).collect());
    };
    match host.networking.interface(device) {
        Some(_) => Ok(vec![device]),
        None => Err(Complaint::no_device(device.as_str()).into()),
    }
}

fn set_one(host: &mut Host, device: InterfaceName, link: &text::LinkWords) -> Result<(), Failure> {
    if let Some(Some(master)) = link.master
        && host.networking.interface(master).is_none()
    {
        return Err(Complaint::wrong_argument(master.as_str(), "Device does not exist\n").into());
    }
    if let (Some(mtu), true) = (link.mtu, device != InterfaceName::LOOPBACK) {
        check_mtu(mtu)?;
    }
    if let Some(interface) = host.networking.interfaces.iter_mut().find(|interface| interface.name == device) {
        let before = (interface.mac, interface.no_arp);
        change(interface, link);
        if (interface.mac, interface.no_arp) != before {
            // What is known of its neighbours belongs to what it was (`neigh_changeaddr`).
            host.neighbours.forget(device);
        }
    }
    fit_bridges(host);
    match link.up {
        Some(true) => host.networking.set_up(device),
        Some(false) => host.set_down(device),
        None => {}
    }
    Ok(())
}

/// What Ethernet takes (`dev_validate_mtu`); `lo` takes anything.
fn check_mtu(mtu: u32) -> Result<(), Failure> {
    let err = match mtu {
        0..68 => "Error: mtu less than device minimum.\n",
        68..=65535 => return Ok(()),
        65536.. => "Error: mtu greater than device maximum.\n",
    };
    Err(Failure { err: err.to_owned(), code: 2, ..Failure::default() })
}

fn change(interface: &mut Interface, link: &text::LinkWords) {
    if let Some(mtu) = link.mtu {
        interface.mtu = mtu;
    }
    if let Some(mac) = link.mac {
        interface.mac = mac;
    }
    interface.group = link.group.unwrap_or(interface.group);
    interface.no_arp = link.arp.map_or(interface.no_arp, |arp| !arp);
    interface.promiscuous = link.promiscuous.unwrap_or(interface.promiscuous);
    match link.master {
        Some(Some(bridge)) => interface.kind = InterfaceKind::Port { bridge, hairpin: false },
        Some(None) => interface.kind = InterfaceKind::Wire,
        None => {}
    }
    if let (Some(wanted), InterfaceKind::Port { hairpin, .. }) = (link.hairpin, &mut interface.kind) {
        *hairpin = wanted;
    }
}

/// A bridge takes over the smallest MTU of its ports (`br_mtu_auto_adjust`).
fn fit_bridges(host: &mut Host) {
    let ports: Vec<(InterfaceName, u32)> =
        host.networking.interfaces.iter().filter_map(|port| Some((master_of(port)?, port.mtu))).collect();
    for bridge in host.networking.interfaces.iter_mut().filter(|interface| interface.kind == InterfaceKind::Bridge) {
        let smallest = ports.iter().filter(|(master, _)| *master == bridge.name).map(|(_, mtu)| *mtu).min();
        bridge.mtu = smallest.unwrap_or(bridge.mtu);
    }
}

fn add(host: &mut Host, words: &[&str]) -> Answer {
    let mut words = Words::new(words);
    let (mut device, mut kind, mut mac) = (None, None, None);
    while let Some(word) = words.next() {
        match word {
            "name" | "dev" => device = Some(words.argument()?),
            "type" => kind = Some(words.argument()?),
            "address" => mac = values::mac(words.argument()?),
            // Options of the bridge: `mcast_snooping 0` and the like change no IPv4 packet's way here.
            _ if kind.is_some() => {
                words.next();
            }
            _ => device = Some(word),
        }
    }
    let Some(kind) = kind else {
        return Err(Complaint::new("Not enough information: \"type\" argument is required", 1).into());
    };
    if kind != "bridge" {
        return Err(Complaint::new(format!("\"ip link add type {kind}\" is not modelled here"), 1).into());
    }
    let name = device.and_then(values::interface_name).ok_or_else(Complaint::incomplete)?;
    if host.networking.interface(name).is_some() {
        return Err(crate::state::route::error::ChangeError::FileExists.into());
    }
    let index = host.networking.interfaces.iter().map(|interface| interface.index).max().unwrap_or(0).saturating_add(1);
    let mac = mac.unwrap_or_else(|| made_up_mac(index));
    host.networking.add_interface(Interface::new(index, name, InterfaceKind::Bridge, mac));
    Ok(String::new())
}

/// The kernel draws one at random; here the number of the interface makes it.
fn made_up_mac(index: u32) -> Mac {
    let [a, b, c, d] = index.to_be_bytes();
    Mac([0x02, 0x42, a, b, c, d])
}

fn delete(host: &mut Host, words: &[&str]) -> Answer {
    let word = match words {
        ["dev", word, ..] | [word, ..] => *word,
        [] => return Err(Complaint::incomplete().into()),
    };
    let device = values::interface_name(word).ok_or_else(|| Complaint::no_device(word))?;
    match host.networking.interface(device).map(|interface| interface.kind) {
        None => Err(Complaint::no_device(word).into()),
        Some(InterfaceKind::Loopback) => Err(crate::state::route::error::ChangeError::OperationNotSupported.into()),
        Some(InterfaceKind::Bridge) => {
            for port in &mut host.networking.interfaces {
                if master_of(port) == Some(device) {
                    port.kind = InterfaceKind::Wire;
                }
            }
            host.remove_interface(device);
            Ok(String::new())
        }
        Some(InterfaceKind::Wire | InterfaceKind::Port { .. }) => {
            host.remove_interface(device);
            Ok(String::new())
        }
    }
}
