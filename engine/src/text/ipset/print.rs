//! `ipset list` and `ipset save`.

use std::fmt::Write as _;

use super::{create, element};
use crate::state::clock::Instant;
use crate::state::sets::{Element, Entry, PacketOptions, Set, SetKind};

/// A set as `ipset list` prints it; `references` counts lists and rules. `terse`: without the members.
pub fn list(out: &mut String, set: &Set, references: usize, terse: bool, now: Instant) {
    let _ = writeln!(out, "Name: {}\nType: {}\nRevision: {}", set.name, set.kind.name(), set.kind.revision());
    let _ = writeln!(out, "Header: {}", create::print(set));
    let _ = writeln!(out, "Size in memory: {}\nReferences: {references}", size(set, now));
    let _ = writeln!(out, "Number of entries: {}", set.len(now));
    if terse {
        return;
    }
    out.push_str("Members:\n");
    for (element, entry) in set.entries(now) {
        member(out, set, element, entry, now);
    }
}

/// A set as `ipset save` prints it.
pub fn save(out: &mut String, set: &Set, now: Instant) {
    let _ = writeln!(out, "create {} {} {}", set.name, set.kind.name(), create::print(set));
    for (element, entry) in set.entries(now) {
        let _ = write!(out, "add {} ", set.name);
        member(out, set, element, entry, now);
    }
}

fn member(out: &mut String, set: &Set, element: &Element, entry: &Entry, now: Instant) {
    match entry.mac {
        Some(mac) => element::print(out, set.kind, &Element { mac, ..element.clone() }),
        None => element::print(out, set.kind, element),
    }
    if set.create.timeout.is_some() {
        let _ = write!(out, " timeout {}", seconds_left(entry, now));
    }
    if entry.nomatch {
        out.push_str(" nomatch");
    }
    if set.create.counters {
        let _ = write!(out, " packets {} bytes {}", entry.packets, entry.bytes);
    }
    if !entry.comment.is_empty() {
        let _ = write!(out, " comment \"{}\"", entry.comment);
    }
    packet_options(out, entry.packet_options);
    if entry.wildcard {
        out.push_str(" wildcard");
    }
    out.push('\n');
}

fn packet_options(out: &mut String, options: PacketOptions) {
    let PacketOptions { mark, mask, priority: (major, minor), queue } = options;
    let _ = match (mark, mask) {
        (0, 0) => Ok(()),
        (mark, u32::MAX) => write!(out, " skbmark 0x{mark:x}"),
        (mark, mask) => write!(out, " skbmark 0x{mark:x}/0x{mask:x}"),
    };
    if (major, minor) != (0, 0) {
        let _ = write!(out, " skbprio {major:x}:{minor:x}");
    }
    if queue != 0 {
        let _ = write!(out, " skbqueue {queue}");
    }
}

/// Whole seconds that are left, at least 1; 0 for ever. Somewhat less than was given is left at once, so 20 prints as 19.
fn seconds_left(entry: &Entry, now: Instant) -> u64 {
    match entry.expires {
        None => 0,
        Some(end) => (end.0.saturating_sub(now.0).saturating_sub(1) / 1_000_000).max(1),
    }
}

/// About what the kernel uses: a base, and a bucket for each element. The real number depends on the seed of the hash.
fn size(set: &Set, now: Instant) -> usize {
    let base = match set.kind {
        SetKind::ListSet => 80,
        kind if kind.is_bitmap() => 104,
        _ => 200,
    };
    base + set.len(now) * 64
}
