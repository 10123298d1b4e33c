//! Who hears what happens. The events themselves are the crate `trace`'s; how the kernel's values become theirs is `tell`'s.

pub use trace::connection::{Gone, Invalid};
pub use trace::event::{
    Bound, Bridging, Cause, Event, Note, RejectWith, RewriteCause, RulePlace, Side, Skip, StepPlace, Verdict, View, What,
};
pub use trace::program::{Receiver, Saw};
pub use trace::route::RouteSeen;
pub use trace::{Culprit, Drop, HostId, RouteDrop, Trace};

use crate::state::clock::Instant;
use crate::state::packet::PacketId;

/// Who hears the events. Nothing is built for one who does not listen.
pub trait Listener {
    const LISTENS: bool;

    fn hear(&mut self, at: Instant, host: HostId, packet: Option<PacketId>, what: What);

    /// Somebody begins to do something.
    fn action_begins(&mut self) {}
}

/// Nobody.
pub struct Silence;

impl Listener for Silence {
    const LISTENS: bool = false;

    fn hear(&mut self, _: Instant, _: HostId, _: Option<PacketId>, _: What) {}
}

impl Listener for Trace {
    const LISTENS: bool = true;

    fn hear(&mut self, at: Instant, host: HostId, packet: Option<PacketId>, what: What) {
        self.tell(at, host, packet, what);
    }

    fn action_begins(&mut self) {
        self.begin_action();
    }
}
