//! What a connection keeps for later: segments that came before their turn, and what is not to be sent yet.

use crate::state::packet::TcpFlags;
use crate::state::sequence::before;

/// What came too early: numbers before it are missing.
#[derive(Clone, Debug, PartialEq)]
pub struct Early {
    pub sequence: u32,
    pub data: Vec<u8>,
    pub fin: bool,
}

impl Early {
    pub(super) fn end(&self) -> u32 {
        self.sequence.wrapping_add(self.data.len() as u32).wrapping_add(u32::from(self.fin))
    }

    pub(super) fn touches(&self, other: &Early) -> bool {
        !before(self.end(), other.sequence) && !before(other.end(), self.sequence)
    }

    /// Both as one. They touch; where they overlap they say the same.
    pub(super) fn joined(self, other: Early) -> Early {
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
