//! A play as it travels: everything that the page draws of it, and nothing that could play it again.
//!
//! Made where the engine runs, packed with postcard, unpacked where no engine is.

use std::sync::Arc;

use engine::kernel::event::Event;
use engine::lab::Topology;
use engine::lab::moment::Moment;
use serde::{Deserialize, Serialize};

use crate::model::Both;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recording {
    /// The hosts' names, by `HostId`.
    pub names: Vec<Arc<str>>,
    pub topology: Topology,
    /// Before anything happens.
    pub start: Moment,
    pub events: Vec<Event>,
    /// What is said of each event.
    pub sentences: Vec<Both<String>>,
    pub chapters: Vec<Chapter>,
}

/// What a person did, and where in the trace its consequences begin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chapter {
    pub first_event: usize,
    /// None for what belongs to a connection or to nobody.
    pub host: Option<String>,
    /// As it would be typed.
    pub command: String,
}
