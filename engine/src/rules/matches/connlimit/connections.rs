//! What one `connlimit` rule remembers.

use std::collections::BTreeMap;

use crate::state::conntrack::{Tuple, Zone};

/// The connections one rule has seen, by masked address and zone.
pub type Connections = BTreeMap<(u32, u16), Vec<Connection>>;

/// The kernel knows them by their tuple, not by their entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Connection {
    pub zone: Zone,
    pub tuple: Tuple,
}
