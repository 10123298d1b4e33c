//! What a match or target can see and touch while a packet is at a rule.

use crate::rules::identity::RuleId;
use crate::rules::memory::Memory;
use crate::state::clock::Instant;
use crate::state::conntrack::{Conntrack, Entry, Tracking};
use crate::state::hook::{Hook, TableName};
use crate::state::interface::InterfaceName;
use crate::state::networking::Networking;
use crate::state::packet::Packet;
use crate::state::sets::Changes;
use crate::state::sets::Sets;

/// One packet at one rule of one host.
pub struct Context<'walk> {
    pub networking: &'walk Networking,
    pub conntrack: &'walk mut Conntrack,
    pub sets: &'walk mut Sets,
    pub memory: &'walk mut Memory,
    pub packet: &'walk mut Packet,
    pub hook: Hook,
    pub table: TableName,
    /// The devices as rules see them here; `NONE` where the hook has none.
    pub input: InterfaceName,
    pub output: InterfaceName,
    pub now: Instant,
    /// The rule that is asked: key of what stateful matches remember, together with the place of the match.
    pub rule: RuleId,
    pub match_place: usize,
    /// Where changes of sets are noted.
    pub set_changes: Changes<'walk>,
    /// What a match did beyond the usual, in rules that could have been asked instead: it counts against their bound.
    pub effort: u64,
}

impl Context<'_> {
    /// The connection's; before the lookup, behind a CT rule, the rule's template.
    pub fn entry(&self) -> Option<&Entry> {
        match self.packet.tracking {
            Tracking::Entry { id, .. } => self.conntrack.get(id),
            Tracking::None => self.memory.templates.get(&self.packet.template?),
            Tracking::Untracked => None,
        }
    }

    pub fn entry_mut(&mut self) -> Option<&mut Entry> {
        match self.packet.tracking {
            Tracking::Entry { id, .. } => self.conntrack.get_mut(id),
            Tracking::None => self.memory.templates.get_mut(&self.packet.template?),
            Tracking::Untracked => None,
        }
    }
}

/// What a match answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tested {
    Matches,
    Misses,
    /// The packet is dropped at once and the rule is not counted (the kernel's `hotdrop`).
    DropsPacket,
    /// We do not model this match; the rule counts as missed, and the trace says so.
    NotModelled,
}

impl From<bool> for Tested {
    fn from(matches: bool) -> Tested {
        if matches { Tested::Matches } else { Tested::Misses }
    }
}
