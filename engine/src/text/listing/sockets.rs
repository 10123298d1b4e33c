//! Rows of `ss -ltnup` and `netstat -ltnup`: who listens where.

use std::net::Ipv4Addr;

use super::lines::{Line, Word};
use super::{Listener, Network};
use crate::rules::values::services;
use crate::state::interface::InterfaceName;
use crate::state::packet::Protocol;
use crate::text::sockets::State;

pub(super) fn take(network: &mut Network, line: &Line) {
    let protocol = if line.word(0).starts_with("udp") || line.word(0) == "UNCONN" { Protocol::UDP } else { Protocol::TCP };
    let state = line.words.iter().find_map(|word| State::of_printed(&word.text));
    if !listens(protocol, state) {
        return;
    }
    let Some(local) = local_of(line) else {
        network.complain(line.words.first(), "a local address with its port", "the row is left out");
        return;
    };
    match endpoint(&local.text, protocol) {
        Some(Endpoint { address, port, device }) => {
            let program = program_of(line);
            network.listeners.push(Listener { protocol, address, port, device, program });
        }
        // IPv6 alone reaches no IPv4 client.
        None if local.text.contains("::") || local.text.contains('[') => {}
        None => network.complain(Some(local), "an address and a port, like 0.0.0.0:80", "the row is left out"),
    }
}

/// A connection is no listener, in whatever state it is. `netstat` says none of UDP while it waits.
fn listens(protocol: Protocol, state: Option<State>) -> bool {
    match protocol {
        Protocol::UDP => matches!(state, Some(State::Closed) | None),
        _ => state == Some(State::Listen),
    }
}

/// The first word that ends in `:PORT`: the other end comes behind it.
fn local_of(line: &Line) -> Option<&Word> {
    line.words.iter().find(|word| word.text.rsplit_once(':').is_some_and(|(_, port)| !port.is_empty()))
}

struct Endpoint {
    address: Option<Ipv4Addr>,
    port: u16,
    device: Option<InterfaceName>,
}

/// `0.0.0.0:80`, `*:80`, `[::]:80`, `:::80`, `127.0.0.53%lo:53`; a wildcard of IPv6 takes IPv4 clients, too.
fn endpoint(text: &str, protocol: Protocol) -> Option<Endpoint> {
    let (host, port) = text.rsplit_once(':')?;
    let protocol = if protocol == Protocol::UDP { "udp" } else { "tcp" };
    let port = port.parse().ok().or_else(|| services::port(port, protocol))?;
    let (host, device) = match host.split_once('%') {
        Some((host, device)) => (host, InterfaceName::new(device)),
        None => (host, None),
    };
    let address = match host {
        "*" | "0.0.0.0" | "[::]" | "::" => None,
        _ => Some(host.trim_matches(['[', ']']).trim_start_matches("::ffff:").parse().ok()?),
    };
    Some(Endpoint { address, port, device })
}

/// `users:(("nginx",pid=1,fd=6))` or `1234/nginx: master`.
fn program_of(line: &Line) -> Option<String> {
    let of_ss = line.words.iter().find_map(|word| word.text.strip_prefix("users:((\"")?.split('"').next());
    let of_netstat = || {
        line.words.iter().find_map(|word| {
            let (number, name) = word.text.split_once('/')?;
            number.bytes().all(|byte| byte.is_ascii_digit()).then_some(name)
        })
    };
    of_ss.or_else(of_netstat).map(|name| name.trim_end_matches(':').to_string())
}
