//! A route as text: the words of `ip route add`, a line of `ip route`, and how `ip route` prints it.

use std::net::Ipv4Addr;

pub use trace::print::route::Columns;

use ipnet::Ipv4Net;

use super::complaint::Complaint;
use super::values;
use super::words::{Words, begins};
use crate::state::interface::{InterfaceName, Scope};
use crate::state::route::change::Deletion;
use crate::state::route::{NextHop, Route, RouteKind, RouteProtocol, TableNumber};

/// What was written, nothing filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RouteWords {
    pub kind: Option<RouteKind>,
    pub destination: Option<Ipv4Net>,
    pub gateway: Option<Ipv4Addr>,
    pub device: Option<InterfaceName>,
    pub table: Option<TableNumber>,
    pub protocol: Option<RouteProtocol>,
    pub scope: Option<Scope>,
    pub source: Option<Ipv4Addr>,
    pub metric: Option<u32>,
    pub tos: u8,
    pub onlink: bool,
    /// Flags of a listing.
    pub dead: bool,
    pub link_down: bool,
    pub next_hops: Vec<HopWords>,
    pub realms: u32,
    pub attributes: Vec<(String, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HopWords {
    pub gateway: Option<Ipv4Addr>,
    pub device: Option<InterfaceName>,
    pub weight: u16,
    pub onlink: bool,
    pub dead: bool,
    pub realms: u32,
}

/// What follows `ip route add` and the like, or one route of a listing with its `nexthop` lines.
pub fn parse(words: &[&str]) -> Result<RouteWords, Complaint> {
    let mut words = Words::new(words);
    let mut route = RouteWords::default();
    while let Some(word) = words.next() {
        parse_word(&mut route, word, &mut words)?;
    }
    Ok(route)
}

fn parse_word(route: &mut RouteWords, word: &str, words: &mut Words<'_>) -> Result<(), Complaint> {
    match word {
        "src" => route.source = Some(address_argument(route, words)?),
        "via" => {
            let mut argument = words.argument()?;
            if argument == "inet" {
                argument = words.argument()?;
            }
            if route.gateway.is_some() {
                return Err(Complaint::wrong_argument("via", "use nexthop syntax to specify multiple via\n"));
            }
            let gateway = values::address(argument).ok_or_else(|| Complaint::no_address(route.family(), argument))?;
            route.gateway = Some(gateway);
        }
        "tos" => route.tos = argument(words, values::tos, "\"tos\" value is invalid\n")?,
        "metric" | "preference" => route.metric = Some(argument(words, values::number, "\"metric\" value is invalid\n")?),
        "scope" => route.scope = Some(argument(words, values::scope, "invalid \"scope\" value\n")?),
        "onlink" => route.onlink = true,
        "dead" => route.dead = true,
        "linkdown" => route.link_down = true,
        "nexthop" => route.next_hops.push(parse_hop(words)?),
        "dev" | "oif" => route.device = Some(device_argument(words)?),
        "proto" => route.protocol = Some(argument(words, values::route_protocol, "\"protocol\" value is invalid\n")?),
        "table" => route.table = Some(argument(words, values::table, "\"table\" value is invalid\n")?),
        "realm" | "realms" => route.realms = parse_realms(words)?,
        _ if ATTRIBUTES.contains(&word) => parse_attribute(route, word, words)?,
        _ if begins(word, "priority") && word.len() > 2 => {
            route.metric = Some(argument(words, values::number, "\"metric\" value is invalid\n")?);
        }
        _ if begins(word, "protocol") && word.len() > 2 => {
            route.protocol = Some(argument(words, values::route_protocol, "\"protocol\" value is invalid\n")?);
        }
        _ if begins(word, "table") => route.table = Some(argument(words, values::table, "\"table\" value is invalid\n")?),
        _ => parse_destination(route, word, words)?,
    }
    Ok(())
}

/// Kept and printed back.
const ATTRIBUTES: [&str; 15] = [
    "mtu",
    "advmss",
    "hoplimit",
    "window",
    "rtt",
    "rttvar",
    "rto_min",
    "ssthresh",
    "cwnd",
    "initcwnd",
    "initrwnd",
    "quickack",
    "congctl",
    "features",
    "reordering",
];

/// `TO` or `FROM/TO`.
fn parse_realms(words: &mut Words<'_>) -> Result<u32, Complaint> {
    argument(words, values::realms, "\"realm\" value is invalid\n")
}

fn parse_attribute(route: &mut RouteWords, name: &str, words: &mut Words<'_>) -> Result<(), Complaint> {
    let mut value = words.argument()?.to_string();
    if value == "lock" {
        value = format!("lock {}", words.argument()?);
    }
    route.attributes.push((name.to_string(), value));
    Ok(())
}

fn parse_destination(route: &mut RouteWords, word: &str, words: &mut Words<'_>) -> Result<(), Complaint> {
    let mut word = if word == "to" { words.argument()? } else { word };
    if let Some(kind) = RouteKind::from_name(word) {
        route.kind = Some(kind);
        word = words.argument()?;
    }
    if route.destination.is_some() {
        return Err(Complaint::garbage("to", word));
    }
    route.destination = Some(values::prefix(word).ok_or_else(|| Complaint::no_prefix("any valid", word))?);
    Ok(())
}

fn parse_hop(words: &mut Words<'_>) -> Result<HopWords, Complaint> {
    let mut hop = HopWords { gateway: None, device: None, weight: 1, onlink: false, dead: false, realms: 0 };
    while let Some(word) = words.peek() {
        match word {
            "via" => {
                words.next();
                let argument = words.argument()?;
                hop.gateway = Some(values::address(argument).ok_or_else(|| Complaint::no_address("inet", argument))?);
            }
            "dev" => {
                words.next();
                hop.device = Some(device_argument(words)?);
            }
            "weight" => {
                words.next();
                let argument = words.argument()?;
                let weight = values::number(argument).filter(|weight| (1..=256).contains(weight));
                hop.weight = weight
                    .and_then(|weight| u16::try_from(weight).ok())
                    .ok_or_else(|| Complaint::wrong_argument(argument, "\"weight\" is invalid\n"))?;
            }
            "onlink" => {
                words.next();
                hop.onlink = true;
            }
            "realm" | "realms" => {
                words.next();
                hop.realms = parse_realms(words)?;
            }
            "dead" => {
                words.next();
                hop.dead = true;
            }
            "linkdown" | "pervasive" | "offload" => {
                words.next();
            }
            _ => break,
        }
    }
    Ok(hop)
}

pub(super) fn argument<T>(words: &mut Words<'_>, read: impl Fn(&str) -> Option<T>, message: &str) -> Result<T, Complaint> {
    let argument = words.argument()?;
    read(argument).ok_or_else(|| Complaint::wrong_argument(argument, message))
}

pub(super) fn device_argument(words: &mut Words<'_>) -> Result<InterfaceName, Complaint> {
    let argument = words.argument()?;
    values::interface_name(argument).ok_or_else(|| Complaint::no_device(argument))
}

fn address_argument(route: &RouteWords, words: &mut Words<'_>) -> Result<Ipv4Addr, Complaint> {
    let argument = words.argument()?;
    values::address(argument).ok_or_else(|| Complaint::no_address(route.family(), argument))
}

impl RouteWords {
    /// A prefix in digits before has told iproute2 the family; `default` has not.
    fn family(&self) -> &'static str {
        if self.destination.is_some_and(|net| net != Ipv4Net::default()) { "inet" } else { "any valid" }
    }

    /// Where the route belongs if no table was named.
    pub fn table(&self) -> TableNumber {
        match (self.table, self.kind) {
            (Some(table), _) => table,
            (None, Some(RouteKind::Local | RouteKind::Broadcast | RouteKind::Anycast)) => TableNumber::LOCAL,
            (None, _) => TableNumber::MAIN,
        }
    }

    /// As the command means it: what was left out gets the defaults of `ip route add`.
    pub fn to_add(&self) -> Route {
        let kind = self.kind.unwrap_or(RouteKind::Unicast);
        let has_gateway = self.gateway.is_some() || !self.next_hops.is_empty();
        let scope = match (self.scope, kind) {
            (Some(scope), _) => scope,
            (None, RouteKind::Local) => Scope::Host,
            (None, RouteKind::Broadcast | RouteKind::Anycast | RouteKind::Multicast) => Scope::Link,
            (None, RouteKind::Unicast) if !has_gateway => Scope::Link,
            (None, RouteKind::Unicast)
            | (None, RouteKind::Blackhole | RouteKind::Unreachable | RouteKind::Prohibit | RouteKind::Throw) => Scope::Global,
        };
        self.to_route(kind, scope)
    }

    /// As a listing means it: what is not printed is at the value that is not printed.
    pub fn to_listed(&self) -> Route {
        self.to_route(self.kind.unwrap_or(RouteKind::Unicast), self.scope.unwrap_or(Scope::Global))
    }

    fn to_route(&self, kind: RouteKind, scope: Scope) -> Route {
        Route {
            kind,
            destination: self.destination.unwrap_or_default(),
            tos: self.tos,
            metric: self.metric.unwrap_or(0),
            protocol: self.protocol.unwrap_or(RouteProtocol::BOOT),
            scope,
            source: self.source,
            next_hops: self.hops(scope),
            attributes: self.attributes.clone(),
        }
    }

    fn hops(&self, scope: Scope) -> Vec<NextHop> {
        let named = HopWords {
            gateway: self.gateway,
            device: self.device,
            weight: 1,
            onlink: self.onlink,
            dead: self.dead,
            realms: self.realms,
        };
        let single = (self.gateway.is_some() || self.device.is_some()).then_some(named);
        single.iter().chain(&self.next_hops).map(|hop| hop.to_hop(scope)).collect()
    }

    pub fn to_deletion(&self) -> Deletion {
        Deletion {
            kind: self.kind,
            tos: self.tos,
            metric: self.metric,
            protocol: self.protocol,
            scope: self.scope,
            source: self.source,
            gateway: self.gateway.filter(|gateway| !gateway.is_unspecified()),
            device: self.device,
            next_hops: self.next_hops.iter().map(|hop| (hop.gateway, hop.device)).collect(),
            ..Deletion::of(self.destination.unwrap_or_default())
        }
    }
}

impl HopWords {
    fn to_hop(self, scope: Scope) -> NextHop {
        // What a gateway's own scope is, the kernel finds out; a listing does not tell it.
        let scope = match (self.gateway, scope) {
            (Some(_), _) => Scope::Link,
            (None, Scope::Host) => Scope::Nowhere,
            (None, Scope::Global | Scope::Site | Scope::Link | Scope::Nowhere) => Scope::Host,
        };
        NextHop {
            // The kernel takes 0.0.0.0 for no gateway.
            gateway: self.gateway.filter(|gateway| !gateway.is_unspecified()),
            device: self.device.unwrap_or(InterfaceName::NONE),
            weight: self.weight,
            onlink: self.onlink,
            scope,
            dead: self.dead,
            realms: self.realms,
        }
    }
}

/// One route as `ip route` prints it, with its line end. `has_carrier` tells of each device.
pub fn print(out: &mut String, route: &Route, columns: Columns, has_carrier: impl Fn(InterfaceName) -> bool) {
    trace::print::route::print(out, &route.shown(), columns, has_carrier);
}
