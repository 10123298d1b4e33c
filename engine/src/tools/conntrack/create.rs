//! The connection that a command line names: for `conntrack -G`, and made new for `conntrack -I`.

use super::filter::{Filter, Nat};
use super::options::CommandLine;
use crate::state::clock::Instant;
use crate::state::conntrack::entry::{Count, TcpTrack};
use crate::state::conntrack::settings::seconds;
use crate::state::conntrack::{Entry, EntryId, Status, Track, Tuple, TupleKind};
use crate::state::interface::InterfaceName;

/// The tuple of the first packet. `None` if its addresses are not given.
pub fn original(line: &CommandLine) -> Option<Tuple> {
    let filter = &line.filter;
    let (source, destination) = (filter.source?.addr(), filter.destination?.addr());
    let (source_port, destination_port) = (filter.source_port.unwrap_or(0), filter.destination_port.unwrap_or(0));
    Some(Tuple { source, destination, kind: kind(filter, source_port, destination_port)? })
}

pub fn entry(line: &CommandLine, now: Instant) -> Option<Entry> {
    let filter = &line.filter;
    let (original, reply) = match (original(line), answer(filter)) {
        (Some(original), Some(reply)) => (original, reply),
        (Some(original), None) if !names_half_an_answer(filter) => (original, original.inverse()?),
        (None, Some(reply)) => (reply.inverse()?, reply),
        (Some(_), None) | (None, None) => return None,
    };
    let status = Status {
        confirmed: true,
        seen_reply: filter.status.seen_reply,
        assured: filter.status.assured,
        fixed_timeout: filter.status.fixed_timeout,
        ..Status::default()
    };
    let mut entry = Entry {
        id: EntryId(0),
        zone: filter.wanted_zone(),
        original,
        reply,
        status,
        track: track(filter),
        mark: filter.mark.map_or(0, |(value, _)| value),
        expires: now + seconds(line.timeout),
        created: now,
        counted: true,
        original_count: Count::default(),
        reply_count: Count::default(),
        masqueraded_by: InterfaceName::NONE,
        helper: None,
    };
    translate(&mut entry, filter);
    Some(entry)
}

/// The tuple of the answer, if it is given by itself.
fn answer(filter: &Filter) -> Option<Tuple> {
    let (source, destination) = (filter.reply_source?, filter.reply_destination?);
    let source_port = filter.reply_source_port.or(filter.destination_port).unwrap_or(0);
    let destination_port = filter.reply_destination_port.or(filter.source_port).unwrap_or(0);
    Some(Tuple { source, destination, kind: kind(filter, source_port, destination_port)? })
}

fn names_half_an_answer(filter: &Filter) -> bool {
    filter.reply_source.is_some() != filter.reply_destination.is_some()
}

fn kind(filter: &Filter, source_port: u16, destination_port: u16) -> Option<TupleKind> {
    Some(match filter.protocol? {
        6 => TupleKind::Tcp { source_port, destination_port },
        17 => TupleKind::Udp { source_port, destination_port },
        1 => TupleKind::Icmp {
            kind: filter.icmp_kind.unwrap_or(0),
            code: filter.icmp_code.unwrap_or(0),
            identifier: filter.icmp_identifier.unwrap_or(0),
        },
        protocol => TupleKind::Other { protocol },
    })
}

fn track(filter: &Filter) -> Track {
    match filter.protocol {
        Some(6) => Track::Tcp(TcpTrack { state: filter.state.unwrap_or_default(), ..TcpTrack::default() }),
        Some(17) => Track::Udp,
        Some(1) => Track::Icmp,
        Some(_) | None => Track::Generic,
    }
}

fn translate(entry: &mut Entry, filter: &Filter) {
    if let Some(Nat { address, port }) = filter.nat.source {
        entry.reply.destination = address.unwrap_or(entry.reply.destination);
        entry.reply.kind = port.map_or(entry.reply.kind, |port| entry.reply.kind.with_destination_port(port));
        entry.status.source_nat = true;
        entry.status.source_nat_done = true;
    }
    if let Some(Nat { address, port }) = filter.nat.destination {
        entry.reply.source = address.unwrap_or(entry.reply.source);
        entry.reply.kind = port.map_or(entry.reply.kind, |port| entry.reply.kind.with_source_part(port));
        entry.status.destination_nat = true;
        entry.status.destination_nat_done = true;
    }
}
