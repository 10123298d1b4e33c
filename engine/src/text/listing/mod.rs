//! Reading listings of a machine's network as people paste them: `ip addr`, `ifconfig`, `ip route`, `route -n`, `ip rule`,
//! `sysctl -a`, `ipset save`, `ss`, `netstat`, `docker ps`, alone or all in one piece, with prose around them.
//!
//! What belongs to none of them is left over: rules are read by `text::iptables`. Making a host of what was read is
//! `build`'s.

mod addresses;
pub mod anonymous;
pub mod build;
mod containers;
mod ifconfig;
pub mod lines;
pub mod prompt;
mod recognise;
mod routes;
mod sets;
mod sockets;
mod tables;
mod unread;

use crate::state::interface::{InterfaceAddress, InterfaceName, Mac};
use crate::state::packet::Protocol;
use crate::state::route::{Route, RoutingRule, TableNumber};
use crate::text::finding::{Finding, Severity};
use lines::{Line, Word};
pub use recognise::Listing;
use recognise::Position;

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

/// All that was found, each thing once, in the order of the text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Network {
    pub interfaces: Vec<ReadInterface>,
    pub routes: Vec<(TableNumber, Route)>,
    pub rules: Vec<RoutingRule>,
    pub settings: Vec<(String, String)>,
    /// Lines of `ipset save`, for `ipset restore`.
    pub sets: Vec<String>,
    pub listeners: Vec<Listener>,
    pub published: Vec<Published>,
    pub findings: Vec<Finding>,
    /// Lines that belong to none of the listings.
    pub left_over: Vec<Line>,
    /// Which listing each of the other lines belongs to, by its number.
    pub kinds: Vec<(u32, Listing)>,
    /// What rows would say again of the routes that were found first, so many of them.
    row_keys: BTreeSet<routes::RowKey>,
    keyed_routes: usize,
    /// Names of tables that were said.
    said_tables: BTreeSet<String>,
}

/// An interface as a listing tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadInterface {
    pub index: Option<u32>,
    pub name: InterfaceName,
    pub up: bool,
    pub mtu: Option<u32>,
    pub mac: Option<Mac>,
    /// The bridge it is a port of.
    pub master: Option<InterfaceName>,
    /// It is said that its other end is there.
    pub running: bool,
    pub addresses: Vec<InterfaceAddress>,
}

impl ReadInterface {
    fn new(name: InterfaceName) -> ReadInterface {
        ReadInterface { index: None, name, up: true, mtu: None, mac: None, master: None, running: false, addresses: Vec::new() }
    }
}

/// A program that waits for packets.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Listener {
    pub protocol: Protocol,
    /// `None`: all addresses.
    pub address: Option<Ipv4Addr>,
    pub port: u16,
    pub device: Option<InterfaceName>,
    pub program: Option<String>,
}

/// A port that `docker ps` shows: on the host if it is published, else of the container alone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Published {
    pub container: String,
    pub protocol: Protocol,
    pub container_port: u16,
    pub host: Option<(Option<Ipv4Addr>, u16)>,
}

/// Reads one pasted piece.
pub fn read(text: &str) -> Network {
    read_lines(lines::lines(text))
}

/// Reads lines that were cut out of a paste.
pub fn read_lines(lines: impl IntoIterator<Item = Line>) -> Network {
    let mut network = Network::default();
    let mut position = Position::default();
    for line in lines {
        network.findings.extend(line.findings.iter().cloned());
        let listing = position.advance(&line);
        if network.take(listing, &line, &mut position) {
            network.kinds.push((line.number, listing));
        } else {
            network.left_over.push(line);
        }
    }
    network.forget_repetitions();
    network
}

impl Network {
    /// `false`: the line belongs to no listing.
    fn take(&mut self, listing: Listing, line: &Line, position: &mut Position) -> bool {
        match listing {
            Listing::None => return false,
            // A header or a frame line tells nothing more.
            Listing::Frame => {}
            Listing::Addresses => addresses::take(self, line),
            Listing::BriefAddresses => addresses::take_brief(self, line),
            Listing::Ifconfig => ifconfig::take(self, line),
            Listing::Routes => routes::take(self, line, position),
            Listing::RouteTable => routes::take_row(self, line),
            Listing::Rules => routes::take_rule(self, line),
            Listing::Settings => self.take_setting(line),
            Listing::Sets => self.sets.push(line.plain.trim().to_string()),
            Listing::Sockets => sockets::take(self, line),
            Listing::SetList => self.sets.extend(position.set.as_mut().and_then(|set| set.take(line))),
            Listing::Unread => self.note_unread(line, position),
            Listing::Containers => containers::take(self, line, &position.columns),
        }
        true
    }

    /// Said once for each listing.
    fn note_unread(&mut self, line: &Line, position: &mut Position) {
        let Some(tool) = position.unread.filter(|_| !position.said_unread) else { return };
        position.said_unread = true;
        let expected = format!("a listing that is read here: {} is not", tool.name());
        self.find(line.words.first(), Severity::NotModelled, &expected, "its lines are passed over; everything else is kept");
    }

    fn take_setting(&mut self, line: &Line) {
        if let Some((name, value)) = line.plain.split_once('=') {
            self.settings.push((name.trim().to_string(), value.trim().to_string()));
        }
    }

    /// A listing that is pasted twice tells the same things again.
    fn forget_repetitions(&mut self) {
        self.row_keys.clear();
        self.keyed_routes = 0;
        self.said_tables.clear();
        forget_repeated(&mut self.routes);
        forget_repeated(&mut self.rules);
        forget_repeated(&mut self.settings);
        forget_repeated(&mut self.sets);
        forget_repeated(&mut self.listeners);
        forget_repeated(&mut self.published);
    }

    /// The interface of this name, made if it was not met yet.
    fn interface(&mut self, name: InterfaceName) -> &mut ReadInterface {
        let place = self.interfaces.iter().position(|interface| interface.name == name).unwrap_or(self.interfaces.len());
        if place == self.interfaces.len() {
            self.interfaces.push(ReadInterface::new(name));
        }
        &mut self.interfaces[place]
    }

    /// The one whose lines are being read.
    fn last_interface(&mut self, line: &Line, recent: Option<InterfaceName>) -> Option<&mut ReadInterface> {
        let Some(name) = recent else {
            self.complain(line.words.first(), "an interface above this line", "paste the line that begins with its name, too");
            return None;
        };
        Some(self.interface(name))
    }

    fn complain(&mut self, word: Option<&Word>, expected: &str, hint: &str) {
        self.find(word, Severity::KernelRefuses, expected, hint);
    }

    fn find(&mut self, word: Option<&Word>, severity: Severity, expected: &str, hint: &str) {
        let (found, span) = word.map(|word| (word.text.clone(), word.span)).unwrap_or_default();
        let finding = Finding { span, severity, found, expected: expected.to_string(), hint: hint.to_string() };
        self.findings.push(finding);
    }
}

/// Keeps the first of those that are the same.
fn forget_repeated<T: Ord>(things: &mut Vec<T>) {
    let mut places: Vec<usize> = (0..things.len()).collect();
    places.sort_by(|one, other| things.get(*one).cmp(&things.get(*other)));
    let pairs = places.iter().zip(places.iter().skip(1));
    let repeated: BTreeSet<usize> =
        pairs.filter(|(one, other)| things.get(**one) == things.get(**other)).map(|(_, other)| *other).collect();
    let mut place = 0..;
    things.retain(|_| !place.next().is_some_and(|place| repeated.contains(&place)));
}
