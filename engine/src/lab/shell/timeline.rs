//! The sessions of one person, one behind the other: each line leads to the next, undo to the one before.

use std::sync::Arc;

use super::{Printed, Session};
use crate::kernel::event::{HostId, Listener};

/// Undo is the session before.
#[derive(Clone, Debug, PartialEq)]
pub struct Timeline {
    start: Arc<Session>,
    past: Vec<Arc<Session>>,
    now: Arc<Session>,
    undone: Vec<Arc<Session>>,
    /// Every line that was typed, for the arrow keys: what was undone, too.
    pub history: Vec<Arc<str>>,
}

/// How far back undo goes.
const DEEPEST: usize = 100;
const LONGEST_HISTORY: usize = 500;

impl Timeline {
    pub fn new(session: Session) -> Timeline {
        let start = Arc::new(session);
        Timeline { start: Arc::clone(&start), past: Vec::new(), now: start, undone: Vec::new(), history: Vec::new() }
    }

    pub fn now(&self) -> &Session {
        &self.now
    }

    /// Whoever types is now on this host. That is no step: undo leads past it.
    pub fn go_to(&mut self, host: HostId) {
        Arc::make_mut(&mut self.now).host = host;
    }

    pub fn run<L: Listener>(&mut self, line: &str, listener: &mut L) -> Printed {
        let mut session = Session::clone(&self.now);
        let printed = session.run(line, listener);
        self.remember(line);
        let before = std::mem::replace(&mut self.now, Arc::new(session));
        self.past.push(before);
        if self.past.len() > DEEPEST {
            self.past.remove(0);
        }
        self.undone.clear();
        printed
    }

    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    pub fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }

    pub fn undo(&mut self) -> bool {
        let Some(before) = self.past.pop() else { return false };
        let host = self.now.host;
        self.undone.push(std::mem::replace(&mut self.now, before));
        self.go_to(host);
        true
    }

    pub fn redo(&mut self) -> bool {
        let Some(after) = self.undone.pop() else { return false };
        self.past.push(std::mem::replace(&mut self.now, after));
        true
    }

    /// As at the beginning; undo leads back.
    pub fn reset(&mut self) {
        let host = self.now.host;
        let before = std::mem::replace(&mut self.now, Arc::clone(&self.start));
        self.go_to(host);
        self.past.push(before);
        self.undone.clear();
    }

    fn remember(&mut self, line: &str) {
        if line.trim().is_empty() || self.history.last().is_some_and(|last| **last == *line) {
            return;
        }
        self.history.push(Arc::from(line));
        if self.history.len() > LONGEST_HISTORY {
            self.history.remove(0);
        }
    }
}
