//! A host out of what was read. What the listings do not tell is guessed, and every guess is said.

use std::sync::Arc;

use super::{Network, ReadInterface};
use crate::kernel::host::Host;
use crate::state::interface::{Interface, InterfaceAddress, InterfaceKind, InterfaceName, Mac, Scope};
use crate::state::route::{Route, RouteKind, RouteProtocol, RoutingRule, TableNumber};
use crate::state::sysctl;
use crate::text::finding::{Finding, Severity, Span};

impl Network {
    /// Puts interfaces, addresses, routes, rules and settings into a host that has none yet. A table that was listed holds
    /// what was listed; the others follow from the addresses. Sets and programs are left to those who know how.
    pub fn build(&self, host: &mut Host) -> Vec<Finding> {
        let mut findings = Vec::new();
        let interfaces = self.all_interfaces(&mut findings);
        for ((name, value), span) in self.placed_settings().filter(|((name, _), _)| !sysctl::is_of_device(name)) {
            set(host, name, value, span, &mut findings);
        }
        for (place, read) in interfaces.iter().enumerate() {
            host.networking.add_interface(interface(read, place, &interfaces));
        }
        for ((name, value), span) in self.placed_settings().filter(|((name, _), _)| sysctl::is_of_device(name)) {
            set(host, name, value, span, &mut findings);
        }
        self.put_tables(host);
        if !self.rules.is_empty() {
            let mut rules: Vec<RoutingRule> = self.rules.clone();
            rules.sort_by_key(|rule| rule.preference);
            host.networking.routing.separate_local = rules.len() != 3 || rules.iter().any(|rule| rule.protocol != 2);
            host.networking.routing.rules = rules;
        }
        findings
    }

    /// Those that were listed, lo if it was not, and those that only routes name.
    fn all_interfaces(&self, findings: &mut Vec<Finding>) -> Vec<ReadInterface> {
        let mut all = self.interfaces.clone();
        if !all.iter().any(|interface| interface.name == InterfaceName::LOOPBACK) {
            all.insert(0, ReadInterface::new(InterfaceName::LOOPBACK));
        }
        for ((_, route), span) in self.placed_routes() {
            for hop in route.next_hops.iter().filter(|hop| !hop.device.is_none()) {
                if !all.iter().any(|interface| interface.name == hop.device) {
                    all.push(ReadInterface::new(hop.device));
                    guess(findings, span, hop.device.as_str(), "an interface", "only a route names it; it is taken to be up");
                }
            }
        }
        for name in all.iter().filter(|read| is_bridge_without_ports(read, &all)).map(|read| read.name) {
            let hint = "ifconfig shows no ports; it has a carrier, and is taken for an interface by itself";
            let place = self.placed_interfaces().find(|(read, _)| read.name == name).map(|(_, span)| span);
            guess(findings, place.unwrap_or_default(), name.as_str(), "the ports of the bridge, as `ip addr` shows them", hint);
        }
        for interface in all.iter_mut().filter(|interface| interface.addresses.is_empty()) {
            self.guess_addresses(interface, findings);
        }
        all.sort_by_key(|interface| interface.index.unwrap_or(u32::MAX));
        all
    }

    /// `10.0.10.0/24 dev eno1 proto kernel scope link src 10.0.10.83` says which address the interface has.
    fn guess_addresses(&self, interface: &mut ReadInterface, findings: &mut Vec<Finding>) {
        for ((_, route), span) in self.placed_routes().filter(|((_, route), _)| is_connected(route, interface.name)) {
            let (Some(source), net) = (route.source, route.destination) else {
                continue;
            };
            interface.addresses.push(InterfaceAddress {
                address: source,
                prefix_length: net.prefix_len(),
                broadcast: (net.prefix_len() < 31).then(|| net.broadcast()),
                secondary: false,
                scope: Scope::Global,
                label: InterfaceName::NONE,
                no_prefix_route: false,
            });
            let found = format!("{source}/{}", net.prefix_len());
            guess(findings, span, &found, "`ip addr`", "the address of the interface is taken from its route");
        }
    }

    fn put_tables(&self, host: &mut Host) {
        let mut listed: Vec<TableNumber> = self.routes.iter().map(|(table, _)| *table).collect();
        listed.sort();
        listed.dedup();
        for table in listed {
            let routes = self.routes.iter().filter(|(of, _)| *of == table).map(|(_, route)| route.clone());
            host.networking.routing.fill_table(table, routes.map(Arc::new).collect());
        }
    }
}

fn is_connected(route: &Route, device: InterfaceName) -> bool {
    let by_kernel = route.protocol == RouteProtocol::KERNEL && route.kind == RouteKind::Unicast;
    by_kernel && route.scope == Scope::Link && route.device() == device
}

fn set(host: &mut Host, name: &str, value: &str, span: Span, findings: &mut Vec<Finding>) {
    if let Err(error) = host.networking.sysctls.set(name, value) {
        let found = format!("{name} = {value}");
        let hint = format!("the setting is left out: {error}");
        findings.push(Finding {
            span,
            severity: Severity::KernelRefuses,
            found,
            expected: "a setting of this host".to_string(),
            hint,
        });
    }
}

fn guess(findings: &mut Vec<Finding>, span: Span, found: &str, expected: &str, hint: &str) {
    findings.push(Finding {
        span,
        severity: Severity::Guess,
        found: found.to_string(),
        expected: expected.to_string(),
        hint: hint.to_string(),
    });
}

fn interface(read: &ReadInterface, place: usize, all: &[ReadInterface]) -> Interface {
    let kind = kind_of(read, all);
    let index = read.index.unwrap_or(place as u32 + 1);
    let [a, b, c, d] = index.to_be_bytes();
    let is_loopback = kind == InterfaceKind::Loopback;
    let made_up = if is_loopback { Mac::default() } else { Mac([0x02, 0x42, a, b, c, d]) };
    Interface {
        index,
        name: read.name,
        kind,
        mac: read.mac.unwrap_or(made_up),
        mtu: read.mtu.unwrap_or(if is_loopback { 65536 } else { 1500 }),
        peer: None,
        up: read.up,
        addresses: read.addresses.clone(),
        ..Interface::new(index, read.name, kind, made_up)
    }
}

/// Listings do not say what is a bridge: who has ports is one, and who has the name of one.
fn kind_of(read: &ReadInterface, all: &[ReadInterface]) -> InterfaceKind {
    let name = read.name.as_str();
    if read.name == InterfaceName::LOOPBACK {
        return InterfaceKind::Loopback;
    }
    if let Some(bridge) = read.master {
        return InterfaceKind::Port { bridge, hairpin: false };
    }
    let has_ports = all.iter().any(|other| other.master == Some(read.name));
    let is_bridge = has_ports || (is_named_as_bridge(name) && !read.running);
    if is_bridge { InterfaceKind::Bridge } else { InterfaceKind::Wire }
}

/// A bridge has no carrier without ports, and this one has a carrier.
fn is_bridge_without_ports(read: &ReadInterface, all: &[ReadInterface]) -> bool {
    let has_ports = all.iter().any(|other| other.master == Some(read.name));
    read.running && read.master.is_none() && is_named_as_bridge(read.name.as_str()) && !has_ports
}

fn is_named_as_bridge(name: &str) -> bool {
    ["docker0", "docker_gwbridge"].contains(&name)
        || ["br-", "virbr", "cni", "lxcbr"].iter().any(|start| name.starts_with(start))
        || name.strip_prefix("br").is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
}
