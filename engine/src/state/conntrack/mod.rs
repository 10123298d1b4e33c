//! Connection tracking: which packets belong together, and what is known of each connection.

pub mod direction;
pub mod entry;
pub mod lookup;
pub mod settings;
mod shown;
pub mod table;
pub mod tcp;
pub mod tuple;

pub use entry::{Entry, TemplateId, Track};
pub use settings::{MOST_ENTRIES, Settings};
pub use table::Conntrack;
pub use trace::EntryId;
pub use trace::connection::{Count, Direction, Gone, Invalid, State, Status, TcpState, Tracking, TupleKind, Zone, ZoneDirection};
pub use tuple::Tuple;

/// What a rule of raw wants of the lookup that follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrackRequest {
    Not,
    With { zone: Zone, helper: Option<String> },
}
