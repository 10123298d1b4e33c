//! How a set is made, as text: the options after `create NAME TYPE`, and the header that `list` and `save` print.

use std::fmt::Write as _;
use std::net::Ipv4Addr;

use super::Complaint;
use crate::state::sets::{Create, Set, SetKind};
use crate::text::fnv;
use crate::text::ip::values;

/// The words after the type.
pub fn parse(kind: SetKind, words: &[&str]) -> Result<Create, Complaint> {
    let (mut create, mut first, mut last) = (Create::default(), None, None);
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let mut argument = || words.next().copied().ok_or_else(|| missing(word));
        // two dashes before ipset 5
        match word.strip_prefix("--").unwrap_or(word) {
            "timeout" => create.timeout = Some(number(argument()?, u32::MAX / 1000)?),
            "counters" => create.counters = true,
            "comment" => create.comment = true,
            "skbinfo" => create.packet_options = true,
            "forceadd" => create.force_add = true,
            "family" => create.is_ipv6 = family(argument()?)?,
            "-6" | "inet6" => create.is_ipv6 = true,
            "hashsize" => create.hash_size = Some(number(argument()?, u32::MAX)?),
            "maxelem" => create.maximum = Some(number(argument()?, u32::MAX)?),
            "bucketsize" => create.bucket_size = Some(number(argument()?, 255)? as u8),
            "initval" => create.initial = Some(number(argument()?, u32::MAX)?),
            "netmask" => create.netmask = Some(number(argument()?, 32)? as u8),
            "markmask" => create.mark_mask = Some(number(argument()?, u32::MAX)?),
            "range" | "network" => create.range = Some(range(kind, argument()?)?),
            "from" => first = Some(single(kind, argument()?)?),
            "to" => last = Some(single(kind, argument()?)?),
            "size" => create.size = Some(number(argument()?, u32::MAX)?),
            // Of old versions; they have no effect any more.
            "probes" | "resize" | "gc" => {
                argument()?;
            }
            unknown => return Err(Complaint::parameter(format!("Unknown argument: `{unknown}'"))),
        }
    }
    // of old versions, in either order
    if let (None, Some(first)) = (create.range, first) {
        let last = last.ok_or_else(|| Complaint::parameter("Mandatory option `to' is missing"))?;
        create.range = Some((first, last));
    }
    if kind.is_bitmap() && create.range.is_none() {
        return Err(Complaint::parameter("Mandatory option `range' is missing"));
    }
    Ok(create)
}

pub(super) fn missing(word: &str) -> Complaint {
    Complaint::parameter(format!("Missing mandatory argument of option `{word}'"))
}

pub(super) fn number(text: &str, greatest: u32) -> Result<u32, Complaint> {
    let wrong = || Complaint::syntax(format!("'{text}' is out of range 0-{greatest}"));
    let number = values::number(text).ok_or_else(|| Complaint::syntax(format!("'{text}' is invalid as number")))?;
    if number <= greatest { Ok(number) } else { Err(wrong()) }
}

fn family(text: &str) -> Result<bool, Complaint> {
    match text {
        "inet" | "ipv4" | "-4" => Ok(false),
        "inet6" | "ipv6" | "-6" => Ok(true),
        _ => Err(Complaint::syntax(format!("unknown INET family {text}"))),
    }
}

/// One end of a range.
fn single(kind: SetKind, text: &str) -> Result<u32, Complaint> {
    range(kind, &format!("{text}-{text}")).map(|(first, _)| first)
}

fn range(kind: SetKind, text: &str) -> Result<(u32, u32), Complaint> {
    let wrong = || Complaint::syntax(format!("cannot parse '{text}' as a range"));
    if kind == SetKind::BitmapPort {
        let (first, last) = text.split_once('-').ok_or_else(wrong)?;
        return Ok((number(first, 65535)?, number(last, 65535)?));
    }
    let net = |text: &str| values::prefix(text).ok_or_else(wrong);
    match text.split_once('-') {
        Some((first, last)) => Ok((u32::from(net(first)?.addr()), u32::from(net(last)?.addr()))),
        None => net(text).map(|net| (u32::from(net.network()), u32::from(net.broadcast()))),
    }
}

/// `family inet hashsize 1024 maxelem 65536 bucketsize 12 initval 0x...`
pub fn print(set: &Set) -> String {
    let mut out = String::new();
    let create = &set.create;
    if set.kind.is_hash() {
        let _ = write!(out, "family {} ", if create.is_ipv6 { "inet6" } else { "inet" });
        if set.kind == SetKind::HashIpMark {
            let _ = write!(out, "markmask 0x{:08x} ", create.mark_mask.unwrap_or(u32::MAX));
        }
        let size = create.hash_size.unwrap_or(1024).max(64).checked_next_power_of_two().unwrap_or(1 << 31);
        let _ = write!(out, "hashsize {size} maxelem {} ", create.maximum.unwrap_or(65536));
    }
    if let Some((first, last)) = create.range.filter(|_| set.kind.is_bitmap()) {
        let _ = match set.kind {
            SetKind::BitmapPort => write!(out, "range {first}-{last} "),
            _ => write!(out, "range {}-{} ", Ipv4Addr::from(first), Ipv4Addr::from(last)),
        };
    }
    if set.kind == SetKind::ListSet {
        let _ = write!(out, "size {} ", create.size.unwrap_or(8).max(4));
    }
    print_extensions(&mut out, create);
    if set.kind.is_hash() {
        let initial = create.initial.unwrap_or_else(|| made_up(&set.name));
        let _ = write!(out, "bucketsize {} initval {initial:#010x} ", create.bucket_size.unwrap_or(12));
    }
    out.trim_end().to_string()
}

fn print_extensions(out: &mut String, create: &Create) {
    if let Some(netmask) = create.netmask.filter(|netmask| *netmask < 32) {
        let _ = write!(out, "netmask {netmask} ");
    }
    if let Some(timeout) = create.timeout {
        let _ = write!(out, "timeout {timeout} ");
    }
    for (is_on, word) in [(create.counters, "counters "), (create.comment, "comment "), (create.packet_options, "skbinfo ")] {
        if is_on {
            out.push_str(word);
        }
    }
}

/// The kernel draws the seed of the hash at random; here the name makes it.
fn made_up(name: &str) -> u32 {
    fnv::hash(name.bytes())
}
