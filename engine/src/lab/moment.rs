//! The moment of a lab as it stands: where the fold of a trace begins, and what it has to end at.

pub use trace::{Moment, PacketMoment};

use super::{Lab, links, shown};
use crate::kernel::event::HostId;

/// A lab before anything happened to it: packets are on their way only in a trace.
pub fn of(lab: &Lab) -> Moment {
    let hosts = lab.hosts.iter().enumerate().map(|(number, host)| (HostId(number as u32), shown::host(host)));
    Moment { clock: lab.clock, hosts: hosts.collect(), links: links::of(lab), packets: Default::default() }
}
