//! What `xtables-monitor --trace` prints of packets that a TRACE rule saw (reference: formats.md §6; recording:
//! cli/tests/data/trace.txt).
//!
//! Two numbers in it are the kernel's own. The packet's is drawn from its memory: here from its identity, host and side of `lo`.
//! A rule's is its handle in its table: chains first, then the rules as they were written, which is what a table has after
//! `iptables-restore` and what is appended to it; one that was made by single commands in another order has others.
//! The number of NFQUEUE's queue is left out.

use std::collections::BTreeMap;

use crate::kernel::event::{Event, HostId, RulePlace, StepPlace, Verdict, View, What};
use crate::kernel::host::LinkHeader;
use crate::rules::{Rule, Table, Target};
use crate::state::hook::TableName;
use crate::state::interface::{InterfaceName, Mac};
use crate::state::jenkins;
use crate::state::packet::{PacketId, TcpFlags, Transport};
use crate::text::iptables::print::{Counters, rule};

/// Listens to a trace, event by event.
#[derive(Clone, Debug, Default)]
pub struct Monitor {
    packets: BTreeMap<(HostId, PacketId), Followed>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Followed {
    /// A TRACE rule saw it on this host.
    traced: bool,
    header: Option<LinkHeader>,
    /// The header is printed before the first line of each table.
    is_told: bool,
}

type Tables = BTreeMap<TableName, Table>;

impl Monitor {
    /// The lines of one event, if it has any: `tables` and `view` as they stand before it.
    pub fn hear(&mut self, event: &Event, tables: &Tables, view: Option<&View>) -> String {
        let (Some(packet), Some(view)) = (event.packet, view) else { return String::new() };
        let key = (event.host, packet);
        if let What::Arrived { interface, header, .. } = &event.what {
            let followed = self.packets.entry(key).or_default();
            let stays = followed.traced && *interface == InterfaceName::LOOPBACK;
            *followed = Followed { traced: stays, header: *header, is_told: false };
        }
        if let What::TableEntered { .. } = &event.what {
            self.packets.entry(key).or_default().is_told = false;
        }
        if let What::Step { place, verdict } = &event.what {
            let followed = self.packets.entry(key).or_default();
            followed.traced |= is_trace(place, tables);
            if followed.traced {
                return followed.step(name_of(key, view), tables, place, verdict, view);
            }
        }
        String::new()
    }
}

impl Followed {
    fn step(&mut self, name: u32, tables: &Tables, place: &StepPlace, verdict: &Verdict, view: &View) -> String {
        let Some(line) = line(tables, place, verdict) else { return String::new() };
        let mut out = String::new();
        if !self.is_told {
            out.push_str(&format!("PACKET: 2 {name:08x} {}\n", packet_line(view, self.header)));
        }
        self.is_told = true;
        out.push_str(&format!(" TRACE: 2 {name:08x} {line}\n"));
        out
    }
}

/// A packet on `lo` is another one when it comes back.
fn name_of((HostId(host), PacketId(packet)): (HostId, PacketId), view: &View) -> u32 {
    jenkins::hash(&[u32::try_from(host).unwrap_or(u32::MAX), packet], u32::from(view.input == InterfaceName::LOOPBACK))
}

fn is_trace(place: &StepPlace, tables: &Tables) -> bool {
    let StepPlace::Rule(place) = place else { return false };
    match rule_at(place, tables).map(|rule| &rule.target) {
        Some(Target::Extension(extension)) => extension.name() == "TRACE",
        Some(Target::None | Target::Accept | Target::Drop | Target::Return | Target::Jump(_)) | None => false,
    }
}

fn rule_at<'table>(place: &RulePlace, tables: &'table Tables) -> Option<&'table Rule> {
    tables.get(&place.table)?.chains.get(place.chain_place)?.rules.get(place.rule_place)
}

/// The kernel says nothing of the end of a user chain.
fn line(tables: &Tables, place: &StepPlace, verdict: &Verdict) -> Option<String> {
    match place {
        StepPlace::Rule(place) => {
            let table = tables.get(&place.table)?;
            let mut text = String::new();
            rule(&mut text, &place.chain, rule_at(place, tables)?, Counters::None);
            let (name, handle, verdict) = (place.table.name(), handle(table, place), word(verdict));
            Some(format!("{name}:{}:rule:0x{handle:x}:{verdict}  -4 -t {name} {text}", place.chain))
        }
        StepPlace::Policy { table, chain, .. } => Some(format!("{}:{chain}:policy:{} ", table.name(), word(verdict))),
        StepPlace::End { .. } => None,
    }
}

fn handle(table: &Table, place: &RulePlace) -> usize {
    let rules = table.chains.iter().flat_map(|chain| chain.rules.iter());
    table.chains.len() + 1 + rules.filter(|other| other.id < place.rule).count()
}

/// The tool of today knows no name for a return, nor for a queue.
fn word(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Accept => "ACCEPT".to_owned(),
        Verdict::Drop => "DROP".to_owned(),
        Verdict::Continue => "CONTINUE".to_owned(),
        Verdict::Return => "0xfffffffb".to_owned(),
        Verdict::Jump(chain) => format!("JUMP:{chain}"),
        Verdict::Goto(chain) => format!("GOTO:{chain}"),
        Verdict::Queue => "0x3".to_owned(),
    }
}

fn packet_line(view: &View, header: Option<LinkHeader>) -> String {
    let mut out = String::new();
    for (name, device) in [("IN", view.input), ("OUT", view.output)] {
        if !device.is_none() {
            out.push_str(&format!("{name}={device} "));
        }
    }
    match header {
        _ if view.input == InterfaceName::LOOPBACK => out.push_str("LOOPBACK "),
        Some(LinkHeader { destination, source }) if !view.input.is_none() => {
            out.push_str(&format!("MACSRC={} MACDST={} MACPROTO=0800 ", short(source), short(destination)));
        }
        Some(_) | None => {}
    }
    let datagram = &view.datagram;
    out.push_str(&format!("SRC={} DST={} ", datagram.source, datagram.destination));
    out.push_str(&format!("LEN={} TOS=0x{:x} TTL={} ", datagram.total_length(), datagram.tos, datagram.ttl));
    out.push_str(&format!("ID={} ", datagram.identification));
    out.push_str(if datagram.dont_fragment { "DF " } else { "" });
    if let Some((source, destination)) = datagram.transport.ports() {
        out.push_str(&format!("SPORT={source} DPORT={destination} "));
    }
    if let Transport::Tcp(segment) = &datagram.transport {
        for (flag, name) in FLAGS {
            out.push_str(if segment.flags.has(flag) { name } else { "" });
        }
    }
    if view.mark != 0 {
        out.push_str(&format!("MARK=0x{:x} ", view.mark));
    }
    out
}

const FLAGS: [(TcpFlags, &str); 6] = [
    (TcpFlags::SYN, "SYN "),
    (TcpFlags::ACK, "ACK "),
    (TcpFlags::FIN, "FIN "),
    (TcpFlags::RST, "RST "),
    (TcpFlags::PSH, "PSH "),
    (TcpFlags::URG, "URG "),
];

/// `ether_ntoa` prints no leading zeros.
fn short(Mac(bytes): Mac) -> String {
    bytes.map(|byte| format!("{byte:x}")).join(":")
}
