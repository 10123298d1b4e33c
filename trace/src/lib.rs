//! What happened in a lab, as values: ids, events, rows, moments, links, and the folds over them.
//!
//! All that the page, the narrator and the command line know of a lab stands here. It names neither the kernel nor the tools nor
//! any match or target: what a rule is, is how it is shown. Whoever decides (the engine) tells it in these words; whoever shows
//! reads them and recomputes nothing. What is serialised comes back equal, in every build.

pub mod clock;
pub mod compare;
pub mod connection;
pub mod death;
pub mod event;
pub mod fold;
pub mod hook;
pub mod host;
pub mod ids;
pub mod interface;
pub mod link;
pub mod log;
pub mod moment;
pub mod name;
pub mod print;
pub mod program;
pub mod route;
pub mod row;
pub mod set;
pub mod told;
pub mod value;

pub use clock::Instant;
pub use death::{Culprit, Drop, RouteDrop};
pub use event::{Cause, Event, RulePlace, StepPlace, Verdict, View, What};
pub use hook::{Hook, Stage, TableName};
pub use host::HostMoment;
pub use ids::{EntryId, EventId, HostId, PacketId, RuleId, SocketId};
pub use moment::{Moment, PacketMoment};
pub use row::{Chain, Row, Table};
pub use told::Trace;
pub use value::{Condition, Miss, Value};

/// The format of what is written, for those who keep it: another number, another format.
pub const VERSION: u32 = 1;
