//! Routing tables that have names: which number a name has, `/etc/iproute2/rt_tables` of the machine says, and nobody pastes
//! it. A number is made up for each, the same wherever the name comes up.

use super::Network;
use super::lines::{Line, Word};
use crate::state::route::TableNumber;
use crate::text::finding::Severity;
use crate::text::fnv;
use crate::text::ip::values;

/// The table of this name, or `None` if it cannot be one.
pub fn table(name: &str) -> Option<TableNumber> {
    let is_name = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.'));
    values::table(name).or_else(|| is_name.then(|| made_up(name)))
}

/// Between 1000 and 1999: nobody's usual numbers.
fn made_up(name: &str) -> TableNumber {
    let hash = fnv::hash(name.bytes());
    TableNumber(1000 + (hash ^ hash >> 16) % 1000)
}

impl Network {
    /// Says it of a name that is none of iproute2's own, once.
    pub fn note_table(&mut self, word: Option<&Word>) {
        let Some(word) = word.filter(|word| values::table(&word.text).is_none()) else { return };
        let Some(number) = table(&word.text) else { return };
        if self.said_tables.insert(word.text.clone()) {
            let expected = "a number: /etc/iproute2/rt_tables tells which one the name has";
            let hint = format!("{} stands for it here", number.0);
            self.find(Some(word), Severity::Guess, expected, &hint);
        }
    }

    /// The words of a line with numbers for such names.
    pub fn numbered(&mut self, line: &Line) -> Vec<String> {
        let mut words: Vec<String> = Vec::with_capacity(line.words.len());
        for word in &line.words {
            let names = words.last().is_some_and(|before| matches!(before.as_str(), "table" | "lookup"));
            let number = if names && values::table(&word.text).is_none() { table(&word.text) } else { None };
            if number.is_some() {
                self.note_table(Some(word));
            }
            words.push(number.map_or_else(|| word.text.clone(), |number| number.0.to_string()));
        }
        words
    }
}
