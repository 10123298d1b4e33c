//! The sets of a host (`ipset`): lists of addresses, nets, ports and the like that `-m set` asks and `-j SET` fills.
//! Commands and texts are `text`'s and `tools`'.

pub mod change;
pub mod element;
pub mod error;
pub mod kind;
mod list;
mod packets;
pub mod probe;
pub mod set;
mod store;

use std::sync::Arc;

pub use change::{Changes, SetChange};
pub use element::{Element, Entry, PacketOptions};
pub use error::SetError;
pub use kind::{Part, SetKind};
pub use probe::{Direction, Probe};
pub use set::{AddOptions, Answer, CounterTest, Create, Set, TestOptions};

use super::clock::Instant;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sets {
    /// In the order they were created.
    sets: Vec<Set>,
}

/// What packets ask.
impl Sets {
    /// Is the packet in the set, by these directions? A set that is not there, or that wants more directions than given,
    /// matches nothing (`ip_set_test`).
    pub fn test(
        &mut self,
        name: &str,
        probe: &Probe,
        directions: &[Direction],
        options: &TestOptions,
        now: Instant,
        changes: &mut Changes<'_>,
    ) -> bool {
        self.find_packet(name, probe, directions, options, now, changes).is_some()
    }

    /// How long the way through the members of a list is, each of which has to be found by its name.
    pub fn effort(&self, name: &str) -> u64 {
        const FOUND_IN_THE_TIME_OF_A_RULE: u64 = 64;
        let list = self.get(name).filter(|set| set.kind == SetKind::ListSet);
        list.map_or(0, |list| list.list.len() as u64 * (1 + self.sets.len() as u64 / FOUND_IN_THE_TIME_OF_A_RULE))
    }

    /// What the element that the packet meets says of it; `None` where `test` says no.
    pub fn find_packet(
        &mut self,
        name: &str,
        probe: &Probe,
        directions: &[Direction],
        options: &TestOptions,
        now: Instant,
        changes: &mut Changes<'_>,
    ) -> Option<PacketOptions> {
        let place = self.place(name)?;
        if self.sets[place].kind == SetKind::ListSet {
            return self.test_members(place, probe, directions, options, now, changes);
        }
        self.sets[place].test(probe, directions, options, now, changes)
    }

    /// `-j SET --add-set`: puts what the packet has there into the set.
    pub fn add_packet(
        &mut self,
        name: &str,
        probe: &Probe,
        directions: &[Direction],
        options: AddOptions,
        now: Instant,
        changes: &mut Changes<'_>,
    ) -> Result<(), SetError> {
        let place = self.place(name).ok_or(SetError::NoSuchSet)?;
        if self.sets[place].kind != SetKind::ListSet {
            return self.sets[place].add_packet(probe, directions, options, now, changes);
        }
        // Into the first member that takes it.
        let mut answer = Err(SetError::TypeMismatch);
        for member in self.sets[place].members(now) {
            if let Some(inner) = self.get_mut(&member) {
                answer = inner.add_packet(probe, directions, options, now, changes);
            }
            if answer.is_ok() {
                break;
            }
        }
        answer
    }

    /// `-j SET --del-set`.
    pub fn remove_packet(
        &mut self,
        name: &str,
        probe: &Probe,
        directions: &[Direction],
        now: Instant,
        changes: &mut Changes<'_>,
    ) -> Result<(), SetError> {
        let place = self.place(name).ok_or(SetError::NoSuchSet)?;
        if self.sets[place].kind != SetKind::ListSet {
            return self.sets[place].remove_packet(probe, directions, now, changes);
        }
        let mut answer = Err(SetError::NotThere);
        for member in self.sets[place].members(now) {
            if let Some(inner) = self.get_mut(&member) {
                answer = inner.remove_packet(probe, directions, now, changes);
            }
            if answer.is_ok() {
                break;
            }
        }
        answer
    }

    /// How many directions a rule must name for the set; `None`: no such set.
    pub fn dimensions(&self, name: &str) -> Option<usize> {
        self.get(name).map(|set| set.kind.dimensions())
    }

    /// Any member that matches. Lists are not nested: a list cannot be a member.
    fn test_members(
        &mut self,
        place: usize,
        probe: &Probe,
        directions: &[Direction],
        options: &TestOptions,
        now: Instant,
        changes: &mut Changes<'_>,
    ) -> Option<PacketOptions> {
        let inner_options = TestOptions { packets: None, bytes: None, ..*options };
        for member in self.sets[place].members(now) {
            let Some(inner) = self.place(&member) else {
                continue;
            };
            let found = self.sets[inner].test(probe, directions, &inner_options, now, changes);
            let found = found.and_then(|found| self.sets[place].member_counts(&member, found, probe, options, now, changes));
            if found.is_some() {
                return found;
            }
        }
        None
    }
}

/// What commands ask.
impl Sets {
    pub fn iter(&self) -> impl Iterator<Item = &Set> {
        self.sets.iter()
    }

    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Set> {
        self.sets.iter_mut()
    }

    pub fn clear(&mut self) {
        self.sets.clear();
    }

    pub fn get(&self, name: &str) -> Option<&Set> {
        self.sets.iter().find(|set| &*set.name == name)
    }

    pub fn get_mut(&mut self, name: &str) -> Option<&mut Set> {
        self.sets.iter_mut().find(|set| &*set.name == name)
    }

    /// `exist`: a set of the same name and making is no error.
    pub fn create(&mut self, set: Set, exist: bool) -> Result<(), SetError> {
        match self.get(&set.name) {
            Some(other) if exist && other.kind == set.kind && other.create == set.create => Ok(()),
            Some(_) => Err(SetError::SetExists),
            None => {
                self.sets.push(set);
                Ok(())
            }
        }
    }

    /// The caller says whether a rule refers to the set; that a list does is seen here.
    pub fn destroy(&mut self, name: &str, used_by_rules: bool) -> Result<(), SetError> {
        let place = self.place(name).ok_or(SetError::NoSuchSet)?;
        if used_by_rules || self.lists_with(name) > 0 {
            return Err(SetError::InUse);
        }
        self.sets.remove(place);
        Ok(())
    }

    pub fn rename(&mut self, from: &str, to: &str, used_by_rules: bool) -> Result<(), SetError> {
        let place = self.place(from).ok_or(SetError::NoSuchSet)?;
        if used_by_rules || self.lists_with(from) > 0 {
            return Err(SetError::InUseForRename);
        }
        if self.place(to).is_some() {
            return Err(SetError::NewNameExists);
        }
        self.sets[place].name = Arc::from(to);
        Ok(())
    }

    /// The two change their names: rules that refer to one get the content of the other.
    pub fn swap(&mut self, one: &str, other: &str) -> Result<(), SetError> {
        let first = self.place(one).ok_or(SetError::NoSuchSet)?;
        let second = self.place(other).ok_or(SetError::SecondSetMissing)?;
        if self.sets[first].kind.parts() != self.sets[second].kind.parts() {
            return Err(SetError::TypesDiffer);
        }
        let name = self.sets[first].name.clone();
        self.sets[first].name = std::mem::replace(&mut self.sets[second].name, name);
        self.sets.swap(first, second);
        Ok(())
    }

    /// In how many lists the set is.
    pub fn lists_with(&self, name: &str) -> usize {
        self.sets.iter().filter(|set| set.has_member(name)).count()
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.sets.iter().position(|set| &*set.name == name)
    }
}
