//! A recorded trace, ready to be played: any of its moments at once, forward or back.
//!
//! It folds, and keeps what was folded; why anything happened is in the events. Moves are `moves`, the person's place is `state`,
//! what is said of the events is `said`.

use std::cell::RefCell;
use std::rc::Rc;

use lessons::recording::{Chapter, Recording};
use trace::fold::Index;
use trace::{Event, HostId, Moment, name};

use crate::scene::Ground;

/// A trace with the lab before it. Position `n` is the moment after `n` events; the event it shows is number `n - 1`.
pub struct Playback {
    /// What every scene of the map is drawn on.
    pub ground: Ground,
    pub events: Rc<[Event]>,
    pub start: Rc<Moment>,
    pub chapters: Vec<Chapter>,
    pub index: Index,
    checkpoints: Vec<Rc<Moment>>,
    latest: RefCell<(usize, Rc<Moment>)>,
}

/// Events from one stored moment to the next: a step back folds at most so many.
const BETWEEN_CHECKPOINTS: usize = 64;

impl Playback {
    pub fn of(recording: Recording) -> Playback {
        let Recording { start, events, chapters } = recording;
        let index = Index::of(&events);
        let ground = Ground::of(&start, &events);
        let checkpoints = checkpoints(&start, &events);
        let start = Rc::new(start);
        let latest = RefCell::new((0, start.clone()));
        Playback { ground, events: events.into(), start, chapters, index, checkpoints, latest }
    }

    /// The last position: after all events.
    pub fn end(&self) -> usize {
        self.events.len()
    }

    /// The event that a position shows: the last one that happened. None before the first.
    pub fn event(&self, position: usize) -> Option<&Event> {
        self.events.get(position.checked_sub(1)?)
    }

    /// The lab after this many events; past the end, the end.
    pub fn moment(&self, position: usize) -> Rc<Moment> {
        let position = position.min(self.end());
        let (from, moment) = self.nearest(position);
        if from == position {
            *self.latest.borrow_mut() = (position, moment.clone());
            return moment;
        }
        let mut folded = (*moment).clone();
        for event in self.events.iter().take(position).skip(from) {
            folded.apply(event);
        }
        let folded = Rc::new(folded);
        *self.latest.borrow_mut() = (position, folded.clone());
        folded
    }

    /// Of any host that is there at any time, as it was called first.
    pub fn host_name(&self, host: HostId) -> &str {
        self.ground.name(&self.start, host)
    }

    /// The host at a place among those that are there from the beginning: lessons count them so.
    pub fn host_at(&self, place: usize) -> Option<HostId> {
        self.start.hosts.keys().nth(place).copied()
    }

    /// What a position is called in an address.
    pub fn name(&self, position: usize) -> String {
        name::of(&self.events, position, &self.start)
    }

    /// The position that an address calls so.
    pub fn named(&self, name: &str) -> Option<usize> {
        name::find(&self.events, &self.start, name)
    }

    /// The chapter a position belongs to. None where nothing was done.
    pub fn chapter(&self, position: usize) -> Option<usize> {
        let shown = position.saturating_sub(1);
        self.chapters.iter().rposition(|chapter| chapter.first_event <= shown)
    }

    /// The moment at or before a position that needs the fewest events from there.
    fn nearest(&self, position: usize) -> (usize, Rc<Moment>) {
        let (latest, moment) = self.latest.borrow().clone();
        let number = position / BETWEEN_CHECKPOINTS;
        let stored = number * BETWEEN_CHECKPOINTS;
        if (stored..=position).contains(&latest) {
            return (latest, moment);
        }
        match number.checked_sub(1).and_then(|number| self.checkpoints.get(number)) {
            Some(checkpoint) => (stored, checkpoint.clone()),
            None => (0, self.start.clone()),
        }
    }
}

impl PartialEq for Playback {
    /// One recording is itself and no other: comparing traces would cost what a step may.
    fn eq(&self, other: &Playback) -> bool {
        Rc::ptr_eq(&self.events, &other.events)
    }
}

fn checkpoints(start: &Moment, events: &[Event]) -> Vec<Rc<Moment>> {
    let mut moment = start.clone();
    let mut checkpoints = Vec::with_capacity(events.len() / BETWEEN_CHECKPOINTS);
    for stretch in events.chunks_exact(BETWEEN_CHECKPOINTS) {
        for event in stretch {
            moment.apply(event);
        }
        checkpoints.push(Rc::new(moment.clone()));
    }
    checkpoints
}
