//! `ipset list`: its head and members, as the lines that `ipset save` prints of the same set.

use super::lines::Line;
use crate::state::sets::SetKind;

/// The set whose listing is being read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListedSet {
    name: String,
    kind: Option<SetKind>,
    has_members: bool,
}

impl ListedSet {
    /// `Name: office`: nothing yet, it may be anything.
    pub fn named(line: &Line) -> Option<ListedSet> {
        (line.word(0) == "Name:" && line.words.len() == 2)
            .then(|| ListedSet { name: line.word(1).to_owned(), ..ListedSet::default() })
    }

    /// Does the line go on with it?
    pub fn goes_on(&self, line: &Line) -> bool {
        let is_head = matches!(line.word(0), "Revision:" | "Header:" | "Size" | "References:" | "Number" | "Members:");
        match self.kind.is_none() {
            true => line.word(0) == "Type:" && SetKind::from_name(line.word(1)).is_some(),
            false => is_head || (self.has_members && self.may_hold(line.word(0))),
        }
    }

    /// Lists hold names.
    fn may_hold(&self, member: &str) -> bool {
        let is_name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.');
        is_element(member) || (self.kind == Some(SetKind::ListSet) && member != "COMMIT" && member.chars().all(is_name))
    }

    /// The line of `ipset save` that says the same.
    pub fn take(&mut self, line: &Line) -> Option<String> {
        let ListedSet { name, kind, .. } = self;
        match line.word(0) {
            "Type:" => {
                self.kind = SetKind::from_name(line.word(1));
                None
            }
            "Header:" => {
                let options = line.plain.split_once("Header:").map_or("", |(_, options)| options.trim());
                Some(format!("create {name} {} {options}", kind.map_or("", SetKind::name)))
            }
            "Members:" => {
                self.has_members = true;
                None
            }
            _ if self.has_members => Some(format!("add {name} {}", line.plain.trim())),
            _ => None,
        }
    }
}

/// Addresses, ports and the like begin with a digit, or have colons.
pub fn is_element(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_digit()) || text.matches(':').count() > 1
}
