//! A claim against what happened.

use std::sync::Arc;

use engine::kernel::event::{Event, View, What};
use engine::kernel::host::HostMoment;
use engine::lab::moment::Moment;
use engine::lab::outcome::Seen;
use engine::lab::{Outcome, ServerEvent};
use engine::rules::Counter;
use engine::state::conntrack::{Direction, Entry, Track, Tracking};
use engine::state::hook::TableName;

use super::ending::ending;
use crate::labels;
use crate::model::{AddressPort, Claim, Ending, EntryClaim, PacketClaim, RuleSpot, Selector};
use crate::selection::fits;

/// What happened, from a start to the moment the claim is about.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'play> {
    pub names: &'play [Arc<str>],
    pub start: &'play Moment,
    pub events: &'play [Event],
    pub end: &'play Moment,
    pub outcomes: &'play [Outcome],
    pub seen: &'play [ServerEvent],
}

/// What is so instead, for the author.
type Holds = Result<(), String>;

impl Evidence<'_> {
    pub fn holds(&self, claim: &Claim) -> Holds {
        match claim {
            Claim::Counter { host, rule, packets, bytes } => {
                let counted = self.counted(host, |host| rule_counter(host, rule))?;
                same_count(&format!("rule {rule} of {host}"), counted, *packets, *bytes)
            }
            Claim::Policy { host, table, chain, packets, bytes } => {
                let counted = self.counted(host, |host| policy_counter(host, *table, chain))?;
                same_count(&format!("policy {table} {chain} of {host}"), counted, *packets, *bytes)
            }
            Claim::Packet(packet) => self.packet(packet),
            Claim::Connections { host, count } => {
                let found = host_moment(self, self.end, host)?.confirmed().count();
                same(&format!("connections of {host}"), &found, count)
            }
            Claim::Entry(entry) => self.entry(entry),
            Claim::Times { selector, times } => same(&format!("times of {:?}", selector.what), &self.times(selector), times),
            Claim::Outcome { action, ending, reply } => self.outcome(*action, *ending, reply.as_deref()),
            Claim::Accepted { host, peer } => self.accepted(host, *peer),
            Claim::Log { host, prefix, lines } => {
                let log = &host_moment(self, self.end, host)?.log;
                let found = log.iter().filter(|logged| logged.line.prefix.trim() == prefix.trim()).count();
                same(&format!("lines \"{prefix}\" in the log of {host}"), &found, lines)
            }
        }
    }

    /// Counted from the start on: a learner's lab has counted before.
    fn counted(&self, host: &str, counter: impl Fn(&HostMoment) -> Option<Counter>) -> Result<Counter, String> {
        let end = counter(host_moment(self, self.end, host)?).ok_or_else(|| format!("{host} has no such rule or chain"))?;
        let start = counter(host_moment(self, self.start, host)?).unwrap_or_default();
        Ok(Counter { packets: end.packets.saturating_sub(start.packets), bytes: end.bytes.saturating_sub(start.bytes) })
    }

    fn packet(&self, claim: &PacketClaim) -> Holds {
        let event = self.events.last().ok_or("the claim is about a packet, and nothing has happened yet")?;
        let view = view_of(event, self.end).ok_or("the claim is about a packet, and the step's event is about none")?;
        let ports = view.datagram.transport.ports();
        let source = AddressPort { address: view.datagram.source, port: ports.map(|(source, _)| source) };
        let destination = AddressPort { address: view.datagram.destination, port: ports.map(|(_, destination)| destination) };
        same_point("source", source, claim.source)?;
        same_point("destination", destination, claim.destination)?;
        same_if_asked("ttl", &view.datagram.ttl, claim.ttl.as_ref())?;
        same_if_asked("state", &state_of(view).to_owned(), claim.state.as_ref())?;
        same_if_asked("input", &view.input.to_string(), claim.input.as_ref())?;
        same_if_asked("output", &view.output.to_string(), claim.output.as_ref())
    }

    fn entry(&self, claim: &EntryClaim) -> Holds {
        let host = host_moment(self, self.end, &claim.host)?;
        if host.confirmed().any(|entry| entry_fits(entry, claim)) {
            return Ok(());
        }
        let found: Vec<String> = host.confirmed().map(entry_text).collect();
        Err(format!("no such connection on {}; there are: {}", claim.host, found.join(" | ")))
    }

    fn times(&self, selector: &Selector) -> usize {
        let mut moment = self.start.clone();
        let mut times = 0;
        for event in self.events {
            times += usize::from(fits(selector, event, self.names, &moment));
            moment.apply(event);
        }
        times
    }

    fn outcome(&self, action: usize, wanted: Ending, reply: Option<&str>) -> Holds {
        let outcome = action.checked_sub(1).and_then(|place| self.outcomes.get(place));
        let outcome = outcome.ok_or_else(|| format!("there is no action {action}"))?;
        let (found, answer) = ending(outcome);
        same(&format!("action {action}"), &found.word(), &wanted.word())?;
        match reply {
            Some(wanted) if answer != Some(wanted) => {
                Err(format!("action {action} was answered {answer:?}, expected \"{wanted}\""))
            }
            Some(_) | None => Ok(()),
        }
    }

    fn accepted(&self, host: &str, wanted: AddressPort) -> Holds {
        let mut peers = Vec::new();
        for event in self.seen {
            if let Seen::Accepted { peer, .. } = &event.what
                && self.names.get(event.host.0).is_some_and(|name| **name == *host)
            {
                peers.push(AddressPort { address: peer.0, port: Some(peer.1) });
            }
        }
        if peers.iter().any(|peer| wanted.accepts(peer.address, peer.port)) {
            return Ok(());
        }
        let peers: Vec<String> = peers.iter().map(ToString::to_string).collect();
        Err(format!("{host} accepted from [{}], expected {wanted}", peers.join(", ")))
    }
}

fn host_moment<'moment>(evidence: &Evidence<'_>, moment: &'moment Moment, host: &str) -> Result<&'moment HostMoment, String> {
    let place = evidence.names.iter().position(|name| **name == *host);
    place.and_then(|place| moment.hosts.get(place)).ok_or_else(|| format!("there is no host {host}"))
}

fn rule_counter(host: &HostMoment, spot: &RuleSpot) -> Option<Counter> {
    let chain = host.tables.get(&spot.table)?.chain(&spot.chain)?;
    chain.counters.get(spot.number.checked_sub(1)?).copied()
}

fn policy_counter(host: &HostMoment, table: TableName, chain: &str) -> Option<Counter> {
    host.tables.get(&table)?.chain(chain)?.base.as_ref().map(|base| base.counter)
}

fn view_of<'event>(event: &'event Event, moment: &'event Moment) -> Option<&'event View> {
    match &event.what {
        What::Made { view, .. } | What::Sent { view, .. } | What::Arrived { view, .. } | What::HookEntered { view, .. } => {
            Some(view)
        }
        _ => moment.packets.get(&event.packet?).map(|packet| &packet.view),
    }
}

fn state_of(view: &View) -> &'static str {
    match view.tracking {
        Tracking::None => "none",
        Tracking::Untracked => "UNTRACKED",
        Tracking::Entry { state, .. } => labels::state_name(state),
    }
}

fn entry_fits(entry: &Entry, claim: &EntryClaim) -> bool {
    let original = ends(entry, Direction::Original);
    let reply = ends(entry, Direction::Reply);
    let end_fits =
        |wanted: Option<AddressPort>, end: AddressPort| wanted.is_none_or(|wanted| wanted.accepts(end.address, end.port));
    end_fits(claim.original_source, original.0)
        && end_fits(claim.original_destination, original.1)
        && end_fits(claim.reply_source, reply.0)
        && end_fits(claim.reply_destination, reply.1)
        && claim.state.as_ref().is_none_or(|state| state_name(entry) == *state)
        && claim.assured.is_none_or(|assured| entry.status.assured == assured)
        && claim.seen_reply.is_none_or(|seen| entry.status.seen_reply == seen)
}

fn ends(entry: &Entry, direction: Direction) -> (AddressPort, AddressPort) {
    let tuple = entry.tuple(direction);
    let destination_port = tuple.kind.destination_port();
    let source_port = destination_port.and(tuple.kind.source_part());
    (AddressPort { address: tuple.source, port: source_port }, AddressPort { address: tuple.destination, port: destination_port })
}

fn state_name(entry: &Entry) -> &'static str {
    match entry.track {
        Track::Tcp(track) => track.state.name(),
        Track::Udp | Track::Icmp | Track::Generic => "",
    }
}

fn entry_text(entry: &Entry) -> String {
    let (original, reply) = (ends(entry, Direction::Original), ends(entry, Direction::Reply));
    let flags = if entry.status.assured { " [ASSURED]" } else { "" };
    format!("{} {} -> {}, {} -> {}{flags}", state_name(entry), original.0, original.1, reply.0, reply.1)
}

fn same_count(what: &str, found: Counter, packets: u64, bytes: Option<u64>) -> Holds {
    same(&format!("packets of {what}"), &found.packets, &packets)?;
    same_if_asked(&format!("bytes of {what}"), &found.bytes, bytes.as_ref())
}

fn same_point(what: &str, found: AddressPort, wanted: Option<AddressPort>) -> Holds {
    match wanted {
        Some(wanted) if !wanted.accepts(found.address, found.port) => Err(format!("{what} is {found}, expected {wanted}")),
        Some(_) | None => Ok(()),
    }
}

fn same_if_asked<T: PartialEq + std::fmt::Display>(what: &str, found: &T, wanted: Option<&T>) -> Holds {
    wanted.map_or(Ok(()), |wanted| same(what, found, wanted))
}

fn same<T: PartialEq + std::fmt::Display>(what: &str, found: &T, wanted: &T) -> Holds {
    if found == wanted { Ok(()) } else { Err(format!("{what}: found {found}, expected {wanted}")) }
}
