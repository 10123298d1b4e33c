//! Where the chains of a table stand, by their names: files of thousands of chains name each of them again and again.

use std::collections::BTreeMap;

use crate::rules::{Chain, Table};

#[derive(Debug, Default)]
pub struct ChainIndex {
    places: BTreeMap<String, usize>,
    /// How many chains the table had when it was looked through.
    count: usize,
}

impl ChainIndex {
    /// Chains that come are noticed; who renames some or takes some away makes the index anew.
    pub fn place(&mut self, table: &Table, name: &str) -> Option<usize> {
        let is_there = |place: &usize| table.chains.get(*place).is_some_and(|chain| &*chain.name == name);
        let known = self.places.get(name).copied();
        let is_known = self.count == table.chains.len() && known.is_none_or(|place| is_there(&place));
        if is_known {
            return known;
        }
        // of two with one name, the first
        let named = table.chains.iter().enumerate().rev();
        self.places = named.map(|(place, chain)| (chain.name.to_string(), place)).collect();
        self.count = table.chains.len();
        self.places.get(name).copied()
    }

    /// Puts a chain of one's own behind the others, and says where it is.
    pub fn push(&mut self, table: &mut Table, name: &str) -> usize {
        let place = table.chains.len();
        table.chains.push(Chain::user(name));
        if self.count == place {
            self.count += 1;
            self.places.entry(name.to_owned()).or_insert(place);
        }
        place
    }
}
