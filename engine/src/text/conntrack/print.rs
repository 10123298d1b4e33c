//! An entry as one line: of `conntrack -L`, and of `/proc/net/nf_conntrack` (reference: conntrack.md §9).

use super::protocol;
use crate::state::clock::Instant;
use crate::state::conntrack::entry::Count;
use crate::state::conntrack::{Direction, Entry, Track, Tuple, TupleKind, ZoneDirection};

/// What a line shows beyond the entry itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Packets and bytes: the kernel counts them if `nf_conntrack_acct` says so.
    pub counters: bool,
    /// `-o extended`
    pub extended: bool,
    /// `-o id`
    pub identity: bool,
    /// Who holds the entry: 1 for a listing, 2 for one that was asked for by itself.
    pub uses: u8,
}

/// A line of `conntrack -L`, without its end.
pub fn line(entry: &Entry, now: Instant, style: Style) -> String {
    let mut out = String::new();
    if style.extended {
        out.push_str("ipv4     2 ");
    }
    let number = entry.original.kind.protocol();
    out.push_str(&format!("{:<8} {number} {} ", protocol::name(number), seconds_left(entry, now)));
    state(&mut out, entry);
    tuples(&mut out, entry, style.counters, Dialect::Tool);
    out.push_str(&format!("mark={} ", entry.mark));
    zone(&mut out, entry, ZoneDirection::Both);
    if let Some(helper) = &entry.helper {
        out.push_str(&format!("helper={helper} "));
    }
    out.push_str(&format!("use={}", style.uses));
    if style.identity {
        out.push_str(&format!(" id={}", identity(entry)));
    }
    out
}

/// A line of `/proc/net/nf_conntrack`, without its end.
pub fn kernel_line(entry: &Entry, now: Instant, counters: bool) -> String {
    let number = entry.original.kind.protocol();
    let name = if number == DCCP { protocol::UNKNOWN } else { protocol::name(number) };
    let mut out = format!("ipv4     2 {name:<8} {number} {} ", seconds_left(entry, now));
    if number == GRE {
        out.push_str("timeout=30, stream_timeout=180 ");
    }
    state(&mut out, entry);
    tuples(&mut out, entry, counters, Dialect::Kernel);
    out.push_str(&format!("mark={} ", entry.mark));
    if entry.zone.direction == ZoneDirection::Both {
        out.push_str(&format!("zone={} ", entry.zone.number));
    }
    out.push_str("use=2");
    out
}

const DCCP: u8 = 33;
const GRE: u8 = 47;

/// Who prints: the kernel has forgotten DCCP, the tool has not.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Dialect {
    Tool,
    Kernel,
}

/// Whole seconds. A listing is always taken a little after the last packet, so that a timer that was just set shows one
/// second less than it was set to.
pub(super) fn seconds_left(entry: &Entry, now: Instant) -> u64 {
    let left = entry.expires.0.saturating_sub(now.0);
    left.saturating_sub(1) / 1_000_000
}

fn state(out: &mut String, entry: &Entry) {
    match entry.track {
        Track::Tcp(track) => out.push_str(&format!("{} ", track.state.name())),
        Track::Udp | Track::Icmp | Track::Generic => {}
    }
}

fn zone(out: &mut String, entry: &Entry, direction: ZoneDirection) {
    if let Some(number) = entry.zone.only_for(direction) {
        out.push_str(&format!("{}={number} ", direction.name()));
    }
}

fn tuples(out: &mut String, entry: &Entry, counters: bool, dialect: Dialect) {
    tuple(out, &entry.original, dialect);
    zone(out, entry, ZoneDirection::Original);
    counter(out, entry.count(Direction::Original), counters && entry.counted);
    if !entry.status.seen_reply {
        out.push_str("[UNREPLIED] ");
    }
    tuple(out, &entry.reply, dialect);
    zone(out, entry, ZoneDirection::Reply);
    counter(out, entry.count(Direction::Reply), counters && entry.counted);
    if entry.status.assured {
        out.push_str("[ASSURED] ");
    }
}

fn tuple(out: &mut String, tuple: &Tuple, dialect: Dialect) {
    out.push_str(&format!("src={} dst={} ", tuple.source, tuple.destination));
    match tuple.kind {
        TupleKind::Tcp { source_port, destination_port } | TupleKind::Udp { source_port, destination_port } => {
            out.push_str(&format!("sport={source_port} dport={destination_port} "));
        }
        TupleKind::Icmp { kind, code, identifier } => {
            out.push_str(&format!("type={kind} code={code} id={identifier} "));
        }
        TupleKind::Other { protocol: GRE } => out.push_str("srckey=0x0 dstkey=0x0 "),
        TupleKind::Other { protocol: DCCP } if dialect == Dialect::Tool => out.push_str("sport=0 dport=0 "),
        TupleKind::Other { .. } => {}
    }
}

fn counter(out: &mut String, count: Count, counters: bool) {
    if counters {
        out.push_str(&format!("packets={} bytes={} ", count.packets, count.bytes));
    }
}

/// The kernel's is a secret hash of the entry: any number that stays the same is as good.
pub(super) fn identity(entry: &Entry) -> u32 {
    entry.id.0.wrapping_add(1).wrapping_mul(0x9e37_79b1)
}
