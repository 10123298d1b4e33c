//! Lines of `ip addr`, `ip link`, `ip -o addr` and `ip -br addr`.

use ipnet::Ipv4Net;

use super::lines::{Line, Word};
use super::{Network, ReadInterface};
use crate::state::interface::{InterfaceAddress, InterfaceName, Scope};
use crate::text::finding::Severity;
use crate::text::ip::values;

pub(super) fn take(network: &mut Network, line: &Line) {
    match line.word(0) {
        first if first.starts_with("link/") => take_mac(network, line),
        "inet" => take_address(network, line, 0),
        // IPv6, lifetimes, statistics and further names are not what a packet's way here depends on.
        "inet6" | "valid_lft" | "altname" => {}
        _ if line.word(2) == "inet" => {
            let index = index_of(line.word(0));
            if let Some(name) = name_of(network, line.words.get(1)) {
                network.interface(name).index = index;
                take_address(network, line, 2);
            }
        }
        _ if line.word(3) == "mtu" => take_head(network, line),
        _ => {}
    }
}

fn take_head(network: &mut Network, line: &Line) {
    let Some(name) = name_of(network, line.words.get(1)) else {
        return;
    };
    let flags: Vec<&str> = line.word(2).trim_matches(['<', '>']).split(',').collect();
    let master = line.after("master").and_then(|word| InterfaceName::new(&word.text));
    let mtu = line.after("mtu").and_then(|word| values::number(&word.text));
    // A listing that comes again tells the same again; the order of interfaces follows the last head.
    let known = network.interfaces.iter().position(|interface| interface.name == name);
    let mut interface = known.map_or_else(|| ReadInterface::new(name), |place| network.interfaces.remove(place));
    interface.index = index_of(line.word(0));
    interface.up = flags.contains(&"UP");
    interface.mtu = mtu;
    interface.master = master;
    network.interfaces.push(interface);
}

fn index_of(word: &str) -> Option<u32> {
    word.trim_end_matches(':').parse().ok()
}

/// `eth0@if3:` is eth0.
fn name_of(network: &mut Network, word: Option<&Word>) -> Option<InterfaceName> {
    let text = word.map_or("", |word| word.text.trim_end_matches(':'));
    let name = text.split_once('@').map_or(text, |(name, _)| name);
    let found = values::interface_name(name);
    if found.is_none() {
        network.complain(
            word,
            "an interface name of 1 to 15 characters",
            "the kernel has no longer names; was it cut or joined?",
        );
    }
    found
}

fn take_mac(network: &mut Network, line: &Line) {
    let recent = network.interfaces.last().map(|interface| interface.name);
    let mac = values::mac(line.word(1));
    if let Some(interface) = network.last_interface(line, recent) {
        interface.mac = mac.or(interface.mac);
    }
    if mac.is_none() && line.word(0) == "link/ether" {
        network.complain(line.words.get(1), "a hardware address like 02:42:ac:11:00:02", "left out: one is made up");
    }
}

/// `inet 10.0.0.1/24 brd 10.0.0.255 scope global eth0`, `start` words into the line.
fn take_address(network: &mut Network, line: &Line, start: usize) {
    let recent = match start {
        0 => network.interfaces.last().map(|interface| interface.name),
        _ => values::interface_name(line.word(1)),
    };
    let word = line.words.get(start + 1);
    let Some(net) = values::prefix(word.map_or("", |word| word.text.as_str())) else {
        network.complain(word, "an address with its prefix length, like 10.0.0.1/24", "the address is left out");
        return;
    };
    if line.after("peer").is_some() {
        network.find(line.after("peer"), Severity::NotModelled, "an address without a peer", "the peer is left out");
    }
    let broadcast = line.after("brd").and_then(|word| values::address(&word.text));
    let scope = line.after("scope").and_then(|word| values::scope(&word.text)).unwrap_or(Scope::Global);
    let secondary = line.words.iter().any(|word| word.text == "secondary");
    let no_prefix_route = line.words.iter().any(|word| word.text == "noprefixroute");
    // `eth0:1` at the end of the line.
    let label =
        line.words.iter().map(|word| word.text.trim_end_matches('\\')).find(|word| word.contains(':') && !word.ends_with(':'));
    let label = label.and_then(InterfaceName::new).unwrap_or(InterfaceName::NONE);
    put_address(
        network,
        line,
        recent,
        net,
        InterfaceAddress {
            address: net.addr(),
            prefix_length: net.prefix_len(),
            broadcast,
            secondary,
            scope,
            label,
            no_prefix_route,
        },
    );
}

pub(super) fn put_address(
    network: &mut Network,
    line: &Line,
    recent: Option<InterfaceName>,
    net: Ipv4Net,
    address: InterfaceAddress,
) {
    if let Some(interface) = network.last_interface(line, recent) {
        let known = interface.addresses.iter().any(|own| (own.address, own.prefix_length) == (net.addr(), net.prefix_len()));
        if !known {
            interface.addresses.push(address);
        }
    }
}

/// `eth0@if2         UP             10.9.1.1/24 fe80::1/64`
pub(super) fn take_brief(network: &mut Network, line: &Line) {
    let Some(name) = name_of(network, line.words.first()) else {
        return;
    };
    let up = line.word(1) != "DOWN";
    let interface = network.interface(name);
    interface.up = up;
    if let Some(mac) = values::mac(line.word(2)) {
        interface.mac = Some(mac);
        return;
    }
    let mut guessed = false;
    for word in line.words.iter().skip(2) {
        let Some(net) = values::prefix(&word.text).filter(|_| word.text.contains('.')) else {
            continue;
        };
        let loopback = net.addr().is_loopback();
        guessed |= !loopback;
        let address = InterfaceAddress {
            address: net.addr(),
            prefix_length: net.prefix_len(),
            broadcast: (!loopback && net.prefix_len() < 31).then(|| net.broadcast()),
            secondary: false,
            scope: if loopback { Scope::Host } else { Scope::Global },
            label: InterfaceName::NONE,
            no_prefix_route: false,
        };
        put_address(network, line, Some(name), net, address);
    }
    if guessed {
        let hint = "the brief form does not tell it; the last address of each subnet is taken";
        network.find(line.words.first(), Severity::Guess, "broadcast addresses", hint);
    }
}
