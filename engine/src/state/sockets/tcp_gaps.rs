//! A segment got lost and later ones did not: what the receiver keeps and tells of (selective acknowledgements), and what the
//! sender repeats at once. Not modelled: telling of what came twice (D-SACK), and the pause that reordering is given.

use std::collections::VecDeque;

use super::tcp::{Fate, Sent, before, end_of_sent};
use super::{MOST_WAITING, TcpSocket};
use crate::state::packet::{SackBlocks, TcpFlags};

/// What came too early: numbers before it are missing.
#[derive(Clone, Debug, PartialEq)]
pub struct Early {
    pub sequence: u32,
    pub data: Vec<u8>,
    pub fin: bool,
}

impl Early {
    fn end(&self) -> u32 {
        self.sequence.wrapping_add(self.data.len() as u32).wrapping_add(u32::from(self.fin))
    }

    fn touches(&self, other: &Early) -> bool {
        !before(self.end(), other.sequence) && !before(other.end(), self.sequence)
    }

    /// Both as one. They touch; where they overlap they say the same.
    fn joined(self, other: Early) -> Early {
        let (mut first, second) = if before(other.sequence, self.sequence) { (other, self) } else { (self, other) };
        let known = second.sequence.wrapping_add(second.data.len() as u32);
        if before(first.end(), known) {
            let overlap = first.sequence.wrapping_add(first.data.len() as u32).wrapping_sub(second.sequence) as usize;
            first.data.extend(second.data.iter().skip(overlap));
        }
        first.fin |= second.fin;
        first
    }
}

/// What a program wants to send while something is repeated: until that is acknowledged the congestion window has room for
/// nothing else (recording: extra-losses-71-0020).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Held {
    pub data: Vec<u8>,
    pub fin: bool,
}

impl Held {
    pub fn is_empty(&self) -> bool {
        self.data.is_empty() && !self.fin
    }

    pub fn take(&mut self, flags: TcpFlags, data: &[u8]) {
        self.data.extend(data);
        self.fin |= flags.has(TcpFlags::FIN);
    }
}

/// How far beyond the next expected number a segment may begin: about the window that both ends announce.
const WINDOW: u32 = 65_535;

impl TcpSocket {
    /// Keeps it, newest first. What lies outside of the window is lost; false if there is no room for it.
    pub fn keep_early(&mut self, mut early: Early) -> bool {
        let ahead = early.sequence.wrapping_sub(self.next_receive);
        if !(1..WINDOW).contains(&ahead) {
            return true;
        }
        while let Some(place) = self.early.iter().position(|other| other.touches(&early)) {
            let Some(other) = self.early.remove(place) else { break };
            early = other.joined(early);
        }
        let has_room = self.early.len() < MOST_WAITING;
        if has_room {
            self.early.push_front(early);
        }
        has_room
    }

    /// The gap may be closed: data that follows is taken, and whether a FIN follows, too, is said.
    pub fn take_early(&mut self) -> (Vec<u8>, bool) {
        let (mut data, mut fin) = (Vec::new(), false);
        while let Some(place) = self.early.iter().position(|early| !before(self.next_receive, early.sequence)) {
            let Some(early) = self.early.remove(place) else { break };
            if !before(self.next_receive, early.end()) {
                continue;
            }
            let known = self.next_receive.wrapping_sub(early.sequence) as usize;
            data.extend(early.data.iter().skip(known));
            fin |= early.fin;
            self.next_receive = early.end();
        }
        (data, fin)
    }

    /// What is there beyond the gap, the newest first, as far as the header has room.
    pub fn sack_blocks(&self) -> SackBlocks {
        let mut blocks = SackBlocks::default();
        if self.peer.sack_permitted {
            self.early.iter().take(SackBlocks::MOST).for_each(|early| blocks.push((early.sequence, early.end())));
        }
        blocks
    }

    /// Where the last of what came early ends: a reset may stand there, too (`tcp_validate_incoming`).
    pub fn last_early(&self) -> Option<u32> {
        self.early.iter().map(Early::end).max_by_key(|end| end.wrapping_sub(self.next_receive))
    }

    /// What is in flight and was overtaken by something that arrived: each is repeated at once, one time. Small neighbours
    /// become one segment (`tcp_retrans_try_collapse`; recording: extra-closing-5152-0023).
    pub fn take_lost(&mut self, blocks: SackBlocks, largest: usize) -> Vec<Sent> {
        for sent in &mut self.in_flight {
            if blocks.iter().any(|(begin, end)| !before(sent.sequence, begin) && !before(end, end_of_sent(sent))) {
                sent.fate = Fate::Arrived;
            }
        }
        let Some(overtaken) = self.in_flight.iter().rposition(|sent| sent.fate == Fate::Arrived) else { return Vec::new() };
        let mut flying = VecDeque::new();
        let mut lost: Vec<Sent> = Vec::new();
        for (place, mut sent) in std::mem::take(&mut self.in_flight).into_iter().enumerate() {
            if place > overtaken || sent.fate != Fate::Unknown {
                flying.push_back(sent);
                continue;
            }
            sent.fate = Fate::Repeated;
            match lost.last_mut() {
                Some(last) if last.can_hold(&sent, largest) => {
                    last.data.extend(&sent.data);
                    last.flags = last.flags.with(sent.flags);
                }
                Some(_) | None => lost.push(sent),
            }
        }
        flying.extend(lost.iter().cloned());
        flying.make_contiguous().sort_by_key(|sent| sent.sequence.wrapping_sub(self.unacknowledged));
        self.in_flight = flying;
        lost
    }
}

impl TcpSocket {
    pub fn recovers(&self) -> bool {
        self.in_flight.iter().any(|sent| sent.fate == Fate::Repeated)
    }
}

impl Sent {
    fn can_hold(&self, next: &Sent, largest: usize) -> bool {
        let plain = |sent: &Sent| !sent.flags.has(TcpFlags::SYN) && !sent.flags.has(TcpFlags::FIN);
        plain(self) && plain(next) && end_of_sent(self) == next.sequence && self.data.len() + next.data.len() <= largest
    }
}
