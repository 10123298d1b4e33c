//! The elements of one set, and finding those that cover an address: nets from the narrowest to the widest, as the kernel
//! tries them (`mtype_test_cidrs`).

use std::collections::BTreeMap;

use ipnet::Ipv4Net;

use super::element::{Element, Entry};
use super::kind::{Part, SetKind};

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Store {
    entries: BTreeMap<Element, Entry>,
    /// Prefix lengths in use, of the first and the second address, with how often.
    lengths: [BTreeMap<u8, u32>; 2],
}

impl Store {
    pub fn iter(&self) -> impl Iterator<Item = (&Element, &Entry)> {
        self.entries.iter()
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn get(&self, element: &Element) -> Option<&Entry> {
        self.entries.get(element)
    }

    pub fn get_mut(&mut self, element: &Element) -> Option<&mut Entry> {
        self.entries.get_mut(element)
    }

    pub fn insert(&mut self, element: Element, entry: Entry) {
        let lengths = [element.net.prefix_len(), element.second.prefix_len()];
        if self.entries.insert(element, entry).is_none() {
            for (known, length) in self.lengths.iter_mut().zip(lengths) {
                *known.entry(length).or_default() += 1;
            }
        }
    }

    pub fn remove(&mut self, element: &Element) -> Option<Entry> {
        let gone = self.entries.remove(element)?;
        for (known, length) in self.lengths.iter_mut().zip([element.net.prefix_len(), element.second.prefix_len()]) {
            if let Some(count) = known.get_mut(&length) {
                *count = count.saturating_sub(1);
            }
            known.retain(|_, count| *count > 0);
        }
        Some(gone)
    }

    /// The longest prefix in use; what nets that packets bring are cut to (`INIT_CIDR`).
    pub fn longest(&self) -> Option<u8> {
        self.lengths[0].keys().next_back().copied()
    }

    /// The narrowest element that covers what is wanted and suits.
    pub fn find(&self, kind: SetKind, wanted: &Element, suits: impl Fn(&Entry) -> bool) -> Option<&Entry> {
        for cover in covers(kind, &self.lengths, wanted) {
            match locate(&self.entries, kind, cover) {
                Located::Here(element) => {
                    if let Some(entry) = self.entries.get(&element).filter(|entry| suits(entry)) {
                        return Some(entry);
                    }
                }
                Located::Nowhere => {}
                Located::ElsewhereOnly => return None,
            }
        }
        None
    }

    /// The same, with entries that `suits` may change.
    pub fn find_mut(
        &mut self,
        kind: SetKind,
        wanted: &Element,
        mut suits: impl FnMut(&Element, &mut Entry) -> bool,
    ) -> Option<&Entry> {
        let Store { entries, lengths } = self;
        for cover in covers(kind, lengths, wanted) {
            match locate(entries, kind, cover) {
                Located::Here(element) => {
                    if entries.get_mut(&element).is_some_and(|entry| suits(&element, entry)) {
                        return entries.get(&element);
                    }
                }
                Located::Nowhere => {}
                Located::ElsewhereOnly => return None,
            }
        }
        None
    }
}

/// What a set has for one cover.
enum Located {
    Here(Element),
    /// Of `hash:net,iface`: the net is there, with other interfaces. That ends the search, nets around it are not tried
    /// (`IP_SET_HASH_WITH_MULTI`; seen on 6.18). Those with `physdev:` do not count among the others, nor the other way round
    /// (recording: 30-net-iface-and-physdev).
    ElsewhereOnly,
    Nowhere,
}

/// What would cover the wanted element, the narrowest first. A net that is asked for stands for itself alone.
fn covers<'store>(
    kind: SetKind,
    lengths: &'store [BTreeMap<u8, u32>; 2],
    wanted: &'store Element,
) -> impl Iterator<Item = Element> + 'store {
    let [first_is_net, second_is_net] = net_parts(kind);
    let is_address = |is_net: bool, net: Ipv4Net| !is_net || net.prefix_len() == 32;
    let widens = is_address(first_is_net, wanted.net) && is_address(second_is_net, wanted.second);
    let lengths_of = move |place: usize, is_net: bool, own: u8| {
        let widens = widens && is_net;
        let known = lengths[place].keys().rev().copied().filter(move |_| widens);
        known.chain((!widens).then_some(own))
    };
    lengths_of(0, first_is_net, wanted.net.prefix_len()).flat_map(move |first| {
        lengths_of(1, second_is_net, wanted.second.prefix_len()).map(move |second| Element {
            net: shortened(wanted.net, first),
            second: shortened(wanted.second, second),
            ..wanted.clone()
        })
    })
}

/// The element that is there: the cover itself, or one of its net whose interface is a beginning of the wanted one.
fn locate(entries: &BTreeMap<Element, Entry>, kind: SetKind, cover: Element) -> Located {
    if entries.contains_key(&cover) {
        return Located::Here(cover);
    }
    if kind != SetKind::HashNetInterface {
        return Located::Nowhere;
    }
    let start = Element { net: cover.net, ..Element::default() };
    let of_net = entries.range(start..).take_while(|(element, _)| element.net == cover.net);
    let mut of_net = of_net.filter(|(element, _)| element.is_bridge_port == cover.is_bridge_port).peekable();
    if of_net.peek().is_none() {
        return Located::Nowhere;
    }
    let begins = |element: &Element| cover.interface.as_str().starts_with(element.interface.as_str());
    match of_net.find(|(element, entry)| entry.wildcard && begins(element)) {
        Some((element, _)) => Located::Here(element.clone()),
        None => Located::ElsewhereOnly,
    }
}

/// Is the first, the second address part a net?
fn net_parts(kind: SetKind) -> [bool; 2] {
    let mut parts = kind.parts().iter().filter(|part| matches!(part, Part::Address | Part::Net));
    [parts.next() == Some(&Part::Net), parts.next() == Some(&Part::Net)]
}

fn shortened(net: Ipv4Net, length: u8) -> Ipv4Net {
    Ipv4Net::new(net.addr(), length).map_or(net, |net| net.trunc())
}
