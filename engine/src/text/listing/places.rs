//! Where in a paste the things of a network stand: what is said of them when a host is made of them has a place, too.

use std::iter::repeat;

use super::lines::Line;
use super::{Network, ReadInterface};
use crate::state::route::{Route, TableNumber};
use crate::text::finding::Span;

/// One for each interface, route, setting and line of a set, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    pub interfaces: Vec<Span>,
    pub routes: Vec<Span>,
    pub settings: Vec<Span>,
    pub sets: Vec<Span>,
}

impl Network {
    /// What was not there before this line stands in it.
    pub(super) fn note_places(&mut self, line: &Line) {
        let span = line.span();
        self.places.interfaces.resize(self.interfaces.len(), span);
        self.places.routes.resize(self.routes.len(), span);
        self.places.settings.resize(self.settings.len(), span);
        self.places.sets.resize(self.sets.len(), span);
    }

    pub fn placed_interfaces(&self) -> impl Iterator<Item = (&ReadInterface, Span)> {
        placed(&self.interfaces, &self.places.interfaces)
    }

    pub fn placed_routes(&self) -> impl Iterator<Item = (&(TableNumber, Route), Span)> {
        placed(&self.routes, &self.places.routes)
    }

    pub fn placed_settings(&self) -> impl Iterator<Item = (&(String, String), Span)> {
        placed(&self.settings, &self.places.settings)
    }

    /// Lines of `ipset save`.
    pub fn placed_sets(&self) -> impl Iterator<Item = (&String, Span)> {
        placed(&self.sets, &self.places.sets)
    }
}

/// Things that nobody read stand nowhere.
fn placed<'things, T>(things: &'things [T], places: &'things [Span]) -> impl Iterator<Item = (&'things T, Span)> {
    things.iter().zip(places.iter().copied().chain(repeat(Span::default())))
}
