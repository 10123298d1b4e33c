//! The timeline's lanes: one for each packet, cut into cells that each show one thing done to it.
//!
//! A stage at which nothing was asked is no cell; the map shows it.

use std::rc::Rc;

use engine::kernel::event::{Drop, Event, Skip, What};
use engine::kernel::hook::{Stage, TableName};
use engine::kernel::packet::{Datagram, PacketId};

use super::index::Life;
use super::playback::Playback;

#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    pub life: Life,
    /// The packet as it was made.
    pub made: Option<Datagram>,
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
    playback.index.lives.iter().map(|life| Rc::new(lane(playback, life))).collect()
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
    let made = life.positions.iter().filter_map(|position| playback.event(*position)).find_map(datagram);
    Lane { life: life.clone(), made, cells: cells.done }
}

fn datagram(event: &Event) -> Option<Datagram> {
    match &event.what {
        What::Made { view, .. } | What::Arrived { view, .. } | What::Sent { view, .. } => Some(view.datagram.clone()),
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
