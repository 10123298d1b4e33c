//! A packet that is not for this host: TTL, FORWARD, and out again.

use super::{Kernel, OutputRoute};
use crate::kernel::event::{Drop, Listener, What};
use crate::state::hook::Hook;
use crate::state::packet::{IcmpMessage, LinkType, Packet};

impl<L: Listener> Kernel<'_, L> {
    /// `ip_forward`: in its order (reference: traversal.md §5).
    pub(super) fn forward(&mut self, mut packet: Packet, mut route: OutputRoute) {
        if packet.link_type != LinkType::ToUs {
            self.tell(packet.id, || What::Dropped { why: Drop::NotForUs });
            return;
        }
        if packet.datagram.ttl <= 1 {
            self.send_error(&packet, IcmpMessage::TIME_EXCEEDED, 0);
            self.tell(packet.id, || What::Dropped { why: Drop::TtlExpired });
            return;
        }
        packet.datagram.ttl -= 1;
        let ttl = packet.datagram.ttl;
        self.tell(packet.id, || What::TtlDecremented { ttl });
        let input = packet.input;
        if self.run_hook(&mut packet, Hook::Forward, input, route.device, Some(&mut route)).is_err() {
            return;
        }
        // The sender of a forwarded packet is not told when POSTROUTING drops it.
        let _ = self.post_and_transmit(packet, route, input, true);
    }
}
