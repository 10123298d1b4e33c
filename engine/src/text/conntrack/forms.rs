//! An entry in the other forms of `conntrack`: as XML (`-o xml`), and as the command that makes it (`-o save`).

use super::print::{Style, seconds_left};
use super::protocol;
use crate::state::clock::Instant;
use crate::state::conntrack::entry::Count;
use crate::state::conntrack::{Direction, Entry, Track, Tuple, TupleKind, ZoneDirection};

pub const XML_HEAD: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<conntrack>\n";
pub const XML_END: &str = "</conntrack>\n";

/// A `<flow>`, without the line's end. Types of ICMP are not told.
pub fn xml(entry: &Entry, now: Instant, style: Style) -> String {
    let mut out = String::from("<flow>");
    let counted = style.counters && entry.counted;
    for (name, direction, side) in
        [("original", Direction::Original, ZoneDirection::Original), ("reply", Direction::Reply, ZoneDirection::Reply)]
    {
        out.push_str(&format!("<meta direction=\"{name}\">"));
        layers(&mut out, &entry.tuple(direction));
        zone(&mut out, entry, side);
        if counted {
            let Count { packets, bytes } = entry.count(direction);
            out.push_str(&format!("<counters><packets>{packets}</packets><bytes>{bytes}</bytes></counters>"));
        }
        out.push_str("</meta>");
    }
    out.push_str("<meta direction=\"independent\">");
    if let Track::Tcp(track) = entry.track {
        out.push_str(&format!("<state>{}</state>", track.state.name()));
    }
    out.push_str(&format!("<timeout>{}</timeout><mark>{}</mark>", seconds_left(entry, now), entry.mark));
    zone(&mut out, entry, ZoneDirection::Both);
    out.push_str(&format!("<use>{}</use><id>{}</id>", style.uses, super::print::identity(entry)));
    out.push_str(if entry.status.assured { "<assured/>" } else { "" });
    out.push_str(if entry.status.seen_reply { "" } else { "<unreplied/>" });
    out.push_str("</meta></flow>");
    out
}

fn zone(out: &mut String, entry: &Entry, side: ZoneDirection) {
    if let Some(number) = entry.zone.only_for(side) {
        out.push_str(&format!("<zone>{number}</zone>"));
    }
}

fn layers(out: &mut String, tuple: &Tuple) {
    let Tuple { source, destination, .. } = tuple;
    out.push_str("<layer3 protonum=\"2\" protoname=\"ipv4\">");
    out.push_str(&format!("<src>{source}</src><dst>{destination}</dst></layer3>"));
    let number = tuple.kind.protocol();
    out.push_str(&format!("<layer4 protonum=\"{number}\" protoname=\"{}\">", protocol::name(number)));
    if let Some((source, destination)) = ports(tuple) {
        out.push_str(&format!("<sport>{source}</sport><dport>{destination}</dport>"));
    }
    out.push_str("</layer4>");
}

fn ports(tuple: &Tuple) -> Option<(u16, u16)> {
    match tuple.kind {
        TupleKind::Tcp { source_port, destination_port } | TupleKind::Udp { source_port, destination_port } => {
            Some((source_port, destination_port))
        }
        TupleKind::Icmp { .. } | TupleKind::Other { .. } => None,
    }
}

/// The options that make the entry, behind `-A` or, where it was deleted, `-D`. The mark is not told.
pub fn command(entry: &Entry, now: Instant, letter: char) -> String {
    let status = entry.status;
    let names = [
        (status.expected, "EXPECTED"),
        (status.seen_reply, "SEEN_REPLY"),
        (status.assured, "ASSURED"),
        (status.fixed_timeout, "FIXED_TIMEOUT"),
    ];
    let set: Vec<&str> = names.iter().filter(|(is_set, _)| *is_set).map(|(_, name)| *name).collect();
    let set = if set.is_empty() { "UNSET".to_owned() } else { set.join(",") };
    let mut out = format!("-{letter} -t {} -u {set}", seconds_left(entry, now));
    let options = [(ZoneDirection::Both, "-w"), (ZoneDirection::Original, "--orig-zone"), (ZoneDirection::Reply, "--reply-zone")];
    for (option, number) in options.map(|(side, option)| (option, entry.zone.only_for(side))) {
        out.push_str(&number.map_or(String::new(), |number| format!(" {option} {number}")));
    }
    out.push_str(&format!(" -s {} -d {}", entry.original.source, entry.original.destination));
    let (source, destination) = (if status.destination_nat { 'g' } else { 'r' }, if status.source_nat { 'n' } else { 'q' });
    out.push_str(&format!(" -{source} {} -{destination} {}", entry.reply.source, entry.reply.destination));
    let number = entry.original.kind.protocol();
    match protocol::name(number) {
        protocol::UNKNOWN => out.push_str(&format!(" -p {number}")),
        name => out.push_str(&format!(" -p {name}")),
    }
    if let (Some((source, destination)), Some((back, to))) = (ports(&entry.original), ports(&entry.reply)) {
        out.push_str(&format!(" --sport {source} --dport {destination} --reply-port-src {back} --reply-port-dst {to}"));
    }
    if let TupleKind::Icmp { kind, code, identifier } = entry.original.kind {
        out.push_str(&format!(" --icmp-type {kind} --icmp-code {code} --icmp-id {identifier}"));
    }
    if let Track::Tcp(track) = entry.track {
        out.push_str(&format!(" --state {}", track.state.name()));
    }
    out
}
