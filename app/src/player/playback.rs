//! A recorded trace, ready to be played: any of its moments at once, forward or back.
//!
//! It folds and it indexes; why anything happened is in the events. Moves are `moves`, the person's place is `player`.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use engine::kernel::event::Event;
use engine::lab::moment::Moment;
use lessons::model::Both;
use lessons::recording::{Chapter, Recording};

use super::index::Index;
use crate::scene::Ground;
use crate::words::Language;

/// A trace with the lab before it. Position `n` is the moment after `n` events; the event it shows is number `n - 1`.
pub struct Playback {
    /// The hosts' names, by `HostId`.
    pub names: Vec<Arc<str>>,
    /// What every scene of the map is drawn on.
    pub ground: Rc<Ground>,
    pub events: Rc<[Event]>,
    sentences: Vec<Both<String>>,
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
        let Recording { names, topology, start, events, sentences, chapters } = recording;
        let index = Index::of(&events);
        let checkpoints = checkpoints(&start, &events);
        let start = Rc::new(start);
        let latest = RefCell::new((0, start.clone()));
        let ground = Rc::new(Ground::of(topology));
        Playback { names, ground, events: events.into(), sentences, start, chapters, index, checkpoints, latest }
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

    /// What is said of the event that a position shows; nothing before the first.
    pub fn sentence(&self, language: Language, position: usize) -> &str {
        let told = position.checked_sub(1).and_then(|event| self.sentences.get(event));
        told.map_or("", |told| told.of(language.of_lessons()))
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
