//! Connection tracking: which packets belong together, and what is known of each connection.

pub mod entry;
pub mod lookup;
pub mod settings;
pub mod table;
pub mod tcp;
pub mod tuple;
pub mod zone;

use serde::{Deserialize, Serialize};

pub use entry::{Direction, Entry, EntryId, Status, TcpState, Track};
pub use settings::{MOST_ENTRIES, Settings};
pub use table::Conntrack;
pub use tuple::{Tuple, TupleKind};
pub use zone::{Zone, ZoneDirection};

/// What conntrack says of one packet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tracking {
    /// No entry could be attached: not looked up yet, or invalid. `ctstate INVALID`.
    #[default]
    None,
    /// `CT --notrack`.
    Untracked,
    Entry {
        id: EntryId,
        direction: Direction,
        state: State,
    },
}

/// The state of a packet that has an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum State {
    New,
    Established,
    Related,
}
