//! Sets as a trace shows them, member by member. How a set was made is put into words by `text`.

use std::sync::Arc;

use super::element::{Element, Entry};
use super::{Set, SetChange, SetKind, Sets, element_text};

impl Set {
    /// What a member is called: as `ipset` prints it.
    pub fn member_name(&self, element: &Element) -> Arc<str> {
        let mut name = String::new();
        element_text::print(&mut name, self.kind, element);
        name.into()
    }

    pub fn member_shown(&self, element: &Element, entry: &Entry) -> trace::set::Member {
        let place = element.set.as_ref().and_then(|member| self.list.iter().position(|other| other == member));
        trace::set::Member {
            place: place.and_then(|place| u32::try_from(place).ok()),
            expires: entry.expires,
            count: trace::connection::Count { packets: entry.packets, bytes: entry.bytes },
            options: options(self.kind, entry),
        }
    }

    /// All that it keeps, what has expired and is not thrown out yet among them.
    pub fn members_shown(&self) -> impl Iterator<Item = (Arc<str>, trace::set::Member)> {
        self.store.iter().map(|(element, entry)| (self.member_name(element), self.member_shown(element, entry)))
    }
}

impl Sets {
    /// A change of a set that is not there is none.
    pub fn change_shown(&self, change: &SetChange) -> Option<trace::set::SetChange> {
        let set = self.get(&change.set)?;
        Some(trace::set::SetChange {
            set: change.set.clone(),
            member: set.member_name(&change.element),
            kept: change.entry.as_ref().map(|entry| set.member_shown(&change.element, entry)),
        })
    }
}

/// What stands behind a member beside its timeout and its counters.
fn options(kind: SetKind, entry: &Entry) -> String {
    let mut out = String::new();
    if let Some(mac) = entry.mac.filter(|_| kind == SetKind::BitmapIpMac) {
        out.push_str(&format!(" {}", mac.to_string().to_uppercase()));
    }
    if entry.nomatch {
        out.push_str(" nomatch");
    }
    if !entry.comment.is_empty() {
        out.push_str(&format!(" comment \"{}\"", entry.comment));
    }
    element_text::packet_options(&mut out, entry.packet_options);
    if entry.wildcard {
        out.push_str(" wildcard");
    }
    out.trim_start().to_owned()
}
