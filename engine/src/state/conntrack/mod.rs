//! Connection tracking: which packets belong together, and what is known of each connection.

pub mod entry;
pub mod lookup;
pub mod settings;
pub mod table;
pub mod tcp;
pub mod tuple;
pub mod zone;

use serde::{Deserialize, Serialize};

pub use entry::{Direction, Entry, EntryId, Status, TcpState, TemplateId, Track};
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

/// What a rule of raw wants of the lookup that follows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TrackRequest {
    Not,
    With { zone: Zone, helper: Option<String> },
}

/// Why conntrack could not attach an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Invalid {
    TcpFlags,
    TcpState,
    TcpWindow,
    /// A packet that cannot begin a connection: SYN-ACK, RST, an echo reply nobody asked for.
    CannotBegin,
    ErrorAboutNothing,
    IcmpType,
}

/// Why an entry went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Gone {
    Expired,
    /// The table was full, and the entry was one that nobody would miss.
    EarlyDropped,
    /// Its packet never came to the end of POSTROUTING or INPUT.
    NeverConfirmed,
    Reset,
    Reopened,
    Deleted,
    /// A new connection needed its port.
    Evicted,
    InterfaceChanged,
}
