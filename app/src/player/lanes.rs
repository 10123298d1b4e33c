//! The timeline's lanes: one for each packet, cut into cells that each show one thing done to it.
//!
//! A stage at which nothing was asked is no cell; the map shows it.

use std::net::Ipv4Addr;
use std::rc::Rc;

use engine::kernel::event::{Cause, Drop, Event, Skip, What};
use engine::state::hook::{Stage, TableName};
use engine::state::packet::{Datagram, PacketId};

use super::index::Life;
use super::playback::Playback;

#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    pub life: Life,
    /// The packet as it was made.
    pub made: Option<Datagram>,
    /// And as it was seen last, translated or not.
    last: Option<Datagram>,
    /// Against the first packet of its conversation.
    pub goes_back: bool,
    pub cells: Vec<Cell>,
}

/// A stretch of a packet's life, up to where the next cell begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    pub kind: CellKind,
    /// The position at which it begins.
    pub from: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellKind {
    Made,
    Table(TableName),
    Skipped(TableName, Skip),
    Conntrack,
    Route,
    /// On its way to another host.
    Wire,
    Delivered,
    Dropped(Drop),
}

impl Lane {
    /// How many of its cells have begun at a position.
    pub fn begun(&self, position: usize) -> usize {
        self.cells.partition_point(|cell| cell.from <= position)
    }
}

pub fn lanes(playback: &Playback) -> Vec<Rc<Lane>> {
    let mut lanes: Vec<Rc<Lane>> = Vec::new();
    for life in &playback.index.lives {
        let mut lane = lane(playback, life);
        lane.goes_back = goes_back(&lanes, &lane);
        lanes.push(Rc::new(lane));
    }
    lanes
}

/// A packet that nothing before it explains begins a conversation.
fn goes_back(before: &[Rc<Lane>], lane: &Lane) -> bool {
    let of = |packet| lane_of(before, packet).and_then(|number| before.get(number)).is_some_and(|lane| lane.goes_back);
    match lane.life.cause {
        Cause::AnswerTo(packet) | Cause::ErrorAbout(packet) => !of(packet),
        Cause::RetransmissionOf(packet) | Cause::CopyOf(packet) => of(packet),
        Cause::Program => before.iter().rev().find_map(|earlier| direction_beside(earlier, lane)).unwrap_or(false),
    }
}

/// What the way of an earlier packet tells of this one's, if both belong to one conversation.
fn direction_beside(earlier: &Lane, lane: &Lane) -> Option<bool> {
    let made = ends(lane.made.as_ref()?)?;
    if earlier.made.as_ref().and_then(ends) == Some(made) {
        return Some(earlier.goes_back);
    }
    let (from, to) = ends(earlier.last.as_ref()?)?;
    (made == (to, from)).then_some(!earlier.goes_back)
}

type End = (Ipv4Addr, u16);

/// From where to where. Without ports two hosts may have many conversations, and either may begin one.
fn ends(datagram: &Datagram) -> Option<(End, End)> {
    let (from, to) = datagram.transport.ports()?;
    Some(((datagram.source, from), (datagram.destination, to)))
}

/// The number of a packet's lane, from zero.
pub fn lane_of(lanes: &[Rc<Lane>], packet: PacketId) -> Option<usize> {
    lanes.iter().position(|lane| lane.life.packet == packet)
}

fn lane(playback: &Playback, life: &Life) -> Lane {
    let mut cells = Cells::default();
    for position in &life.positions {
        if let Some(event) = playback.event(*position) {
            cells.take(*position, event);
        }
    }
    let mut views = life.positions.iter().filter_map(|position| datagram(playback.event(*position)?));
    let made = views.next();
    let last = views.last().or(made.clone());
    Lane { life: life.clone(), made, last, goes_back: false, cells: cells.done }
}

fn datagram(event: &Event) -> Option<Datagram> {
    match &event.what {
        What::Made { view, .. } | What::Arrived { view, .. } | What::Sent { view, .. } => Some(view.datagram.clone()),
        What::Rewritten { after, .. } => Some((**after).clone()),
        _ => None,
    }
}

#[derive(Default)]
struct Cells {
    done: Vec<Cell>,
    /// Where the stage began that the packet is in; it is a cell once something is done there.
    stage: Option<usize>,
}

impl Cells {
    fn take(&mut self, position: usize, event: &Event) {
        match &event.what {
            What::Made { .. } | What::Copied { .. } => self.begin(CellKind::Made, position),
            What::StageEntered { stage } => {
                self.stage = match stage {
                    Stage::Table(_) | Stage::Conntrack | Stage::Confirm => Some(position),
                }
            }
            What::StageLeft { .. } => self.stage = None,
            What::TableEntered { table } => self.begin_stage(CellKind::Table(*table), position),
            What::TableSkipped { table, why } => match why {
                Skip::NoRules | Skip::NoTracking => {}
                Skip::NotNew | Skip::Decided | Skip::Untracked | Skip::Invalid | Skip::IcmpError => {
                    self.begin_stage(CellKind::Skipped(*table, *why), position);
                }
            },
            What::LookedUp { .. } | What::Untracked | What::EntryConfirmed { .. } => {
                self.begin_stage(CellKind::Conntrack, position)
            }
            What::Routed { .. } | What::Rerouted { .. } => self.begin(CellKind::Route, position),
            What::NeighbourAsked { .. } | What::Sent { .. } | What::Arrived { .. }
                if self.done.last().is_none_or(|cell| cell.kind != CellKind::Wire) =>
            {
                self.begin(CellKind::Wire, position);
            }
            What::Delivered { .. } => self.begin(CellKind::Delivered, position),
            What::Dropped { why } => self.begin(CellKind::Dropped(*why), position),
            _ => {}
        }
    }

    fn begin(&mut self, kind: CellKind, from: usize) {
        self.done.push(Cell { kind, from });
    }

    /// A cell from where its stage began.
    fn begin_stage(&mut self, kind: CellKind, position: usize) {
        let from = self.stage.take().unwrap_or(position);
        self.begin(kind, from);
    }
}
