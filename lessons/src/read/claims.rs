//! Claims: from the words of `lesson.toml` to types.

use toml::Spanned;

use super::written::{WrittenClaim, WrittenEntry, WrittenPacket};
use super::{Reader, cues};
use crate::model::{AddressPort, Claim, Ending, EntryClaim, PacketClaim};

/// A claim that cannot be read is reported, and stands as one that is always so.
pub(super) fn claim(reader: &mut Reader, written: Spanned<WrittenClaim>) -> Claim {
    let line = reader.line_of(&written);
    match read(reader, written.into_inner()) {
        Ok(claim) => claim,
        Err(what) => {
            reader.wrong(line, what);
            Claim::Packet(PacketClaim::default())
        }
    }
}

fn read(reader: &mut Reader, mut written: WrittenClaim) -> Result<Claim, String> {
    let claim = kind(reader, &mut written)?;
    match left_over(&written) {
        None => Ok(claim),
        Some(field) => Err(format!("this claim takes no `{field}`")),
    }
}

fn kind(reader: &mut Reader, written: &mut WrittenClaim) -> Result<Claim, String> {
    if let Some(rule) = written.rule.take() {
        let (packets, bytes) = (needed(written.packets.take(), "packets")?, written.bytes.take());
        return Ok(Claim::Counter { host: host(written)?, rule: cues::spot(&rule)?, packets, bytes });
    }
    if let Some(policy) = written.policy.take() {
        let (table, chain) = policy.split_once(' ').ok_or("`policy` is a table and a chain: filter FORWARD")?;
        let (packets, bytes) = (needed(written.packets.take(), "packets")?, written.bytes.take());
        let (table, chain) = (cues::table(table)?, chain.trim().to_owned());
        return Ok(Claim::Policy { host: host(written)?, table, chain, packets, bytes });
    }
    if let Some(packet) = written.packet.take() {
        return self::packet(packet).map(Claim::Packet);
    }
    if let Some(count) = written.connections.take() {
        return Ok(Claim::Connections { host: host(written)?, count });
    }
    if let Some(entry) = written.entry.take() {
        return self::entry(host(written)?, entry).map(Claim::Entry);
    }
    if let Some(times) = written.times.take() {
        let of = written.of.take().ok_or("`times` needs the event it counts: of = { at = ... }")?;
        return Ok(Claim::Times { selector: cues::selector(reader, of), times });
    }
    if let Some(word) = written.ending.take() {
        let action = written.action.take().unwrap_or(1);
        return Ok(Claim::Outcome { action, ending: ending(&word)?, reply: written.reply.take() });
    }
    if let Some(peer) = written.accepted.take() {
        return Ok(Claim::Accepted { host: host(written)?, peer: cues::point(&peer)? });
    }
    if let Some(prefix) = written.log.take() {
        return Ok(Claim::Log { host: host(written)?, prefix, lines: needed(written.lines.take(), "lines")? });
    }
    Err("a claim says one of rule, policy, packet, connections, entry, times, ending, accepted, log".to_owned())
}

fn host(written: &mut WrittenClaim) -> Result<String, String> {
    needed(written.host.take(), "host")
}

fn needed<T>(field: Option<T>, name: &str) -> Result<T, String> {
    field.ok_or_else(|| format!("`{name}` is missing"))
}

fn left_over(written: &WrittenClaim) -> Option<&'static str> {
    let fields = [
        ("host", written.host.is_some()),
        ("rule", written.rule.is_some()),
        ("policy", written.policy.is_some()),
        ("packets", written.packets.is_some()),
        ("bytes", written.bytes.is_some()),
        ("packet", written.packet.is_some()),
        ("connections", written.connections.is_some()),
        ("entry", written.entry.is_some()),
        ("times", written.times.is_some()),
        ("of", written.of.is_some()),
        ("action", written.action.is_some()),
        ("ending", written.ending.is_some()),
        ("reply", written.reply.is_some()),
        ("accepted", written.accepted.is_some()),
        ("log", written.log.is_some()),
        ("lines", written.lines.is_some()),
    ];
    fields.into_iter().find(|(_, given)| *given).map(|(name, _)| name)
}

fn ending(word: &str) -> Result<Ending, String> {
    let known = Ending::ALL.into_iter().find(|ending| ending.word() == word);
    known.ok_or_else(|| {
        let words: Vec<&str> = Ending::ALL.iter().map(|ending| ending.word()).collect();
        format!("`{word}` is no ending; expected one of {}", words.join(", "))
    })
}

fn packet(written: WrittenPacket) -> Result<PacketClaim, String> {
    Ok(PacketClaim {
        source: written.source.map(|text| cues::point(&text)).transpose()?,
        destination: written.destination.map(|text| cues::point(&text)).transpose()?,
        ttl: written.ttl,
        state: written.state,
        input: written.input,
        output: written.output,
    })
}

fn entry(host: String, written: WrittenEntry) -> Result<EntryClaim, String> {
    let (original_source, original_destination) = ends(written.original)?;
    let (reply_source, reply_destination) = ends(written.reply)?;
    Ok(EntryClaim {
        host,
        original_source,
        original_destination,
        reply_source,
        reply_destination,
        state: written.state,
        assured: written.assured,
        seen_reply: written.seen_reply,
    })
}

fn ends(text: Option<String>) -> Result<(Option<AddressPort>, Option<AddressPort>), String> {
    let Some(text) = text else { return Ok((None, None)) };
    let (source, destination) =
        text.split_once("->").ok_or_else(|| format!("`{text}`: expected 10.0.0.1:40000 -> 10.0.0.2:80"))?;
    Ok((Some(cues::point(source.trim())?), Some(cues::point(destination.trim())?)))
}
