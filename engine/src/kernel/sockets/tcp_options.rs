//! The options of a SYN: what this host offers by its settings and the route, and what it takes of the other end's.

use crate::kernel::event::Listener;
use crate::kernel::stack::Kernel;
use crate::state::packet::{Owner, TcpOptions, TcpSegment};
use crate::state::route::OutputRoute;
use crate::state::sockets::tcp::PeerOptions;
use crate::state::sockets::{Endpoint, TcpSocket};
use crate::state::sysctl::{Setting, Sysctls};

/// What both ends scale their windows by, as Linux announces it.
const WINDOW_SCALE: u8 = 7;

/// Whose way a segment takes: the route depends on all of it.
#[derive(Clone, Copy)]
pub(super) struct Ends {
    pub local: Endpoint,
    pub remote: Endpoint,
    pub mark: u32,
    pub owner: Option<Owner>,
}

impl Ends {
    pub(super) fn of(socket: &TcpSocket) -> Ends {
        Ends { local: socket.local, remote: socket.remote, mark: socket.mark, owner: Some(socket.owner) }
    }
}

/// What the other end's SYN offers, as far as this host wants it (`tcp_parse_options`).
pub(super) fn taken(sysctls: &Sysctls, segment: &TcpSegment) -> PeerOptions {
    PeerOptions {
        maximum_segment_size: segment.options.maximum_segment_size,
        timestamps: segment.options.timestamps && sysctls.is_on(Setting::TcpTimestamps),
        sack_permitted: segment.options.sack_permitted && sysctls.is_on(Setting::TcpSack),
        window_scale: segment.options.window_scale.filter(|_| sysctls.is_on(Setting::TcpWindowScaling)),
    }
}

impl<L: Listener> Kernel<'_, L> {
    /// Those of a SYN that nobody asked for (`tcp_syn_options`).
    pub(super) fn options_offered(&self, ends: Ends) -> TcpOptions {
        let sysctls = &self.host.networking.sysctls;
        TcpOptions {
            maximum_segment_size: Some(self.offered_segment(ends)),
            sack_permitted: sysctls.is_on(Setting::TcpSack),
            timestamps: sysctls.is_on(Setting::TcpTimestamps),
            window_scale: sysctls.is_on(Setting::TcpWindowScaling).then_some(WINDOW_SCALE),
            ..TcpOptions::default()
        }
    }

    /// Those of the answer to a SYN: no more than it offered (`tcp_synack_options`).
    pub(super) fn options_answering(&self, ends: Ends, peer: PeerOptions) -> TcpOptions {
        TcpOptions {
            maximum_segment_size: Some(self.offered_segment(ends)),
            sack_permitted: peer.sack_permitted,
            timestamps: peer.timestamps,
            window_scale: peer.window_scale.map(|_| WINDOW_SCALE),
            ..TcpOptions::default()
        }
    }

    /// What it tells the other end to send at most: the route's `advmss`, else by its MTU (recording: mtu-adv), and no less
    /// than `min_adv_mss` (`ipv4_default_advmss`).
    fn offered_segment(&self, ends: Ends) -> u16 {
        let route = self.tcp_route(ends);
        let offered = route.as_ref().and_then(|route| route.number("advmss"));
        // A negative number is a large one.
        let least = self.host.networking.sysctls.value(Setting::LeastAdvertisedSegment) as u32;
        in_a_segment(offered.unwrap_or_else(|| self.room(route.as_ref()).max(least)))
    }

    /// By the route's own MTU, else by its device's.
    pub(super) fn largest_segment(&self, ends: Ends) -> u16 {
        let route = self.tcp_route(ends);
        in_a_segment(self.room(route.as_ref()))
    }

    fn room(&self, route: Option<&OutputRoute>) -> u32 {
        let of_device =
            || route.and_then(|route| self.host.networking.interface(route.device)).map_or(1500, |interface| interface.mtu);
        route.and_then(|route| route.number("mtu")).unwrap_or_else(of_device).saturating_sub(40)
    }
}

/// What of so many bytes a segment can hold: a datagram's most but its headers (`ipv4_default_advmss`).
fn in_a_segment(bytes: u32) -> u16 {
    const MOST: u16 = 65_495;
    u16::try_from(bytes).map_or(MOST, |bytes| bytes.min(MOST))
}
