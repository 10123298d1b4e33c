//! What every rule can ask without a `-m`: addresses, interfaces, protocol, fragments.

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use crate::state::interface::InterfaceName;

/// The part of a rule that is tested first, laid out for speed: most rules end here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conditions {
    pub source: AddressPattern,
    pub destination: AddressPattern,
    pub input: InterfacePattern,
    pub output: InterfacePattern,
    pub protocol: ProtocolPattern,
    /// `-f` (true) or `! -f` (false).
    pub fragment: Option<bool>,
}

/// `-s 10.0.0.0/8`; the mask need not be a prefix. A mask of zero is "any".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressPattern {
    pub address: u32,
    pub mask: u32,
    pub inverted: bool,
}

impl AddressPattern {
    pub fn new(address: Ipv4Addr, mask: Ipv4Addr, inverted: bool) -> AddressPattern {
        let mask = u32::from(mask);
        AddressPattern { address: u32::from(address) & mask, mask, inverted }
    }

    pub fn is_any(&self) -> bool {
        self.mask == 0 && !self.inverted
    }

    #[inline]
    pub fn accepts(&self, address: u32) -> bool {
        ((address & self.mask) == self.address) != self.inverted
    }
}

/// `-i eth+`: as many bytes of the name as are significant must be the same; none is "any".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InterfacePattern {
    name: InterfaceName,
    /// A whole name has its closing zero among them.
    significant: u8,
    pub inverted: bool,
}

impl InterfacePattern {
    /// `name` as written, with a closing `+` for "begins with". `None` if it is too long.
    pub fn parse(name: &str, inverted: bool) -> Option<InterfacePattern> {
        let (stem, whole) = match name.strip_suffix('+') {
            Some(stem) => (stem, false),
            None => (name, true),
        };
        let significant = if whole { stem.len() + 1 } else { stem.len() };
        Some(InterfacePattern { name: InterfaceName::new(stem)?, significant: significant.min(16) as u8, inverted })
    }

    pub fn is_any(&self) -> bool {
        self.significant == 0 && !self.inverted
    }

    /// As it is written: `eth+`, `docker0`; `+` for any.
    pub fn text(&self) -> String {
        let stem = self.name.as_str();
        if stem.len() < usize::from(self.significant) { stem.to_owned() } else { format!("{stem}+") }
    }

    #[inline]
    pub fn accepts(&self, name: u128) -> bool {
        let mask = MASKS.get(usize::from(self.significant)).copied().unwrap_or(u128::MAX);
        ((name ^ self.name.bits()) & mask == 0) != self.inverted
    }
}

/// The first so many bytes of a name.
const MASKS: [u128; 17] = {
    let mut masks = [0; 17];
    let mut bytes = [0; 16];
    let mut significant = 0;
    while significant < 16 {
        bytes[significant] = 0xff;
        significant += 1;
        masks[significant] = u128::from_ne_bytes(bytes);
    }
    masks
};

/// `-p tcp`; number zero is "any".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProtocolPattern {
    pub number: u8,
    pub inverted: bool,
}

impl ProtocolPattern {
    pub fn is_any(&self) -> bool {
        self.number == 0
    }

    #[inline]
    pub fn accepts(&self, number: u8) -> bool {
        self.number == 0 || (self.number == number) != self.inverted
    }
}

/// Which condition of a rule a packet failed first; the kernel's order of asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Condition {
    Source,
    Destination,
    Input,
    Output,
    Protocol,
    Fragment,
    /// The n-th `-m`, counted from zero.
    Match(usize),
}
