//! Lines of `ifconfig`, of new and old net-tools.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use super::Network;
use super::addresses::put_address;
use super::lines::Line;
use crate::state::interface::{InterfaceAddress, InterfaceName, Scope};
use crate::text::ip::values;

pub(super) fn take(network: &mut Network, line: &Line) {
    if !line.is_indented() || line.word(1).starts_with("flags=") || line.word(1) == "Link" {
        take_head(network, line);
        return;
    }
    let recent = network.interfaces.last().map(|interface| interface.name);
    match line.word(0) {
        "inet" => take_address(network, line),
        "ether" => {
            if let Some(interface) = network.last_interface(line, recent) {
                interface.mac = values::mac(line.word(1)).or(interface.mac);
            }
        }
        _ => {
            // `UP BROADCAST RUNNING MULTICAST  MTU:1500  Metric:1`
            let mtu = line.words.iter().find_map(|word| word.text.strip_prefix("MTU:")?.parse().ok());
            let up = line.words.iter().any(|word| word.text == "UP");
            if let Some(mtu) = mtu
                && let Some(interface) = network.last_interface(line, recent)
            {
                interface.mtu = Some(mtu);
                interface.up = up;
                interface.running = line.words.iter().any(|word| word.text == "RUNNING");
            }
        }
    }
}

fn take_head(network: &mut Network, line: &Line) {
    // An alias `eth0:1` is an address more of eth0.
    let text = line.word(0).trim_end_matches(':');
    let name = text.split_once(':').map_or(text, |(name, _)| name);
    let Some(name) = values::interface_name(name) else {
        network.complain(line.words.first(), "an interface name of 1 to 15 characters", "the lines below are left out");
        return;
    };
    let place = network.interfaces.iter().position(|interface| interface.name == name);
    let interface = match place {
        Some(place) => network.interfaces.remove(place),
        None => super::ReadInterface::new(name),
    };
    network.interfaces.push(interface);
    let mac = line.after("HWaddr").and_then(|word| values::mac(&word.text));
    let mtu = line.after("mtu").and_then(|word| values::number(&word.text));
    let interface = network.interface(name);
    interface.mac = mac.or(interface.mac);
    interface.mtu = mtu.or(interface.mtu);
    if line.word(1).starts_with("flags=") {
        interface.running = line.word(1).contains("RUNNING");
        interface.up = line.word(1).contains("<UP") || line.word(1).contains(",UP");
    }
}

/// `inet 10.0.0.1  netmask 255.255.255.0  broadcast 10.0.0.255`, `inet addr:10.0.0.1  Bcast:... Mask:...`
fn take_address(network: &mut Network, line: &Line) {
    let old = |key: &str| line.words.iter().find_map(|word| word.text.strip_prefix(key)).and_then(values::address);
    let new = |key: &str| line.after(key).and_then(|word| values::address(&word.text));
    let address = old("addr:").or_else(|| values::address(line.word(1)));
    let mask = old("Mask:").or_else(|| new("netmask"));
    let broadcast = old("Bcast:").or_else(|| new("broadcast"));
    let net = address.zip(mask).and_then(|(address, mask)| Ipv4Net::with_netmask(address, mask).ok());
    let Some(net) = net else {
        network.complain(line.words.get(1), "an address and its netmask", "the address is left out");
        return;
    };
    let recent = network.interfaces.last().map(|interface| interface.name);
    let address = InterfaceAddress {
        address: net.addr(),
        prefix_length: net.prefix_len(),
        broadcast: broadcast.filter(|broadcast| *broadcast != Ipv4Addr::UNSPECIFIED),
        secondary: false,
        scope: if net.addr().is_loopback() { Scope::Host } else { Scope::Global },
        label: InterfaceName::NONE,
        no_prefix_route: false,
    };
    put_address(network, line, recent, net, address);
}
