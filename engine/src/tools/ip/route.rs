//! `ip route`: showing, adding, replacing, deleting, flushing. `ip route get` is `get`'s.

use std::net::Ipv4Addr;
use std::sync::Arc;

use ipnet::Ipv4Net;

use super::{Answer, Failure, Family, Options, get, is_one_of, unknown_command, usage};
use crate::kernel::host::Host;
use crate::state::interface::{InterfaceName, Scope};
use crate::state::route::change::Insertion;
use crate::state::route::error::ChangeError;
use crate::state::route::{Route, RouteKind, RouteProtocol, TableNumber};
use crate::text::ip::route::{self as text, Columns, RouteWords};
use crate::text::ip::words::{Words, begins};
use crate::text::ip::{Complaint, values};

pub(super) fn run(host: &mut Host, options: Options, words: &[&str]) -> Answer {
    let Some((command, arguments)) = words.split_first() else {
        return show(host, options, &[]);
    };
    match *command {
        _ if is_one_of(command, &["list", "show", "lst"]) => show(host, options, arguments),
        _ if begins(command, "get") => get::run(host, arguments),
        _ if is_one_of(command, &["add"]) => add(host, arguments, Insertion::Add),
        _ if is_one_of(command, &["change", "chg"]) => add(host, arguments, Insertion::Change),
        _ if is_one_of(command, &["replace"]) => add(host, arguments, Insertion::Replace),
        _ if is_one_of(command, &["prepend"]) => add(host, arguments, Insertion::Prepend),
        _ if is_one_of(command, &["append"]) => add(host, arguments, Insertion::Append),
        _ if is_one_of(command, &["delete"]) => delete(host, arguments),
        _ if begins(command, "flush") => flush(host, arguments),
        _ if begins(command, "help") => Err(usage::of_route()),
        _ => Err(unknown_command(command, "route")),
    }
}

fn add(host: &mut Host, words: &[&str], insertion: Insertion) -> Answer {
    let written = text::parse(words)?;
    if written.destination.is_none() {
        return Err(usage::of_route());
    }
    check_devices(host, &written)?;
    put(host, &written, insertion)?;
    Ok(String::new())
}

/// What is written becomes a route; its devices are there.
pub(in crate::tools) fn put(host: &mut Host, written: &RouteWords, insertion: Insertion) -> Result<(), ChangeError> {
    let mut route = written.to_add();
    for hop in &mut route.next_hops {
        hop.dead = false;
    }
    host.add_route(written.table(), route, insertion)
}

fn delete(host: &mut Host, words: &[&str]) -> Answer {
    let written = text::parse(words)?;
    if written.destination.is_none() {
        return Err(usage::of_route());
    }
    check_devices(host, &written)?;
    take(host, &written)?;
    Ok(String::new())
}

pub(in crate::tools) fn take(host: &mut Host, written: &RouteWords) -> Result<(), ChangeError> {
    host.delete_route(written.table(), &written.to_deletion()).map(|_| ())
}

fn check_devices(host: &Host, written: &RouteWords) -> Result<(), Failure> {
    let hops = written.next_hops.iter().filter_map(|hop| hop.device);
    for device in written.device.into_iter().chain(hops) {
        if host.interface(device).is_none() {
            return Err(Complaint::no_device(device.as_str()).into());
        }
    }
    Ok(())
}

/// What to show or flush.
#[derive(Clone, Debug, Default)]
struct Filter {
    table: Option<Tables>,
    root: Option<Ipv4Net>,
    matching: Option<Ipv4Net>,
    exact: Option<Ipv4Net>,
    device: Option<InterfaceName>,
    gateway: Option<Ipv4Net>,
    source: Option<Ipv4Net>,
    protocol: Option<RouteProtocol>,
    scope: Option<Scope>,
    kind: Option<RouteKind>,
    tos: Option<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tables {
    All,
    One(TableNumber),
    Cache,
}

fn show(host: &Host, options: Options, words: &[&str]) -> Answer {
    let filter = parse_filter(words)?;
    if let Some(device) = filter.device.filter(|device| host.interface(*device).is_none()) {
        return Err(Complaint::no_device(device.as_str()).into());
    }
    if options.family == Family::Inet6 {
        return Ok(String::new());
    }
    let tables = filter.table.unwrap_or(Tables::One(TableNumber::MAIN));
    if let Tables::One(table) = tables
        && table != TableNumber::MAIN
        && table != TableNumber::LOCAL
        && !host.routing.tables.contains_key(&table)
    {
        let err = format!("Error: {}.\nDump terminated\n", ChangeError::NoSuchTable);
        return Err(Failure { out: String::new(), err, code: 2 });
    }
    let mut out = String::new();
    for (table, route) in listed(host, tables).filter(|(_, route)| filter.keeps(route)) {
        let columns = Columns {
            table: (tables == Tables::All).then_some(table),
            without_gateway: filter.gateway.is_some(),
            without_device: filter.device.is_some(),
            without_protocol: filter.protocol.is_some(),
            without_scope: filter.scope.is_some(),
            without_source: filter.source.is_some(),
            details: options.details,
        };
        text::print(&mut out, route, columns, |device| host.has_carrier(device));
    }
    Ok(out)
}

/// Routes in the order in which the kernel lists them: tables by number, in a table by address, at one address the
/// longest prefix first.
fn listed(host: &Host, tables: Tables) -> impl Iterator<Item = (TableNumber, &Arc<Route>)> {
    let wanted = host.routing.tables.iter().filter(move |(table, _)| match tables {
        Tables::All => true,
        Tables::One(one) => **table == one,
        Tables::Cache => false,
    });
    let mut wanted: Vec<_> = wanted.collect();
    // The kernel's table of tables has 256 slots.
    wanted.sort_by_key(|(table, _)| table.0 & 0xff);
    wanted.into_iter().flat_map(|(table, routes)| {
        let mut routes: Vec<&Arc<Route>> = routes.iter().collect();
        routes.sort_by_key(|route| route.destination.network());
        routes.into_iter().map(|route| (*table, route))
    })
}

fn flush(host: &mut Host, words: &[&str]) -> Answer {
    if words.is_empty() {
        return Err(Complaint::new("\"ip route flush\" requires arguments.", 1).into());
    }
    let filter = parse_filter(words)?;
    let tables = filter.table.unwrap_or(Tables::One(TableNumber::MAIN));
    for (table, routes) in &mut host.routing.tables {
        let chosen = match tables {
            Tables::All => true,
            Tables::One(one) => *table == one,
            Tables::Cache => false,
        };
        if chosen {
            routes.retain(|route| !filter.keeps(route));
        }
    }
    Ok(String::new())
}

impl Filter {
    fn keeps(&self, route: &Route) -> bool {
        let net = route.destination;
        let gateway = route.next_hops.first().and_then(|hop| hop.gateway).filter(|_| route.next_hops.len() == 1);
        self.root.is_none_or(|root| root.contains(&net))
            && self.matching.is_none_or(|matching| net.contains(&matching))
            && self.exact.is_none_or(|exact| exact == net)
            && self.device.is_none_or(|device| route.next_hops.len() == 1 && route.device() == device)
            && self.gateway.is_none_or(|wanted| gateway.is_some_and(|gateway| wanted.contains(&gateway)))
            && self.source.is_none_or(|wanted| route.source.is_some_and(|source| wanted.contains(&source)))
            && self.protocol.is_none_or(|protocol| protocol == route.protocol)
            && self.scope.is_none_or(|scope| scope == route.scope)
            && self.kind.is_none_or(|kind| kind == route.kind)
            && self.tos.is_none_or(|tos| tos == route.tos)
    }
}

fn parse_filter(words: &[&str]) -> Result<Filter, Failure> {
    let mut words = Words::new(words);
    let mut filter = Filter::default();
    while let Some(word) = words.next() {
        match word {
            "dev" | "oif" | "iif" => {
                let name = words.argument()?;
                filter.device = Some(values::interface_name(name).ok_or_else(|| Complaint::no_device(name))?);
            }
            "via" => filter.gateway = Some(prefix(words.argument()?)?),
            "src" => filter.source = Some(prefix(words.argument()?)?),
            "scope" => filter.scope = Some(value(&mut words, values::scope, "invalid \"scope\"\n")?),
            "type" => filter.kind = Some(value(&mut words, RouteKind::from_name, "node type value is invalid\n")?),
            "tos" | "dsfield" => filter.tos = Some(value(&mut words, values::tos, "TOS value is invalid\n")?),
            "proto" | "protocol" => {
                filter.protocol = Some(value(&mut words, values::route_protocol, "invalid \"protocol\"\n")?);
            }
            "cache" | "cached" | "cloned" => filter.table = Some(Tables::Cache),
            "table" => filter.table = Some(tables(&mut words)?),
            _ if begins(word, "table") => filter.table = Some(tables(&mut words)?),
            "root" => filter.root = Some(prefix(words.argument()?)?),
            "match" => filter.matching = Some(prefix(words.argument()?)?),
            "exact" => filter.exact = Some(prefix(words.argument()?)?),
            "to" => take_selector(&mut filter, &mut words)?,
            _ => filter.exact = Some(prefix(word)?),
        }
    }
    Ok(filter)
}

fn take_selector(filter: &mut Filter, words: &mut Words<'_>) -> Result<(), Failure> {
    match words.argument()? {
        "root" => filter.root = Some(prefix(words.argument()?)?),
        "match" => filter.matching = Some(prefix(words.argument()?)?),
        "exact" => filter.exact = Some(prefix(words.argument()?)?),
        word => filter.exact = Some(prefix(word)?),
    }
    Ok(())
}

fn tables(words: &mut Words<'_>) -> Result<Tables, Failure> {
    let argument = words.argument()?;
    match argument {
        "all" | "0" => Ok(Tables::All),
        "cache" => Ok(Tables::Cache),
        _ => values::table(argument)
            .map(Tables::One)
            .ok_or_else(|| Complaint::wrong_argument(argument, "table id value is invalid\n").into()),
    }
}

fn value<T>(words: &mut Words<'_>, read: impl Fn(&str) -> Option<T>, message: &str) -> Result<T, Failure> {
    let argument = words.argument()?;
    read(argument).ok_or_else(|| Complaint::wrong_argument(argument, message).into())
}

fn prefix(text: &str) -> Result<Ipv4Net, Failure> {
    values::prefix(text).ok_or_else(|| Complaint::no_prefix("any valid", text).into())
}

/// For `ip route get`.
pub(super) fn address_of(text: &str) -> Option<(Ipv4Addr, u8)> {
    values::prefix(text).map(|net| (net.addr(), net.prefix_len()))
}
