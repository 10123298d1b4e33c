//! A packet that is not for this host: TTL, FORWARD, and out again.

use super::{Kernel, OutputRoute};
use crate::kernel::event::{Drop, Listener, What};
use crate::state::hook::Hook;
use crate::state::packet::{LinkType, Packet, icmp_type};

impl<L: Listener> Kernel<'_, L> {
    /// `ip_forward`: in its order (reference: traversal.md §5).
    pub(super) fn forward(&mut self, mut packet: Packet, mut route: OutputRoute) {
        if packet.link_type != LinkType::ToUs {
            self.tell_dropped(&packet, Drop::NotForUs);
            return;
        }
        if packet.datagram.ttl <= 1 {
            self.send_error(&packet, icmp_type::TIME_EXCEEDED, 0);
            self.tell_dropped(&packet, Drop::TtlExpired);
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
