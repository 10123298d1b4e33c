//! A route as `ip route` prints it.

use std::fmt::Write as _;

use net::{InterfaceName, Prefix, Scope};

use crate::route::{NextHop, Route, RouteKind, RouteProtocol, TableNumber};

/// What `ip route show` leaves out of a line because the command named it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// `ip route show table all`: each route names its table, except main.
    pub table: Option<TableNumber>,
    pub without_gateway: bool,
    pub without_device: bool,
    pub without_protocol: bool,
    pub without_scope: bool,
    pub without_source: bool,
    /// `-d`
    pub details: bool,
}

/// One route as `ip route` prints it, with its line end. `has_carrier` tells of each device.
pub fn print(out: &mut String, route: &Route, columns: Columns, has_carrier: impl Fn(InterfaceName) -> bool) {
    if route.kind != RouteKind::Unicast || columns.details {
        let _ = write!(out, "{} ", route.kind.name());
    }
    let _ = write!(out, "{} ", prefix_text(route.destination));
    if route.tos != 0 {
        let _ = write!(out, "tos {} ", tos_text(route.tos));
    }
    if let [hop] = route.next_hops.as_slice() {
        print_gateway(out, hop, columns);
        print_device(out, hop, columns);
    }
    if let Some(table) = columns.table.filter(|table| *table != TableNumber::MAIN) {
        let _ = write!(out, "table {table} ");
    }
    print_origin(out, route, columns);
    if let [hop] = route.next_hops.as_slice() {
        print_flags(out, hop, &has_carrier);
        print_realms(out, hop);
    }
    for (name, value) in &route.attributes {
        let _ = write!(out, "{name} {value} ");
    }
    if route.next_hops.len() > 1 {
        for hop in &route.next_hops {
            out.push_str("\n\tnexthop ");
            print_gateway(out, hop, Columns::default());
            print_realms(out, hop);
            print_device(out, hop, Columns::default());
            let _ = write!(out, "weight {} ", hop.weight);
            print_flags(out, hop, &has_carrier);
        }
    }
    out.push('\n');
}

fn print_gateway(out: &mut String, hop: &NextHop, columns: Columns) {
    if let Some(gateway) = hop.gateway.filter(|_| !columns.without_gateway) {
        let _ = write!(out, "via {gateway} ");
    }
}

fn print_device(out: &mut String, hop: &NextHop, columns: Columns) {
    if !columns.without_device {
        let _ = write!(out, "dev {} ", hop.device);
    }
}

fn print_realms(out: &mut String, hop: &NextHop) {
    if hop.realms != 0 {
        let name = if hop.realms >> 16 == 0 { "realm" } else { "realms" };
        let _ = write!(out, "{name} {} ", realms_text(hop.realms));
    }
}

fn print_origin(out: &mut String, route: &Route, columns: Columns) {
    if (route.protocol != RouteProtocol::BOOT || columns.details) && !columns.without_protocol {
        let _ = write!(out, "proto {} ", protocol_name(route.protocol));
    }
    if (route.scope != Scope::Global || columns.details) && !columns.without_scope {
        let _ = write!(out, "scope {} ", scope_name(route.scope));
    }
    if let Some(source) = route.source.filter(|_| !columns.without_source) {
        let _ = write!(out, "src {source} ");
    }
    if route.metric != 0 {
        let _ = write!(out, "metric {} ", route.metric);
    }
}

fn print_flags(out: &mut String, hop: &NextHop, has_carrier: &impl Fn(InterfaceName) -> bool) {
    if hop.dead {
        out.push_str("dead ");
    }
    if hop.onlink {
        out.push_str("onlink ");
    }
    // Local routes do not follow the carrier.
    if hop.scope != Scope::Nowhere && !has_carrier(hop.device) {
        out.push_str("linkdown ");
    }
}

pub fn tos_text(tos: u8) -> String {
    format!("0x{tos:02x}")
}

/// What `/etc/iproute2/rt_realms` calls realm 0.
pub const NO_REALM: &str = "cosmos";

/// The destination's alone if the source has none.
pub fn realms_text(realms: u32) -> String {
    let name = |realm: u32| if realm == 0 { NO_REALM.to_owned() } else { realm.to_string() };
    match (realms >> 16, realms & 0xffff) {
        (0, destination) => name(destination),
        (source, destination) => format!("{}/{}", name(source), name(destination)),
    }
}

/// Without `/32`; `default` for everything: how routes and rules write prefixes.
pub fn prefix_text(prefix: Prefix) -> String {
    match prefix.length() {
        0 if prefix.address().is_unspecified() => "default".to_owned(),
        _ if prefix.is_one_address() => prefix.address().to_string(),
        length => format!("{}/{length}", prefix.address()),
    }
}

/// How far an address or a route reaches, by name and number (`/etc/iproute2/rt_scopes`).
pub const SCOPES: [(Scope, &str, u32); 5] = [
    (Scope::Global, "global", 0),
    (Scope::Site, "site", 200),
    (Scope::Link, "link", 253),
    (Scope::Host, "host", 254),
    (Scope::Nowhere, "nowhere", 255),
];

pub fn scope_name(scope: Scope) -> &'static str {
    SCOPES.iter().find(|(candidate, _, _)| *candidate == scope).map_or("", |(_, name, _)| name)
}

/// Who made a route (`/etc/iproute2/rt_protos`).
pub const PROTOCOLS: [(u8, &str); 22] = [
    (0, "unspec"),
    (1, "redirect"),
    (2, "kernel"),
    (3, "boot"),
    (4, "static"),
    (8, "gated"),
    (9, "ra"),
    (10, "mrt"),
    (11, "zebra"),
    (12, "bird"),
    (13, "dnrouted"),
    (14, "xorp"),
    (15, "ntk"),
    (16, "dhcp"),
    (18, "keepalived"),
    (42, "babel"),
    (99, "openr"),
    (186, "bgp"),
    (187, "isis"),
    (188, "ospf"),
    (189, "rip"),
    (192, "eigrp"),
];

pub fn protocol_name(protocol: RouteProtocol) -> String {
    let named = PROTOCOLS.iter().find(|(number, _)| *number == protocol.0);
    named.map_or_else(|| protocol.0.to_string(), |(_, name)| (*name).to_owned())
}
