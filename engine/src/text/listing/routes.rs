//! Lines of `ip route`, rows of `route -n`, lines of `ip rule`.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use super::lines::{Line, Word};
use super::recognise::Position;
use super::{Network, anonymous};
use crate::state::interface::{InterfaceName, Scope};
use crate::state::route::{NextHop, Route, RouteKind, RouteProtocol, TableNumber};
use crate::text::finding::Severity;
use crate::text::ip::{Complaint, route, rule, values};

/// `default via 10.0.0.1 dev eth0 proto dhcp metric 100`, and the `nexthop` lines below a route.
pub(super) fn take(network: &mut Network, line: &Line, position: &Position) {
    let numbered = network.numbered(line);
    let texts = plain_words(&numbered);
    if texts.first() == Some(&"nexthop") {
        take_hop(network, line, &texts);
        return;
    }
    if texts.first() == Some(&"cache") {
        return;
    }
    if let Some(word) = line.words.iter().find(|word| word.text == "encap") {
        let hint = "a lab has no labels and no tunnels of routes; the route is left out";
        network.find(Some(word), Severity::NotModelled, "a route without encapsulation", hint);
        return;
    }
    match route::parse(&texts) {
        Ok(written) => {
            if written.table.is_none() {
                network.note_table(position.table_word.as_ref());
            }
            let table = written.table.or(position.table).unwrap_or_else(|| home_of(written.kind));
            network.routes.push((table, written.to_listed()));
        }
        Err(complaint) => refuse(network, line, &complaint),
    }
}

/// Words of listings that say nothing about where packets go.
fn is_decoration(word: &str) -> bool {
    matches!(word, "offload" | "rt_offload" | "rt_trap" | "pervasive" | "trap")
}

/// The words of a route without decoration; `nhid 16` names a next hop that the line names, too.
fn plain_words(words: &[String]) -> Vec<&str> {
    let mut plain = Vec::with_capacity(words.len());
    let mut words = words.iter().map(String::as_str);
    while let Some(word) = words.next() {
        match word {
            "nhid" => drop(words.next()),
            word if is_decoration(word) => {}
            word => plain.push(word),
        }
    }
    plain
}

/// A listing without `table` is of main; local and broadcast routes stand in the table local only.
fn home_of(kind: Option<RouteKind>) -> TableNumber {
    match kind {
        Some(RouteKind::Local | RouteKind::Broadcast | RouteKind::Anycast) => TableNumber::LOCAL,
        Some(
            RouteKind::Unicast
            | RouteKind::Multicast
            | RouteKind::Blackhole
            | RouteKind::Unreachable
            | RouteKind::Prohibit
            | RouteKind::Throw,
        )
        | None => TableNumber::MAIN,
    }
}

fn take_hop(network: &mut Network, line: &Line, texts: &[&str]) {
    let hops = route::parse(texts).map(|written| written.to_listed().next_hops);
    match (hops, network.routes.last_mut()) {
        (Ok(hops), Some((_, route))) => route.next_hops.extend(hops),
        (Ok(_), None) => network.complain(line.words.first(), "a route above this line", "paste its first line, too"),
        (Err(complaint), _) => refuse(network, line, &complaint),
    }
}

/// The complaint names a word: that is where the finding points to.
fn refuse(network: &mut Network, line: &Line, complaint: &Complaint) {
    let named = line.words.iter().find(|word| complaint.text.contains(&format!("\"{}\"", word.text)));
    network.complain(named.or(line.words.first()), "a route as `ip route` prints it", &complaint.text);
}

pub(super) fn take_rule(network: &mut Network, line: &Line) {
    let numbered = network.numbered(line);
    let texts: Vec<&str> = numbered.iter().map(String::as_str).collect();
    let preference = texts.first().and_then(|word| word.trim_end_matches(':').parse().ok()).unwrap_or(0);
    match rule::parse(texts.get(1..).unwrap_or_default()) {
        Ok(written) => {
            let mut rule = written.to_rule(preference);
            // The kernel's own three.
            if matches!(preference, 0 | 32766 | 32767) {
                rule.protocol = 2;
            }
            network.rules.push(rule);
        }
        Err(complaint) => {
            let named = line.words.iter().find(|word| complaint.text.contains(&format!("\"{}\"", word.text)));
            network.complain(named.or(line.words.first()), "a rule as `ip rule` prints it", &complaint.text);
        }
    }
}

/// `0.0.0.0  192.168.1.1  0.0.0.0  UG  100  0  0 eth0`
pub(super) fn take_row(network: &mut Network, line: &Line) {
    let [destination, gateway, mask, flags, metric, _, _, device, ..] = line.words.as_slice() else {
        network.complain(line.words.first(), "eight columns, from Destination to Iface", "the row is left out");
        return;
    };
    let Some(net) = net_of(destination, mask) else {
        network.complain(Some(destination), "an address and a Genmask that fit", "the row is left out");
        return;
    };
    let kind = match (flags.text.contains('!'), device.text.as_str()) {
        (true, _) => RouteKind::Unreachable,
        (false, "*") => RouteKind::Blackhole,
        (false, _) => RouteKind::Unicast,
    };
    let rejects = kind != RouteKind::Unicast;
    let gateway = gateway_of(network, gateway).filter(|gateway| !gateway.is_unspecified() && flags.text.contains('G'));
    let device = values::interface_name(&device.text).unwrap_or(InterfaceName::NONE);
    let scope = if gateway.is_some() || rejects { Scope::Global } else { Scope::Link };
    let hop = NextHop {
        gateway,
        device,
        weight: 1,
        onlink: false,
        scope: if gateway.is_some() { Scope::Link } else { Scope::Host },
        dead: false,
        realms: 0,
    };
    let mut route = Route {
        kind,
        destination: net,
        tos: 0,
        metric: values::number(&metric.text).unwrap_or(0),
        protocol: RouteProtocol::BOOT,
        scope,
        source: None,
        next_hops: if rejects { Vec::new() } else { vec![hop] },
        attributes: Vec::new(),
    };
    if network.has_row(&route) {
        return;
    }
    // What the kernel made of an address; `route -n` does not tell, the address does.
    let own = network.interfaces.iter().find(|interface| interface.name == device).into_iter();
    let own = own
        .flat_map(|interface| &interface.addresses)
        .find(|own| Ipv4Net::new(own.address, own.prefix_length).is_ok_and(|own| own.trunc() == net));
    if let Some(own) = own.filter(|_| gateway.is_none()) {
        route.source = Some(own.address);
        route.protocol = RouteProtocol::KERNEL;
    }
    if rejects {
        let hint = format!("`route` tells neither unreachable from prohibit nor blackhole from throw; {} is taken", kind.name());
        network.find(Some(flags), Severity::Guess, "what kind of refusal it is", &hint);
    }
    network.routes.push((TableNumber::MAIN, route));
}

/// `route` without `-n` prints names.
fn gateway_of(network: &mut Network, word: &Word) -> Option<Ipv4Addr> {
    let is_name = word.text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    let found = match word.text.as_str() {
        "*" | "-" | "default" => None,
        text => values::address(text),
    };
    if found.is_some() || !is_name || word.text == "default" {
        return found;
    }
    let address = anonymous::for_name(&word.text);
    let hint = format!("a lab asks nobody for names; {address} stands for it here");
    network.find(Some(word), Severity::Guess, "an IPv4 address", &hint);
    Some(address)
}

fn net_of(destination: &Word, mask: &Word) -> Option<Ipv4Net> {
    let address = match destination.text.as_str() {
        "link-local" => Ipv4Addr::new(169, 254, 0, 0),
        "loopback" => Ipv4Addr::new(127, 0, 0, 0),
        text => values::prefix(text)?.addr(),
    };
    Ipv4Net::with_netmask(address, values::address(&mask.text)?).ok()
}

/// What a row of `route -n` tells of a route: all that it says beside its flags.
pub type RowKey = (Ipv4Net, u32, Option<(Option<Ipv4Addr>, InterfaceName)>);

fn row_key(route: &Route) -> RowKey {
    (route.destination, route.metric, route.next_hops.first().map(|hop| (hop.gateway, hop.device)))
}

impl Network {
    /// Does the row say no more than a route that is known already?
    fn has_row(&mut self, row: &Route) -> bool {
        let fresh = self.routes.get(self.keyed_routes..).unwrap_or_default();
        let of_main = fresh.iter().filter(|(table, _)| *table == TableNumber::MAIN);
        self.row_keys.extend(of_main.map(|(_, route)| row_key(route)));
        self.keyed_routes = self.routes.len();
        self.row_keys.contains(&row_key(row))
    }
}
