//! Reading lines of `conntrack -L`, `conntrack -E` and `/proc/net/nf_conntrack` back into entries.

use std::net::Ipv4Addr;

use super::protocol;
use crate::state::clock::Instant;
use crate::state::conntrack::entry::{Count, TcpTrack};
use crate::state::conntrack::settings::seconds;
use crate::state::conntrack::{Entry, EntryId, Status, TcpState, Track, Tuple, TupleKind, Zone, ZoneDirection};
use crate::state::interface::InterfaceName;
use crate::text::finding::{Finding, Severity};
use crate::text::listing::lines::{Line, Word};

/// Does the line look like an entry? It need not be a complete one.
pub fn is_entry(line: &Line) -> bool {
    let has = |start: &str| line.words.iter().any(|word| word.text.starts_with(start));
    has("src=") && has("dst=") && first_word(line).is_some()
}

/// One entry; its identity is given by the host that takes it.
pub fn entry(line: &Line, now: Instant) -> Result<Entry, Finding> {
    let words = line.words.get(first_word(line).unwrap_or(0)..).unwrap_or(&[]);
    let mut reader = Reader { line, words, place: 0 };
    reader.entry(now)
}

/// The place of the protocol's name, behind `ipv4 2` and the tags of events.
fn first_word(line: &Line) -> Option<usize> {
    line.words.windows(2).position(|pair| match pair {
        [name, number] => {
            let number = number.text.parse::<u8>().ok();
            number.is_some() && (protocol::number(&name.text) == number || name.text == protocol::UNKNOWN)
        }
        _ => false,
    })
}

struct Reader<'line> {
    line: &'line Line,
    words: &'line [Word],
    place: usize,
}

impl<'line> Reader<'line> {
    fn entry(&mut self, now: Instant) -> Result<Entry, Finding> {
        let is_ipv6 = |word: &&Word| word.text.strip_prefix("src=").is_some_and(|address| address.contains(':'));
        if let Some(word) = self.words.iter().find(is_ipv6) {
            return Err(Finding {
                span: word.span,
                severity: Severity::NotModelled,
                found: word.text.clone(),
                expected: "an IPv4 address".to_owned(),
                hint: "the connection is left out; a lab has no IPv6".to_owned(),
            });
        }
        self.place = 1;
        let number: u8 = self.number("a protocol's number")?;
        let left: u32 = self.number("seconds that are left")?;
        let state = self.state(number)?;
        let (original, original_zone, original_count) = self.direction(number, ZoneDirection::Original.name())?;
        let mut status = Status { confirmed: true, seen_reply: true, ..Status::default() };
        if self.takes("[UNREPLIED]") {
            status.seen_reply = false;
        }
        let (reply, reply_zone, reply_count) = self.direction(number, ZoneDirection::Reply.name())?;
        let mut entry = Entry {
            id: EntryId(0),
            zone: Zone::DEFAULT,
            original,
            reply,
            status,
            track: track(number, state),
            mark: 0,
            expires: now + seconds(left.saturating_add(1)),
            created: now,
            counted: true,
            original_count,
            reply_count,
            masqueraded_by: InterfaceName::NONE,
            helper: None,
        };
        for (number, direction) in [(original_zone, ZoneDirection::Original), (reply_zone, ZoneDirection::Reply)] {
            entry.zone = number.map_or(entry.zone, |number| Zone { number, direction });
        }
        self.rest(&mut entry)?;
        note_translation(&mut entry);
        Ok(entry)
    }

    /// What stands behind the tuples, in any order.
    fn rest(&mut self, entry: &mut Entry) -> Result<(), Finding> {
        while let Some(word) = self.peek() {
            match word.text.split_once('=') {
                None if word.text == "[ASSURED]" => entry.status.assured = true,
                Some(("mark", _)) => entry.mark = self.value("mark", "a mark")?,
                Some(("zone", _)) => entry.zone.number = self.value("zone", "a zone")?,
                Some(("helper", name)) => entry.helper = Some(name.to_owned()),
                // `use=`, `id=`, `secctx=`, `delta-time=` and what later versions add say nothing that is kept
                Some(_) | None => {}
            }
            self.place += 1;
        }
        Ok(())
    }

    fn state(&mut self, number: u8) -> Result<TcpState, Finding> {
        const STATES: [TcpState; 10] = [
            TcpState::None,
            TcpState::SynSent,
            TcpState::SynRecv,
            TcpState::Established,
            TcpState::FinWait,
            TcpState::CloseWait,
            TcpState::LastAck,
            TcpState::TimeWait,
            TcpState::Close,
            TcpState::SynSent2,
        ];
        // /proc puts the timeouts of GRE here.
        while self.peek().is_some_and(|word| word.text.contains("timeout=")) {
            self.place += 1;
        }
        let Some(word) = self.peek().filter(|word| !word.text.contains('=')) else { return Ok(TcpState::None) };
        self.place += 1;
        match STATES.into_iter().find(|state| state.name() == word.text) {
            Some(state) => Ok(state),
            None if number == 6 => Err(self.wrong(Some(word), "a state of TCP, like ESTABLISHED")),
            None => Ok(TcpState::None),
        }
    }

    fn direction(&mut self, number: u8, zone: &str) -> Result<(Tuple, Option<u16>, Count), Finding> {
        let source = self.key("src", "src=ADDRESS")?;
        let destination = self.key("dst", "dst=ADDRESS")?;
        let kind = self.kind(number)?;
        let has_zone = self.peek().is_some_and(|word| word.text.split('=').next() == Some(zone));
        let zone = has_zone.then(|| self.key(zone, "a zone")).transpose()?;
        let mut count = Count::default();
        if self.peek().is_some_and(|word| word.text.starts_with("packets=")) {
            count.packets = self.key("packets", "packets=NUMBER")?;
            count.bytes = self.key("bytes", "bytes=NUMBER")?;
        }
        Ok((Tuple { source, destination, kind }, zone, count))
    }

    fn kind(&mut self, number: u8) -> Result<TupleKind, Finding> {
        Ok(match number {
            6 => {
                let (source_port, destination_port) = self.ports()?;
                TupleKind::Tcp { source_port, destination_port }
            }
            17 => {
                let (source_port, destination_port) = self.ports()?;
                TupleKind::Udp { source_port, destination_port }
            }
            1 => TupleKind::Icmp {
                kind: self.key("type", "type=NUMBER")?,
                code: self.key("code", "code=NUMBER")?,
                identifier: self.key("id", "id=NUMBER")?,
            },
            protocol => {
                let is_part =
                    |word: &Word| ["sport=", "dport=", "srckey=", "dstkey="].iter().any(|key| word.text.starts_with(key));
                while self.peek().is_some_and(is_part) {
                    self.place += 1;
                }
                TupleKind::Other { protocol }
            }
        })
    }

    fn ports(&mut self) -> Result<(u16, u16), Finding> {
        Ok((self.key("sport", "sport=PORT")?, self.key("dport", "dport=PORT")?))
    }

    fn peek(&self) -> Option<&'line Word> {
        self.words.get(self.place)
    }

    fn takes(&mut self, text: &str) -> bool {
        let is_there = self.peek().is_some_and(|word| word.text == text);
        self.place += usize::from(is_there);
        is_there
    }

    fn number<T: std::str::FromStr>(&mut self, expected: &str) -> Result<T, Finding> {
        let word = self.peek();
        self.place += 1;
        word.and_then(|word| word.text.parse().ok()).ok_or_else(|| self.wrong(word, expected))
    }

    fn key<T: std::str::FromStr>(&mut self, key: &str, expected: &str) -> Result<T, Finding> {
        let value = self.value(key, expected)?;
        self.place += 1;
        Ok(value)
    }

    fn value<T: std::str::FromStr>(&self, key: &str, expected: &str) -> Result<T, Finding> {
        let word = self.peek();
        let value = word.and_then(|word| word.text.strip_prefix(key)?.strip_prefix('=')?.parse().ok());
        value.ok_or_else(|| self.wrong(word, expected))
    }

    fn wrong(&self, word: Option<&Word>, expected: &str) -> Finding {
        let place = word.or(self.words.last()).or(self.line.words.last());
        Finding {
            span: place.map(|word| word.span).unwrap_or_default(),
            severity: Severity::KernelRefuses,
            found: word.map_or("the end of the line".to_owned(), |word| word.text.clone()),
            expected: expected.to_owned(),
            hint: "the connection is left out; paste the whole line of `conntrack -L`".to_owned(),
        }
    }
}

fn track(number: u8, state: TcpState) -> Track {
    match number {
        6 => Track::Tcp(TcpTrack { state, ..TcpTrack::default() }),
        17 => Track::Udp,
        1 => Track::Icmp,
        _ => Track::Generic,
    }
}

/// A listing does not say that a connection is translated; its tuples do.
fn note_translation(entry: &mut Entry) {
    let Some(plain) = entry.original.inverse() else { return };
    let ends = |tuple: &Tuple| -> [(Ipv4Addr, Option<u16>); 2] {
        let destination = tuple.kind.destination_port();
        [(tuple.source, tuple.kind.source_part()), (tuple.destination, destination)]
    };
    let ([plain_source, plain_destination], [source, destination]) = (ends(&plain), ends(&entry.reply));
    entry.status.destination_nat = plain_source != source;
    entry.status.source_nat = plain_destination != destination;
    entry.status.source_nat_done = true;
    entry.status.destination_nat_done = true;
}
