//! Two traces beside each other: of the same question asked of two labs, or of one lab before and after an edit.
//!
//! What happened is aligned by what it happened to: a packet is known again by who made it and because of which packet, and by
//! its place among those of the same making; what no packet is in is aligned by host. Within it events are compared in order by
//! what they say, not by ids, counters or places. Rules that missed decide nothing and are passed over, so that a rule more or
//! less is no difference until it does something.

use std::collections::BTreeMap;

use net::Datagram;
use net::packet::{IcmpBody, IcmpMessage};

use crate::event::{Cause, Event, StepPlace, What};
use crate::ids::{EventId, HostId, PacketId};
use crate::moment::Moment;

/// One of the two: what happened, and the lab before it.
#[derive(Clone, Copy, Debug)]
pub struct Run<'run> {
    pub start: &'run Moment,
    pub events: &'run [Event],
}

/// Where two runs part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// In the order of the first run. None: they say the same.
    pub partings: Vec<Parting>,
}

/// From here on one packet, or one host without a packet, fares otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parting {
    /// The event of the first run that the second has no equal of; none: the first run ends here.
    pub first: Option<EventId>,
    pub second: Option<EventId>,
    /// It follows from an earlier one: what it happened to came of that.
    pub follows: bool,
}

impl Comparison {
    /// The parting that the others come of.
    pub fn first(&self) -> Option<&Parting> {
        self.partings.first()
    }
}

pub fn compare(first: Run<'_>, second: Run<'_>) -> Comparison {
    let (of_first, of_second) = (Strands::of(first), Strands::of(second));
    let mut partings: Vec<(EventId, Parting)> = Vec::new();
    let keys: std::collections::BTreeSet<&String> = of_first.0.keys().chain(of_second.0.keys()).collect();
    for key in keys {
        let (ours, theirs) = (of_first.strand(key), of_second.strand(key));
        let same = ours.iter().zip(theirs).take_while(|(ours, theirs)| ours.says == theirs.says).count();
        let (ours, theirs) = (ours.get(same), theirs.get(same));
        if ours.is_none() && theirs.is_none() {
            continue;
        }
        // What only the second run has stands where it would have been in it.
        let place = ours.or(theirs).map_or(EventId(u32::MAX), |step| step.event);
        let parting = Parting { first: ours.map(|step| step.event), second: theirs.map(|step| step.event), follows: false };
        partings.push((place, parting));
    }
    partings.sort_by_key(|(place, parting)| (*place, parting.first.is_none()));
    let mut partings: Vec<Parting> = partings.into_iter().map(|(_, parting)| parting).collect();
    mark_what_follows(&mut partings, first.events, second.events);
    Comparison { partings }
}

/// A parting follows if the way back through its causes, in either run, leads past one that came before it.
fn mark_what_follows(partings: &mut [Parting], first: &[Event], second: &[Event]) {
    for number in 1..partings.len() {
        let (earlier, rest) = partings.split_at_mut(number);
        let Some(parting) = rest.first_mut() else { return };
        let comes_of = |own: Option<EventId>, events: &[Event], of: &dyn Fn(&Parting) -> Option<EventId>| {
            let causes: Vec<EventId> = causes(own, events).collect();
            earlier.iter().any(|earlier| of(earlier).is_some_and(|event| causes.contains(&event)))
        };
        parting.follows = comes_of(parting.first, first, &|parting| parting.first)
            || comes_of(parting.second, second, &|parting| parting.second);
    }
}

fn causes(event: Option<EventId>, events: &[Event]) -> impl Iterator<Item = EventId> {
    let first = events.first().map_or(0, |event| event.id.0);
    let cause = move |id: EventId| events.get(id.0.checked_sub(first)? as usize)?.cause;
    std::iter::successors(event.and_then(cause), move |id| cause(*id))
}

/// What happened to each packet, and on each host without one.
struct Strands(BTreeMap<String, Vec<Step>>);

struct Step {
    event: EventId,
    says: String,
}

impl Strands {
    fn of(run: Run<'_>) -> Strands {
        let mut names = Names::default();
        let mut strands = Strands(BTreeMap::new());
        let mut moment_names: BTreeMap<HostId, String> =
            run.start.hosts.iter().map(|(id, host)| (*id, host.name.to_string())).collect();
        for event in run.events {
            if let What::HostAdded { host } = &event.what {
                moment_names.insert(event.host, host.name.to_string());
            }
            let host = moment_names.get(&event.host).map_or("", String::as_str);
            let Some(says) = says(&event.what) else { continue };
            let strand = match event.packet {
                Some(packet) => names.of(packet, host, &event.what),
                None => format!("host {host}"),
            };
            let says = format!("{host}: {says}");
            strands.0.entry(strand).or_default().push(Step { event: event.id, says });
        }
        strands
    }

    fn strand(&self, key: &str) -> &[Step] {
        self.0.get(key).map_or(&[], Vec::as_slice)
    }
}

/// How packets are known again: by who made them and why.
#[derive(Default)]
struct Names {
    of_packet: BTreeMap<PacketId, String>,
    made: BTreeMap<String, usize>,
}

impl Names {
    fn of(&mut self, packet: PacketId, host: &str, what: &What) -> String {
        if let Some(name) = self.of_packet.get(&packet) {
            return name.clone();
        }
        let named = |packet: &PacketId| self.of_packet.get(packet).map_or("?", String::as_str);
        let making = match what {
            What::Made { cause: Cause::AnswerTo(other), .. } => format!("{host} answers ({})", named(other)),
            What::Made { cause: Cause::RetransmissionOf(other), .. } => format!("{host} repeats ({})", named(other)),
            What::Made { cause: Cause::ErrorAbout(other), .. } => format!("{host} reports ({})", named(other)),
            What::Made { cause: Cause::CopyOf(other), .. } | What::Copied { of: other } => {
                format!("{host} copies ({})", named(other))
            }
            _ => format!("{host} sends"),
        };
        let number = self.made.entry(making.clone()).or_default();
        *number += 1;
        let name = format!("{making} {number}");
        self.of_packet.insert(packet, name.clone());
        name
    }
}

/// What an event says, without what differs between two runs that do the same. None: it decides nothing.
fn says(what: &What) -> Option<String> {
    Some(match what {
        What::RuleMissed { .. } | What::RuleMatched { .. } | What::RuleNotModelled { .. } => return None,
        What::EntryMade { .. } | What::EntryChanged { .. } | What::EntryConfirmed { .. } | What::ClockMoved { .. } => {
            return None;
        }
        What::Made { view, .. } => format!("made {}", datagram(&view.datagram)),
        What::Copied { .. } => "copied".to_owned(),
        What::Sent { interface, view } => format!("sent {interface} {}", datagram(&view.datagram)),
        What::Arrived { interface, view, .. } => format!("arrived {interface} {}", datagram(&view.datagram)),
        What::Delivered { to } => format!("delivered {}", receiver(*to)),
        What::Dropped { why, .. } => format!("dropped {why:?}"),
        What::HookEntered { hook, .. } => format!("enters {hook}"),
        What::HookLeft { hook } => format!("leaves {hook}"),
        What::StageEntered { stage } => format!("at {stage:?}"),
        What::StageLeft { stage } => format!("past {stage:?}"),
        What::TableEntered { table } => format!("asks {table}"),
        What::TableSkipped { table, why } => format!("skips {table} {why:?}"),
        // A rule that only lets the packet go on to the next one decides nothing.
        What::Step { verdict: crate::event::Verdict::Continue, .. } => return None,
        What::Step { place, verdict } => match place {
            StepPlace::Rule(place) => format!("{} {} {verdict:?}", place.table, place.chain),
            StepPlace::Policy { table, chain, .. } => format!("{table} {chain} policy {verdict:?}"),
            StepPlace::End { table, chain } => format!("{table} {chain} end"),
        },
        What::LookedUp { tracking, invalid, .. } => format!("tracked {} {invalid:?}", tracked(*tracking)),
        What::EntryGone { why, .. } => format!("entry gone {why:?}"),
        What::Untracked => "untracked".to_owned(),
        What::TrackingAsked { zone, helper } => format!("tracking {zone:?} {helper:?}"),
        What::Rewritten { side, after, .. } => format!("rewritten {side:?} {}", datagram(after)),
        What::Altered { after, .. } => format!("altered {} {:#x}", datagram(&after.datagram), after.mark),
        What::TtlDecremented { ttl } => format!("ttl {ttl}"),
        What::Routed { decision } | What::Rerouted { decision } => format!("routed {decision:?}"),
        What::NeighbourAsked { interface, next_hop } => format!("asks for {next_hop} on {interface}"),
        What::NeighbourSilent { interface, next_hop } => format!("nobody is {next_hop} on {interface}"),
        What::Bridged { how } => format!("bridged {how:?}"),
        What::Logged { logged } => format!("logged {}", logged.line.prefix),
        What::Rejected { with } => format!("rejected {with:?}"),
        What::ProgramSaw { saw, .. } => format!("saw {saw:?}"),
        What::HostChanged { changes } => {
            format!("changed {:?}", changes.iter().map(crate::host::Change::part).collect::<Vec<_>>())
        }
        What::HostAdded { host } => format!("added {}", host.name),
        What::HostGone => "gone".to_owned(),
        What::LinksChanged { .. } => "links changed".to_owned(),
        What::SetsChanged { changes } => {
            format!("sets {:?}", changes.iter().map(|change| (&change.set, &change.member)).collect::<Vec<_>>())
        }
        What::BoundReached { bound } => format!("bound {bound:?}"),
        What::Noted { note } => format!("noted {note:?}"),
    })
}

/// Without the numbers that a kernel draws.
fn datagram(datagram: &Datagram) -> String {
    use net::Transport;
    let (from, to) = (datagram.source, datagram.destination);
    match &datagram.transport {
        Transport::Tcp(segment) => format!(
            "{from}:{} {to}:{} {} {} bytes",
            segment.source_port,
            segment.destination_port,
            segment.flags,
            datagram.payload.len()
        ),
        Transport::Udp(header) => format!("udp {from}:{} {to}:{}", header.source_port, header.destination_port),
        Transport::Icmp(IcmpMessage { kind, code, body }) => match body {
            IcmpBody::Error { quote, .. } => format!("icmp {from} {to} {kind} {code} about {}", self::datagram(quote)),
            IcmpBody::Query { .. } | IcmpBody::Plain => format!("icmp {from} {to} {kind} {code}"),
        },
        Transport::Other { protocol } => format!("{protocol} {from} {to}"),
    }
}

fn receiver(to: crate::program::Receiver) -> &'static str {
    match to {
        crate::program::Receiver::Socket(_) => "to a program",
        crate::program::Receiver::Kernel => "to the kernel",
        crate::program::Receiver::Nobody => "to nobody",
    }
}

fn tracked(tracking: crate::connection::Tracking) -> String {
    match tracking {
        crate::connection::Tracking::Entry { direction, state, .. } => format!("{} {direction:?}", state.name()),
        crate::connection::Tracking::None => "nothing".to_owned(),
        crate::connection::Tracking::Untracked => "untracked".to_owned(),
    }
}
