//! `ip route get`: what the kernel would do with a packet to an address, or with one that comes in.

use std::fmt::Write as _;
use std::net::Ipv4Addr;

use super::{Answer, Failure, route::address_of};
use crate::kernel::host::Host;
use crate::state::interface::InterfaceName;
use crate::state::packet::Protocol;
use crate::state::route::output::OutputKind;
use crate::state::route::{
    DropReason, InputQuery, InputRoute, OutputQuery, OutputRoute, RouteError, RouteKind, TableNumber, Winner, input, output,
};
use crate::text::ip::route::{self as text, Columns};
use crate::text::ip::words::Words;
use crate::text::ip::{Complaint, values};

#[derive(Clone, Debug)]
struct Question {
    destination: Ipv4Addr,
    source: Option<Ipv4Addr>,
    input: Option<InterfaceName>,
    output: Option<InterfaceName>,
    mark: u32,
    tos: u8,
    user: u32,
    protocol: Option<Protocol>,
    source_port: Option<u16>,
    destination_port: Option<u16>,
    /// `fibmatch`: the route of the table, not what comes out of it.
    raw: bool,
    warning: String,
}

pub(super) fn run(host: &Host, words: &[&str]) -> Answer {
    let question = parse(host, words)?;
    let answer = match question.input {
        Some(device) => get_input(host, &question, device),
        None => get_output(host, &question),
    };
    let mut failure = match answer {
        Ok(out) if question.warning.is_empty() => return Ok(out),
        Ok(out) => Failure { out, err: String::new(), code: 0 },
        Err(error) => Failure { out: String::new(), err: format!("RTNETLINK answers: {error}\n"), code: 2 },
    };
    failure.err.insert_str(0, &question.warning);
    Err(failure)
}

fn parse(host: &Host, words: &[&str]) -> Result<Question, Failure> {
    let mut words = Words::new(words);
    let mut destination = None;
    let mut question = Question {
        destination: Ipv4Addr::UNSPECIFIED,
        source: None,
        input: None,
        output: None,
        mark: 0,
        tos: 0,
        user: 0,
        protocol: None,
        source_port: None,
        destination_port: None,
        raw: false,
        warning: String::new(),
    };
    while let Some(word) = words.next() {
        match word {
            "tos" | "dsfield" => question.tos = value(&mut words, values::tos, "TOS value is invalid\n")?,
            "from" => question.source = Some(prefix(&mut question.warning, words.argument()?, destination.is_some())?),
            "iif" => question.input = Some(device(host, words.argument()?)?),
            "oif" | "dev" => question.output = Some(device(host, words.argument()?)?),
            "mark" => question.mark = value(&mut words, values::number, "mark")?,
            "uid" => question.user = value(&mut words, values::number, "invalid UID\n")?,
            "fibmatch" => question.raw = true,
            "notify" | "connected" => {}
            "ipproto" => question.protocol = Some(value(&mut words, values::protocol, "Invalid \"ipproto\" value\n")?),
            "sport" => question.source_port = Some(value(&mut words, port, "invalid sport\n")?),
            "dport" => question.destination_port = Some(value(&mut words, port, "invalid dport\n")?),
            _ => {
                let word = if word == "to" { words.argument()? } else { word };
                destination = Some(prefix(&mut question.warning, word, destination.is_some())?);
            }
        }
    }
    question.destination = destination.ok_or_else(|| Complaint::new("need at least a destination address", 1))?;
    Ok(question)
}

fn port(text: &str) -> Option<u16> {
    values::number(text).and_then(|port| u16::try_from(port).ok())
}

fn value<T>(words: &mut Words<'_>, read: impl Fn(&str) -> Option<T>, message: &str) -> Result<T, Failure> {
    let argument = words.argument()?;
    read(argument).ok_or_else(|| Complaint::wrong_argument(argument, message).into())
}

fn device(host: &Host, text: &str) -> Result<InterfaceName, Failure> {
    let found = values::interface_name(text).filter(|name| host.interface(*name).is_some());
    found.ok_or_else(|| Complaint::no_device(text).into())
}

fn prefix(warning: &mut String, text: &str, family_known: bool) -> Result<Ipv4Addr, Failure> {
    let family = if family_known { "inet" } else { "any valid" };
    let (address, length) = address_of(text).ok_or_else(|| Complaint::no_prefix(family, text))?;
    if length != 32 && !address.is_unspecified() {
        let _ = writeln!(warning, "Warning: /{length} as prefix is invalid, only /32 (or none) is supported.");
    }
    Ok(address)
}

impl Question {
    fn ports(&self) -> Option<(u16, u16)> {
        let some = self.source_port.is_some() || self.destination_port.is_some();
        some.then(|| (self.source_port.unwrap_or(0), self.destination_port.unwrap_or(0)))
    }
}

fn get_output(host: &Host, question: &Question) -> Result<String, RouteError> {
    let query = OutputQuery {
        source: question.source,
        mark: question.mark,
        device: question.output,
        tos: question.tos,
        // What the kernel asks with if nothing is named.
        protocol: question.protocol.or(Some(Protocol::UDP)),
        ports: question.ports().or(Some((0, 0))),
        user: question.user,
        ..OutputQuery::to(question.destination)
    };
    let route = output(host, &query).map_err(|refusal| refusal.error)?;
    if question.raw {
        return Ok(raw(host, route.winner.as_ref()));
    }
    let mut out = String::new();
    out.push_str(kind_word(&route, question));
    let _ = write!(out, "{} ", question.destination);
    if let Some(source) = question.source.filter(|source| !source.is_unspecified()) {
        let _ = write!(out, "from {source} ");
    }
    print_tos(&mut out, route.winner.as_ref());
    print_way(&mut out, &route);
    print_table(&mut out, host, route.winner.as_ref());
    if question.source != Some(route.source) && !route.source.is_unspecified() {
        let _ = write!(out, "src {} ", route.source);
    }
    if is_multicast(&route) {
        // iproute2 takes the flag for multicast to be another one.
        out.push_str("rt_offload_failed ");
    }
    print_mark(&mut out, question.mark);
    let _ = write!(out, "uid {} \n    cache ", question.user);
    let flags = match route.kind {
        OutputKind::Unicast => "",
        OutputKind::Local => "<local> ",
        OutputKind::Broadcast => "<local,brd> ",
        OutputKind::Multicast { joined: true } => "<local,mc> ",
        OutputKind::Multicast { joined: false } => "<mc> ",
    };
    out.push_str(flags);
    if !loses_route(&route) {
        print_attributes(&mut out, route.winner.as_ref());
    }
    out.push('\n');
    Ok(out)
}

fn kind_word(route: &OutputRoute, question: &Question) -> &'static str {
    let to_itself = question.destination.is_unspecified();
    let by_local_route = route.winner.as_ref().is_some_and(|winner| winner.route.kind == RouteKind::Local);
    match route.kind {
        OutputKind::Broadcast => "broadcast ",
        OutputKind::Multicast { .. } => "multicast ",
        // A unicast route over lo is called unicast, although its packets stay here.
        OutputKind::Local if to_itself || by_local_route => "local ",
        OutputKind::Local | OutputKind::Unicast => "",
    }
}

fn is_multicast(route: &OutputRoute) -> bool {
    matches!(route.kind, OutputKind::Multicast { .. })
}

/// Not the TOS that was asked with, but that of the route.
fn print_tos(out: &mut String, winner: Option<&Winner>) {
    if let Some(tos) = winner.map(|winner| winner.route.tos).filter(|tos| *tos != 0) {
        let _ = write!(out, "tos 0x{tos:02x} ");
    }
}

/// Broadcasts, and multicast by a default route, do not take anything but the device from their route.
fn loses_route(route: &OutputRoute) -> bool {
    match route.kind {
        OutputKind::Broadcast => true,
        OutputKind::Multicast { .. } => route.winner.as_ref().is_some_and(|winner| winner.route.destination.prefix_len() < 4),
        OutputKind::Unicast | OutputKind::Local => false,
    }
}

fn print_way(out: &mut String, route: &OutputRoute) {
    if let Some(gateway) = route.gateway {
        let _ = write!(out, "via {gateway} ");
    }
    let _ = write!(out, "dev {} ", route.device);
}

/// Tables other than main are named; local only once it is a table of its own.
fn print_table(out: &mut String, host: &Host, winner: Option<&Winner>) {
    let is_main = |table| table == TableNumber::MAIN || (table == TableNumber::LOCAL && !host.routing.separate_local);
    if let Some(table) = winner.map(|winner| winner.table).filter(|table| !is_main(*table)) {
        let _ = write!(out, "table {table} ");
    }
}

fn print_mark(out: &mut String, mark: u32) {
    let _ = match mark {
        0 => Ok(()),
        1..16 => write!(out, "mark {mark} "),
        16.. => write!(out, "mark {mark:#x} "),
    };
}

fn print_attributes(out: &mut String, winner: Option<&Winner>) {
    for (name, value) in winner.iter().flat_map(|winner| &winner.route.attributes) {
        let _ = write!(out, "{name} {value} ");
    }
}

fn raw(host: &Host, winner: Option<&Winner>) -> String {
    let mut out = String::new();
    if let Some(winner) = winner {
        let columns = Columns { table: Some(winner.table), ..Columns::default() };
        text::print(&mut out, &winner.route, columns, |device| host.has_carrier(device));
    }
    out
}

fn get_input(host: &Host, question: &Question, device: InterfaceName) -> Result<String, RouteError> {
    let query = InputQuery {
        source: question.source.unwrap_or(Ipv4Addr::UNSPECIFIED),
        destination: question.destination,
        input: device,
        mark: question.mark,
        tos: question.tos,
        protocol: question.protocol.or(Some(Protocol::UDP)),
        ports: question.ports().or(Some((0, 0))),
    };
    let found = match input(host, &query) {
        InputRoute::Local { winner } => Incoming::here("local ", "<local> ", Some(winner)),
        InputRoute::Broadcast { winner } => Incoming::here("broadcast ", "<local,brd> ", winner),
        InputRoute::Multicast => Incoming::here("multicast ", "<local,mc> ", None),
        InputRoute::Forward { route, redirect } => Incoming {
            word: if route.kind == OutputKind::Broadcast { "broadcast " } else { "" },
            flags: if redirect { "<redirect> " } else { "" },
            winner: route.winner.clone(),
            route: Some(route),
        },
        InputRoute::Dropped { reason, .. } => return Err(error_of(reason)),
        InputRoute::Unreachable { by, .. } => return Err(by.error),
    };
    if question.raw {
        return Ok(raw(host, found.winner.as_ref()));
    }
    Ok(found.print(host, question, device))
}

/// What the kernel answers about a packet that comes in.
struct Incoming {
    word: &'static str,
    flags: &'static str,
    winner: Option<Winner>,
    /// Where it would be forwarded to.
    route: Option<OutputRoute>,
}

impl Incoming {
    fn here(word: &'static str, flags: &'static str, winner: Option<Winner>) -> Incoming {
        Incoming { word, flags, winner, route: None }
    }

    fn print(&self, host: &Host, question: &Question, device: InterfaceName) -> String {
        let mut out = format!("{}{} ", self.word, question.destination);
        if let Some(source) = question.source.filter(|source| !source.is_unspecified()) {
            let _ = write!(out, "from {source} ");
        }
        print_tos(&mut out, self.winner.as_ref());
        match &self.route {
            Some(route) => print_way(&mut out, route),
            None => out.push_str("dev lo "),
        }
        print_table(&mut out, host, self.winner.as_ref());
        if self.word == "multicast " {
            out.push_str("rt_offload_failed ");
        }
        print_mark(&mut out, question.mark);
        let _ = write!(out, "\n    cache {}", self.flags);
        // what stays here has no attributes of a route (transcript: ip.txt, "a local route with attributes")
        if self.route.is_some() {
            print_attributes(&mut out, self.winner.as_ref());
        }
        let _ = writeln!(out, "iif {device} ");
        out
    }
}

/// The error numbers of `ip_route_input`.
fn error_of(reason: DropReason) -> RouteError {
    match reason {
        DropReason::ForwardingOff | DropReason::NoRouteForwardingOff => RouteError::HostUnreachable,
        DropReason::MartianSource
        | DropReason::MartianDestination
        | DropReason::OwnSource
        | DropReason::SourceNotUnicast
        | DropReason::ReversePath
        | DropReason::NoWayBack
        | DropReason::Blackhole
        | DropReason::NotJoined
        | DropReason::NoDevice => RouteError::InvalidArgument,
    }
}
