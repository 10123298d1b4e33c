//! From a scenario to a lab: hosts with their interfaces, addresses, routes, settings, rules and servers.
//! What a scenario says wrong is reported with its host; what is right is kept.

use std::collections::BTreeSet;
use std::fmt;

use super::client::Clients;
use super::network::{End, Network};
use super::programs::Programs;
use super::scenario::{HostPlan, InterfacePlan, Scenario};
use super::{Customs, Lab};
use crate::kernel::event::{HostId, Listener, Silence};
use crate::kernel::host::Host;
use crate::kernel::stack::PacketIds;
use crate::state::clock::Instant;
use crate::state::interface::{Interface, InterfaceKind, InterfaceName, Mac};
use crate::state::sysctl;
use crate::tools;

/// One thing a scenario says that cannot be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildProblem {
    pub host: String,
    /// What was being set up: `ip route add default via 10.0.0.1`.
    pub doing: String,
    pub says: String,
}

impl fmt::Display for BuildProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "host {}: {}: {}", self.host, self.doing, self.says.trim_end())
    }
}

/// The lab of a scenario, before its first action.
///
/// ```
/// use engine::lab::scenario::{HostPlan, InterfacePlan};
/// use engine::lab::{Customs, Scenario, build};
///
/// let eth0 = InterfacePlan {
///     name: "eth0".to_owned(),
///     is_bridge: false,
///     addresses: vec!["10.0.0.1/24".to_owned()],
///     link: Some("lan".to_owned()),
///     is_up: true,
///     mtu: 1500,
///     port: None,
/// };
/// let client = HostPlan {
///     name: "client".to_owned(),
///     interfaces: vec![eth0],
///     routes: vec!["default via 10.0.0.254".to_owned(), "default via 10.9.9.9 metric 5".to_owned()],
///     ..HostPlan::default()
/// };
/// let scenario = Scenario { hosts: vec![client], ..Scenario::default() };
///
/// let (lab, problems) = build(&scenario, Customs::WATCH);
/// assert!(lab.host_id("client").is_some());
/// assert_eq!(
///     problems[0].to_string(),
///     "host client: ip route add default via 10.9.9.9 metric 5: Error: Nexthop has invalid gateway.",
/// );
/// ```
pub fn build(scenario: &Scenario, customs: Customs) -> (Lab, Vec<BuildProblem>) {
    build_heard(scenario, customs, &mut Silence)
}

fn build_heard<L: Listener>(scenario: &Scenario, customs: Customs, listener: &mut L) -> (Lab, Vec<BuildProblem>) {
    let mut problems = Vec::new();
    let mut hosts: Vec<Host> = scenario.hosts.iter().map(|plan| Host::new(&plan.name)).collect();
    problems.extend(named_twice(scenario));
    for (host, plan) in hosts.iter_mut().zip(&scenario.hosts) {
        customs.hand_to(host);
        host.networking.add_interface(loopback());
        set_sysctls(host, plan, When::BeforeInterfaces, &mut problems);
    }
    let mut network = Network::default();
    lay_cables(scenario, &mut hosts, &mut network, &mut problems);
    for (number, (host, plan)) in hosts.iter_mut().zip(&scenario.hosts).enumerate() {
        configure(host, number, plan, &mut problems);
    }
    network.learn(&hosts);
    let mut lab = Lab {
        clock: Instant::default(),
        hosts,
        network,
        programs: Programs::default(),
        clients: Clients::default(),
        customs,
        ids: PacketIds::default(),
        actions: 0,
        effort: Default::default(),
        next_free_port: 0,
        silent: Vec::new(),
    };
    for (number, plan) in scenario.hosts.iter().enumerate() {
        lab.on_host(HostId(number as u32), listener, |kernel| kernel.settings_changed());
        for server in &plan.servers {
            lab.start_server(HostId(number as u32), server.clone(), listener);
        }
    }
    (lab, problems)
}

/// A host is known by its name alone.
fn named_twice(scenario: &Scenario) -> Option<BuildProblem> {
    let mut names = BTreeSet::new();
    let again = scenario.hosts.iter().find(|plan| !names.insert(&plan.name))?;
    let says = "another host has this name already".to_owned();
    Some(BuildProblem { host: again.name.clone(), doing: "hosts".to_owned(), says })
}

fn loopback() -> Interface {
    let plain = Interface::new(1, InterfaceName::LOOPBACK, InterfaceKind::Loopback, Mac::default());
    Interface { mtu: 65_536, up: true, ..plain }
}

/// Each end of a link knows all others.
const LONGEST_LINK: usize = 2_048;

/// Links in the order in which they are first named; that is the order in which their frames move.
fn lay_cables(scenario: &Scenario, hosts: &mut [Host], network: &mut Network, problems: &mut Vec<BuildProblem>) {
    let mut links: Vec<(String, Vec<Member<'_>>)> = Vec::new();
    for (host, plan) in scenario.hosts.iter().enumerate() {
        for (place, interface) in plan.interfaces.iter().enumerate() {
            let link = interface.link.clone().unwrap_or_else(|| format!("{}.{}", plan.name, interface.name));
            let member = Member { host, place, plan: interface, owner: &plan.name };
            match links.iter_mut().find(|(name, _)| *name == link) {
                Some((_, members)) => members.push(member),
                None => links.push((link, vec![member])),
            }
        }
    }
    for (name, members) in &links {
        if let Some(first) = members.first().filter(|_| members.len() > LONGEST_LINK) {
            let says = format!("a link joins at most {LONGEST_LINK} interfaces here");
            problems.push(BuildProblem { host: first.owner.to_owned(), doing: format!("link {name}"), says });
            continue;
        }
        let bridges: Vec<&Member<'_>> = members.iter().filter(|member| member.plan.is_bridge).collect();
        match bridges.as_slice() {
            [] => lay_lan(members, hosts, network, problems),
            [bridge, rest @ ..] => {
                if let Some(second) = rest.first() {
                    let says = "a link has at most one bridge".to_owned();
                    problems.push(BuildProblem { host: second.owner.to_owned(), doing: format!("link {name}"), says });
                }
                lay_bridge(bridge, members, hosts, network, problems);
            }
        }
    }
}

#[derive(Clone, Copy)]
struct Member<'plan> {
    host: usize,
    place: usize,
    plan: &'plan InterfacePlan,
    owner: &'plan str,
}

impl Member<'_> {
    fn mac(&self) -> Mac {
        mac(STATION, self.host, self.place)
    }
}

fn lay_lan(members: &[Member<'_>], hosts: &mut [Host], network: &mut Network, problems: &mut Vec<BuildProblem>) {
    let first = network.ends.len();
    for member in members {
        add_end(member, InterfaceKind::Wire, member.plan.name.clone(), member.mac(), hosts, network, problems);
    }
    let places: Vec<usize> = (first..network.ends.len()).collect();
    for place in &places {
        if let Some(end) = network.ends.get_mut(*place) {
            end.peers = places.iter().copied().filter(|other| other != place).collect();
        }
    }
}

fn lay_bridge(
    bridge: &Member<'_>,
    members: &[Member<'_>],
    hosts: &mut [Host],
    network: &mut Network,
    problems: &mut Vec<BuildProblem>,
) {
    let Some(bridge_name) = name_of(&bridge.plan.name, bridge.owner, problems) else { return };
    for member in members.iter().filter(|member| !member.plan.is_bridge) {
        let station = network.ends.len();
        if !add_end(member, InterfaceKind::Wire, member.plan.name.clone(), member.mac(), hosts, network, problems) {
            continue;
        }
        let port: String = member.plan.port.clone().unwrap_or_else(|| format!("veth{}", member.owner).chars().take(15).collect());
        let on_bridge = Member { host: bridge.host, place: member.place, plan: member.plan, owner: bridge.owner };
        let kind = InterfaceKind::Port { bridge: bridge_name, hairpin: false };
        let port_mac = mac(PORT, member.host, member.place);
        if !add_end(&on_bridge, kind, port, port_mac, hosts, network, problems) {
            continue;
        }
        let port = station + 1;
        let station_mac = network.ends.get(station).map(|end| end.mac);
        if let Some(end) = network.ends.get_mut(station) {
            end.peers = vec![port];
        }
        if let Some(end) = network.ends.get_mut(port) {
            end.peers = vec![station];
            let (host, interface) = (end.host, end.interface);
            let found = hosts.get_mut(host.0 as usize).into_iter().flat_map(|host| &mut host.networking.interfaces);
            if let Some(interface) = found.into_iter().find(|own| own.name == interface) {
                interface.peer = station_mac;
                interface.up = true;
            }
        }
    }
}

/// An interface of a host and its end of a wire. `false` if it cannot be.
fn add_end(
    member: &Member<'_>,
    kind: InterfaceKind,
    name: String,
    mac: Mac,
    hosts: &mut [Host],
    network: &mut Network,
    problems: &mut Vec<BuildProblem>,
) -> bool {
    let Some(name) = name_of(&name, member.owner, problems) else { return false };
    let Some(host) = hosts.get_mut(member.host) else { return false };
    if host.networking.interface(name).is_some() {
        let says = "an interface of that name is there already".to_owned();
        problems.push(BuildProblem { host: member.owner.to_owned(), doing: format!("interface {name}"), says });
        return false;
    }
    let is_port = matches!(kind, InterfaceKind::Port { .. });
    let plain = Interface::new(next_index(host), name, kind, mac);
    host.networking.add_interface(Interface { mtu: member.plan.mtu, up: is_port, ..plain });
    network.ends.push(End {
        host: HostId(member.host as u32),
        interface: name,
        mac,
        is_port,
        peers: Vec::new(),
        queue: Default::default(),
    });
    true
}

fn configure(host: &mut Host, id: usize, plan: &HostPlan, problems: &mut Vec<BuildProblem>) {
    for (number, interface) in plan.interfaces.iter().enumerate().filter(|(_, interface)| interface.is_bridge) {
        let Some(name) = name_of(&interface.name, &plan.name, problems) else { continue };
        let plain = Interface::new(next_index(host), name, InterfaceKind::Bridge, mac(STATION, id, number));
        host.networking.add_interface(Interface { mtu: interface.mtu, ..plain });
    }
    for interface in &plan.interfaces {
        for address in &interface.addresses {
            let mut words = vec!["address", "add", address];
            if !address.ends_with("/32") {
                words.extend(["brd", "+"]);
            }
            words.extend(["dev", &interface.name]);
            run(host, "ip", &words, plan, problems);
        }
        if interface.is_up {
            run(host, "ip", &["link", "set", &interface.name, "up"], plan, problems);
        }
    }
    for (verb, lines) in [("route", &plan.routes), ("rule", &plan.routing_rules)] {
        for line in lines {
            let words: Vec<&str> = [verb, "add"].into_iter().chain(line.split_whitespace()).collect();
            run(host, "ip", &words, plan, problems);
        }
    }
    set_sysctls(host, plan, When::AfterInterfaces, problems);
    if !plan.sets.trim().is_empty() {
        let output = tools::restore_sets(host, &plan.sets);
        note(output, "ipset restore", plan, problems);
    }
    if !plan.rules.trim().is_empty() {
        let output = tools::restore_rules(host, &plan.rules, false);
        note(output, "iptables-restore", plan, problems);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    BeforeInterfaces,
    AfterInterfaces,
}

/// Settings of `all` and `default` are there before the interfaces are; those of an interface come after it.
fn set_sysctls(host: &mut Host, plan: &HostPlan, when: When, problems: &mut Vec<BuildProblem>) {
    for (name, value) in &plan.sysctls {
        if sysctl::is_of_device(name) == (when == When::AfterInterfaces) {
            let output = tools::set_sysctls(host, &[(name.clone(), value.clone())]);
            note(output, &format!("sysctl {name}={value}"), plan, problems);
        }
    }
}

fn run(host: &mut Host, command: &str, words: &[&str], plan: &HostPlan, problems: &mut Vec<BuildProblem>) {
    let all: Vec<&str> = [command].into_iter().chain(words.iter().copied()).collect();
    let output = tools::run(host, &all, "", Instant::default());
    note(output, &all.join(" "), plan, problems);
}

fn note(output: tools::Output, doing: &str, plan: &HostPlan, problems: &mut Vec<BuildProblem>) {
    // `sysctl` says that nobody may write a setting, and succeeds.
    if output.code != 0 || !output.err.is_empty() {
        problems.push(BuildProblem { host: plan.name.clone(), doing: doing.to_owned(), says: output.err });
    }
}

fn name_of(name: &str, host: &str, problems: &mut Vec<BuildProblem>) -> Option<InterfaceName> {
    let found = InterfaceName::new(name).filter(|found| !found.is_none());
    if found.is_none() {
        let says = "an interface's name has 1 to 15 characters".to_owned();
        problems.push(BuildProblem { host: host.to_owned(), doing: format!("interface {name}"), says });
    }
    found
}

fn next_index(host: &Host) -> u32 {
    host.networking.interfaces.iter().map(|interface| interface.index).max().unwrap_or(0) + 1
}

const STATION: u8 = 0x02;
const PORT: u8 = 0x06;

/// Locally administered: by the place of the host and of the interface in it, as recordings have them.
fn mac(kind: u8, host: usize, place: usize) -> Mac {
    let [.., b, a] = (host as u32).to_be_bytes();
    Mac([kind, 0, 0, b, a, place as u8])
}
