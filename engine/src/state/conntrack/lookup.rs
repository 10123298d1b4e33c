//! What conntrack does with a packet at PREROUTING and OUTPUT: finds or makes its entry and brings it up to date.

use super::entry::{Direction, Entry, EntryId, Track};
use super::settings::seconds;
use super::table::Conntrack;
use super::tcp::{self, EntryView, TcpOutcome};
use super::tuple::{Tuple, TupleKind};
use super::zone::Zone;
use super::{Gone, Invalid, State, Tracking};
use crate::state::clock::Instant;
use crate::state::packet::{Datagram, IcmpBody, IcmpMessage, TcpSegment, Transport};

/// What came of the lookup; the caller tells the listener.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    pub tracking: Tracking,
    pub invalid: Option<Invalid>,
    pub made: Option<EntryId>,
    /// The entry that an invalid packet would belong to: it may have noted something of it.
    pub noted_by: Option<EntryId>,
    /// Entries that the packet ended. The first may still be attached to it.
    pub gone: Vec<(EntryId, Gone)>,
    /// The table is full: the packet is dropped.
    pub full: bool,
}

impl Found {
    fn invalid(why: Invalid) -> Found {
        Found { invalid: Some(why), ..Found::default() }
    }
}

impl Conntrack {
    pub fn look_up(&mut self, datagram: &Datagram, zone: Zone, now: Instant) -> Found {
        if let Transport::Icmp(message) = &datagram.transport {
            if message.kind > LAST_KNOWN_ICMP_TYPE {
                return Found::invalid(Invalid::IcmpType);
            }
            if let IcmpBody::Error { quote, .. } = &message.body {
                return self.look_up_error(datagram, quote, zone, now);
            }
        }
        let mut gone = Vec::new();
        // A segment that reopens a closed connection is looked up a second time, never a third.
        for _ in 0..2 {
            match self.look_up_once(datagram, zone, now) {
                Once::Found(mut found) => {
                    found.gone.splice(0..0, gone);
                    return found;
                }
                Once::Again(id) => {
                    self.remove(id);
                    gone.push((id, Gone::Reopened));
                }
            }
        }
        Found { gone, ..Found::invalid(Invalid::TcpState) }
    }

    fn look_up_once(&mut self, datagram: &Datagram, zone: Zone, now: Instant) -> Once {
        let tuple = Tuple::of(datagram);
        let mut gone = Vec::new();
        let (id, direction, made) = match self.find(zone, &tuple, now) {
            Some((id, direction)) => (id, direction, false),
            None => {
                if self.len() >= self.settings.most() {
                    match self.make_room(now) {
                        Some(victim) => gone.push((victim, Gone::EarlyDropped)),
                        None => return Once::Found(Found { full: true, ..Found::default() }),
                    }
                }
                let Some(id) = self.begin(zone, tuple, now) else {
                    return Once::Found(Found { gone, ..Found::invalid(Invalid::IcmpType) });
                };
                (id, Direction::Original, true)
            }
        };
        let answer = self.advance(id, direction, datagram, now);
        let state = self.state_of(id, direction, made);
        let tracking = Tracking::Entry { id, direction, state };
        let mut found = match answer {
            Advance::Valid => {
                self.note_reply(id, direction);
                Found { tracking, made: made.then_some(id), ..Found::default() }
            }
            Advance::Killed => {
                self.note_reply(id, direction);
                Found { tracking, gone: vec![(id, Gone::Reset)], ..Found::default() }
            }
            Advance::Reopen => return Once::Again(id),
            Advance::Invalid(why) => {
                if made {
                    self.remove(id);
                }
                Found { noted_by: (!made).then_some(id), ..Found::invalid(why) }
            }
        };
        found.gone.splice(0..0, gone);
        Once::Found(found)
    }

    /// The class of a packet is settled before it marks the entry as answered; a reply is ESTABLISHED at once.
    fn state_of(&self, id: EntryId, direction: Direction, made: bool) -> State {
        let seen_reply = self.get(id).is_some_and(|entry| entry.status.seen_reply);
        let expected = self.get(id).is_some_and(|entry| entry.status.expected);
        match direction {
            Direction::Reply => State::Established,
            Direction::Original if seen_reply && !made => State::Established,
            Direction::Original if expected => State::Related,
            Direction::Original => State::New,
        }
    }

    fn note_reply(&mut self, id: EntryId, direction: Direction) {
        if direction == Direction::Reply
            && let Some(entry) = self.get_mut(id)
        {
            entry.status.seen_reply = true;
        }
    }

    /// An error belongs to the connection of the packet it quotes (reference: conntrack.md §4).
    fn look_up_error(&self, outer: &Datagram, quote: &Datagram, zone: Zone, now: Instant) -> Found {
        let about = Tuple::of(quote).inverse().and_then(|tuple| self.find(zone, &tuple, now));
        let Some((id, direction)) = about else { return Found::invalid(Invalid::ErrorAboutNothing) };
        let expected = self.get(id).map(|entry| entry.tuple(direction).destination);
        if expected != Some(outer.destination) {
            return Found::invalid(Invalid::ErrorAboutNothing);
        }
        Found { tracking: Tracking::Entry { id, direction, state: State::Related }, ..Found::default() }
    }

    fn advance(&mut self, id: EntryId, direction: Direction, datagram: &Datagram, now: Instant) -> Advance {
        let settings = self.settings;
        let Some(entry) = self.get_mut(id) else { return Advance::Invalid(Invalid::CannotBegin) };
        let bytes = datagram.total_length();
        match &datagram.transport {
            Transport::Tcp(segment) => {
                let payload = datagram.payload.len() as u32;
                advance_tcp(entry, direction, segment, payload, bytes, &settings, now)
            }
            Transport::Udp(_) => {
                entry.track = Track::Udp;
                let timeout = if entry.status.seen_reply && now.since(entry.created) > seconds(2) {
                    entry.status.assured = true;
                    settings.udp_stream
                } else {
                    settings.udp
                };
                refresh(entry, direction, bytes, timeout, now);
                Advance::Valid
            }
            Transport::Icmp(message) => advance_icmp(entry, direction, message, bytes, &settings, now),
            Transport::Other { .. } => {
                refresh(entry, direction, bytes, settings.generic, now);
                Advance::Valid
            }
        }
    }

    /// Throws out one entry that nobody would miss; the kernel's early drop.
    fn make_room(&mut self, now: Instant) -> Option<EntryId> {
        let victim = self
            .confirmed()
            .find(|entry| entry.expires <= now)
            .or_else(|| self.confirmed().find(|entry| !entry.status.assured))
            .map(|entry| entry.id)?;
        self.remove(victim).map(|entry| entry.id)
    }
}

const LAST_KNOWN_ICMP_TYPE: u8 = 18;

enum Once {
    Found(Found),
    Again(EntryId),
}

enum Advance {
    Valid,
    Killed,
    Reopen,
    Invalid(Invalid),
}

fn advance_tcp(
    entry: &mut Entry,
    direction: Direction,
    segment: &TcpSegment,
    payload: u32,
    bytes: u32,
    settings: &super::Settings,
    now: Instant,
) -> Advance {
    if !tcp::flags_are_sane(segment.flags) {
        return Advance::Invalid(Invalid::TcpFlags);
    }
    let mut track = match (entry.status.confirmed, entry.track) {
        (true, Track::Tcp(track)) => track,
        (false, _) | (true, Track::Udp | Track::Icmp | Track::Generic) => match tcp::begin(segment, payload, settings) {
            Some(track) => track,
            None => return Advance::Invalid(Invalid::CannotBegin),
        },
    };
    let view = EntryView { seen_reply: entry.status.seen_reply, assured: entry.status.assured };
    let outcome = tcp::segment(&mut track, direction, segment, payload, view, settings);
    entry.track = Track::Tcp(track);
    match outcome {
        TcpOutcome::Valid { timeout, assured } => {
            entry.status.assured |= assured;
            if let Some(timeout) = timeout {
                refresh(entry, direction, bytes, timeout, now);
            }
            Advance::Valid
        }
        TcpOutcome::Killed => {
            count(entry, direction, bytes);
            Advance::Killed
        }
        TcpOutcome::Reopen => Advance::Reopen,
        TcpOutcome::InvalidState => Advance::Invalid(Invalid::TcpState),
        TcpOutcome::InvalidWindow { no_longer_than } => {
            if let Some(longest) = no_longer_than.filter(|_| !entry.status.fixed_timeout) {
                entry.expires = entry.expires.min(now + seconds(longest));
            }
            Advance::Invalid(Invalid::TcpWindow)
        }
    }
}

fn advance_icmp(
    entry: &mut Entry,
    direction: Direction,
    _message: &IcmpMessage,
    bytes: u32,
    settings: &super::Settings,
    now: Instant,
) -> Advance {
    let begins = match entry.original.kind {
        TupleKind::Icmp { kind, .. } => REQUESTS.contains(&kind),
        TupleKind::Tcp { .. } | TupleKind::Udp { .. } | TupleKind::Other { .. } => false,
    };
    if !begins {
        return Advance::Invalid(Invalid::CannotBegin);
    }
    entry.track = Track::Icmp;
    refresh(entry, direction, bytes, settings.icmp, now);
    Advance::Valid
}

/// Echo, timestamp, information, address mask.
const REQUESTS: [u8; 4] = [8, 13, 15, 17];

fn refresh(entry: &mut Entry, direction: Direction, bytes: u32, timeout: u32, now: Instant) {
    if !entry.status.fixed_timeout {
        entry.expires = now + seconds(timeout);
    }
    count(entry, direction, bytes);
}

fn count(entry: &mut Entry, direction: Direction, bytes: u32) {
    if entry.counted {
        entry.count_mut(direction).add(bytes);
    }
}
