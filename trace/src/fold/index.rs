//! What is looked up in a trace again and again: where one can stop, how deep in user chains, which packet is which.
//!
//! Made once for a trace. Which event is worth a stop stands here, and nowhere else.

use std::collections::BTreeMap;

use crate::event::{Cause, Event, Skip, Verdict, What};
use crate::hook::TableName;
use crate::ids::{HostId, PacketId};

/// Positions in growing order; a position is the number of events that have happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// Everything a person can stop at.
    pub rules: Vec<usize>,
    pub tables: Vec<usize>,
    pub packets: Vec<usize>,
    /// In the order in which the packets came to be.
    pub lives: Vec<Life>,
    depths: Vec<u16>,
    focus: Vec<Focus>,
}

/// Whom a position is about; where an event names nobody, whom the event before it named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Focus {
    pub host: HostId,
    pub packet: Option<PacketId>,
    /// The table that a packet was in last on this host.
    pub table: Option<TableName>,
}

/// One packet's stay in the trace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Life {
    pub packet: PacketId,
    /// The host that made it.
    pub host: HostId,
    pub cause: Cause,
    /// Positions of its events, the first of which made it.
    pub positions: Vec<usize>,
}

/// How far one step of a person goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grain {
    Rule,
    Table,
    Packet,
}

impl Grain {
    pub const ALL: [Grain; 3] = [Grain::Rule, Grain::Table, Grain::Packet];
}

impl Index {
    pub fn of(events: &[Event]) -> Index {
        let mut index = Index::default();
        let mut lives = BTreeMap::default();
        let mut depths = Depths::default();
        for (number, event) in events.iter().enumerate() {
            let position = number + 1;
            index.take_stop(position, &event.what);
            index.take_life(position, event, &mut lives);
            index.depths.push(depths.after(event));
            let before = index.focus.last().cloned().unwrap_or_default();
            index.focus.push(before.after(event));
        }
        index
    }

    pub fn stops(&self, grain: Grain) -> &[usize] {
        match grain {
            Grain::Rule => &self.rules,
            Grain::Table => &self.tables,
            Grain::Packet => &self.packets,
        }
    }

    /// How many user chains the packet of a position is in.
    pub fn depth(&self, position: usize) -> u16 {
        position.checked_sub(1).and_then(|number| self.depths.get(number)).copied().unwrap_or(0)
    }

    pub fn focus(&self, position: usize) -> Focus {
        position.checked_sub(1).and_then(|number| self.focus.get(number)).cloned().unwrap_or_else(|| self.first_focus())
    }

    pub fn life(&self, packet: PacketId) -> Option<&Life> {
        self.lives.iter().find(|life| life.packet == packet)
    }

    /// Before anything has happened, it is about whom something happens to first.
    fn first_focus(&self) -> Focus {
        let first = self.focus.first().cloned().unwrap_or_default();
        Focus { packet: None, table: None, ..first }
    }

    fn take_stop(&mut self, position: usize, what: &What) {
        let Some(grain) = coarsest_grain(what) else { return };
        self.rules.push(position);
        if grain >= Grain::Table {
            self.tables.push(position);
        }
        if grain >= Grain::Packet {
            self.packets.push(position);
        }
    }

    fn take_life(&mut self, position: usize, event: &Event, lives: &mut BTreeMap<PacketId, usize>) {
        let Some(packet) = event.packet else { return };
        let life = *lives.entry(packet).or_insert_with(|| {
            let cause = match &event.what {
                What::Made { cause, .. } => *cause,
                What::Copied { of } => Cause::CopyOf(*of),
                _ => Cause::Program,
            };
            self.lives.push(Life { packet, host: event.host, cause, positions: Vec::new() });
            self.lives.len() - 1
        });
        if let Some(life) = self.lives.get_mut(life) {
            life.positions.push(position);
        }
    }
}

impl Focus {
    fn after(self, event: &Event) -> Focus {
        let is_about_nobody = matches!(
            event.what,
            What::ClockMoved { .. } | What::BoundReached { .. } | What::LinksChanged { .. } | What::Noted { .. }
        );
        if is_about_nobody {
            return self;
        }
        let table = match &event.what {
            What::TableEntered { table } | What::TableSkipped { table, why: Skip::NotNew | Skip::Decided } => Some(table.clone()),
            _ if event.host == self.host => self.table,
            _ => None,
        };
        Focus { host: event.host, packet: event.packet.or(self.packet), table }
    }
}

/// The coarsest way of stepping that stops at an event. None where nothing is to be seen that its neighbours do not show:
/// a rule's match is told with its step, a stage with what is done at it.
fn coarsest_grain(what: &What) -> Option<Grain> {
    match what {
        What::Made { .. }
        | What::Copied { .. }
        | What::HostChanged { .. }
        | What::HostAdded { .. }
        | What::HostGone
        | What::LinksChanged { .. } => Some(Grain::Packet),
        What::Sent { .. }
        | What::Arrived { .. }
        | What::Delivered { .. }
        | What::Dropped { .. }
        | What::HookEntered { .. }
        | What::TableEntered { .. }
        | What::LookedUp { .. }
        | What::Untracked
        | What::TrackingAsked { .. }
        | What::EntryConfirmed { .. }
        | What::EntryGone { .. }
        | What::Rewritten { .. }
        | What::Routed { .. }
        | What::Rerouted { .. }
        | What::NeighbourSilent { .. }
        | What::Bridged { .. }
        | What::ProgramSaw { .. }
        | What::SetsChanged { .. }
        | What::ClockMoved { .. }
        | What::BoundReached { .. }
        | What::Noted { .. } => Some(Grain::Table),
        What::TableSkipped { why, .. } => match why {
            Skip::NoRules | Skip::NoTracking => None,
            Skip::NotNew | Skip::Decided | Skip::Untracked | Skip::Invalid | Skip::IcmpError => Some(Grain::Table),
        },
        What::RuleMissed { .. }
        | What::Step { .. }
        | What::RuleNotModelled { .. }
        | What::Altered { .. }
        | What::TtlDecremented { .. }
        | What::Logged { .. }
        | What::Rejected { .. } => Some(Grain::Rule),
        What::HookLeft { .. }
        | What::StageEntered { .. }
        | What::StageLeft { .. }
        | What::RuleMatched { .. }
        | What::EntryMade { .. }
        | What::EntryChanged { .. }
        | What::NeighbourAsked { .. } => None,
    }
}

/// How deep in user chains each packet is; an answer may be made while its question is still in one.
#[derive(Default)]
struct Depths {
    /// Whether each chain that was entered was entered by a jump, which comes back, or by a goto, which does not.
    chains: BTreeMap<PacketId, Vec<Entered>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Entered {
    Jump,
    Goto,
}

impl Depths {
    /// The depth after an event. A jump's own step still belongs to the chain it jumps from.
    fn after(&mut self, event: &Event) -> u16 {
        let Some(packet) = event.packet else { return 0 };
        let chains = self.chains.entry(packet).or_default();
        let before = chains.len();
        match &event.what {
            What::TableEntered { .. } | What::StageLeft { .. } | What::Dropped { .. } => chains.clear(),
            What::Step { verdict, .. } => match verdict {
                Verdict::Jump(_) => chains.push(Entered::Jump),
                Verdict::Goto(_) => chains.push(Entered::Goto),
                Verdict::Return => leave(chains),
                Verdict::Accept | Verdict::Drop | Verdict::Continue | Verdict::Queue => {}
            },
            _ => return depth(before),
        }
        match &event.what {
            What::Step { .. } => depth(before),
            _ => depth(chains.len()),
        }
    }
}

/// A return leads past every chain that was entered by goto, to the one that jumped.
fn leave(chains: &mut Vec<Entered>) {
    while chains.pop() == Some(Entered::Goto) {}
}

fn depth(chains: usize) -> u16 {
    u16::try_from(chains).unwrap_or(u16::MAX)
}
