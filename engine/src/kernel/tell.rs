//! What a host at work tells: the kernel's values as those of a trace, made only if somebody listens; and who is to blame for
//! a packet's end.

use trace::log::LinkHeader;

use super::event::{Bound, Culprit, Drop, Listener, Note, RouteDrop, RouteSeen, Saw, StepPlace, Verdict, View, What};
use super::scene::Scene;
use super::stack::Kernel;
use crate::state::interface::InterfaceName;
use crate::state::packet::{self, Packet, PacketId};
use crate::state::route::lookup::RefusedBy;
use crate::state::route::{InputRoute, OutputRoute, Refusal, Winner};
use crate::state::sockets::SocketId;

impl<L: Listener> Kernel<'_, L> {
    /// The event is only made if somebody listens.
    #[inline]
    pub(crate) fn tell(&mut self, packet: PacketId, what: impl FnOnce() -> What) {
        if L::LISTENS {
            self.listener.hear(self.now, self.id, Some(packet), what());
        }
    }

    /// What happens to no packet.
    pub(crate) fn tell_host(&mut self, what: impl FnOnce() -> What) {
        if L::LISTENS {
            self.listener.hear(self.now, self.id, None, what());
        }
    }

    pub(crate) fn tell_program(&mut self, socket: SocketId, saw: impl FnOnce() -> Saw) {
        self.tell_host(|| What::ProgramSaw { socket: Some(socket), saw: saw() });
    }

    /// Who stops a packet is to blame when it ends.
    pub(crate) fn tell_step(&mut self, packet: PacketId, place: StepPlace, verdict: Verdict) {
        match verdict {
            Verdict::Drop | Verdict::Queue => self.decided = Some((packet, place.clone())),
            Verdict::Accept | Verdict::Continue | Verdict::Return | Verdict::Jump(_) | Verdict::Goto(_) => {}
        }
        self.tell(packet, || What::Step { place, verdict });
    }

    /// The packet ends, and what ended it is clear from why and from the packet.
    pub(crate) fn tell_dropped(&mut self, packet: &Packet, why: Drop) {
        if L::LISTENS {
            let by = self.culprit(packet, why);
            self.tell(packet.id, || What::Dropped { why, by });
        }
    }

    /// It should leave by a device that is down or not there.
    pub(crate) fn tell_no_device(&mut self, packet: PacketId, device: InterfaceName) {
        self.tell_dropped_by(packet, Drop::InterfaceDown, || Culprit::Interface(device));
    }

    pub(crate) fn tell_dropped_by(&mut self, packet: PacketId, why: Drop, by: impl FnOnce() -> Culprit) {
        self.tell(packet, || What::Dropped { why, by: by() });
    }

    /// The packet ends here because a bound of the engine is reached.
    pub(crate) fn tell_bound(&mut self, packet: PacketId, bound: Bound) {
        self.tell(packet, || What::BoundReached { bound });
        self.tell_dropped_by(packet, Drop::Bound(bound), || Culprit::Bound(bound));
    }

    pub(crate) fn view(&self, packet: &Packet, input: InterfaceName, output: InterfaceName) -> View {
        View { datagram: packet::shown(&packet.datagram), mark: packet.mark, input, output, tracking: packet.tracking }
    }

    pub(crate) fn tell_altered(&mut self, packet: &Packet, scene: Scene, before: View) {
        let after = self.view(packet, scene.input, scene.output);
        if after != before {
            self.tell(packet.id, || What::Altered { before: Box::new(before), after: Box::new(after) });
        }
    }

    /// Of several ways one was taken; which one hangs on a secret of the boot, so no recording can be held to it.
    pub(crate) fn tell_several_ways(&mut self, packet: PacketId, winner: Option<&Winner>) {
        let Some(winner) = winner.filter(|_| L::LISTENS) else { return };
        let ways = winner.route.next_hops.iter().filter(|hop| !hop.dead).count();
        if ways > 1 {
            self.tell(packet, || What::Noted { note: Note::OneOfSeveralWays { ways } });
        }
    }

    pub(crate) fn tell_routed_in(&mut self, packet: &Packet, route: &InputRoute) {
        self.tell(packet.id, || What::Routed { decision: RouteSeen::Input(Box::new(route.shown())) });
    }

    fn culprit(&self, packet: &Packet, why: Drop) -> Culprit {
        match why {
            Drop::Rule | Drop::Policy | Drop::Rejected | Drop::Match | Drop::NoListenerInQueue => self.who_decided(packet.id),
            Drop::Route(reason) => self.culprit_of_route(packet, reason),
            Drop::Unreachable | Drop::UnreachableUntold | Drop::Rerouting => Culprit::NoRoute(packet.datagram.destination.into()),
            Drop::TableFull => self.setting("net.netfilter.nf_conntrack_max"),
            Drop::NatFailed | Drop::InsertFailed | Drop::MasqueradedElsewhere => Culprit::Tracking,
            Drop::NoNeighbour | Drop::InterfaceDown => Culprit::Interface(packet.input),
            Drop::Bound(bound) => Culprit::Bound(bound),
            Drop::TtlExpired | Drop::NotForUs | Drop::SameBridgePort | Drop::Malformed => Culprit::Packet,
        }
    }

    fn who_decided(&self, packet: PacketId) -> Culprit {
        match &self.decided {
            Some((decided, StepPlace::Rule(place))) if *decided == packet => Culprit::Rule(place.clone()),
            Some((decided, StepPlace::Policy { table, chain, .. })) if *decided == packet => {
                Culprit::Policy { table: table.clone(), chain: chain.clone() }
            }
            Some(_) | None => Culprit::Packet,
        }
    }

    fn culprit_of_route(&self, packet: &Packet, reason: RouteDrop) -> Culprit {
        match reason {
            RouteDrop::MartianSource if packet.datagram.source.is_loopback() => self.device_setting(packet, "route_localnet"),
            RouteDrop::MartianDestination if packet.datagram.destination.is_loopback() => {
                self.device_setting(packet, "route_localnet")
            }
            RouteDrop::MartianSource | RouteDrop::MartianDestination | RouteDrop::SourceNotUnicast => Culprit::Packet,
            RouteDrop::OwnSource => self.device_setting(packet, "accept_local"),
            RouteDrop::ReversePath | RouteDrop::NoWayBack => self.device_setting(packet, "rp_filter"),
            RouteDrop::ForwardingOff | RouteDrop::NoRouteForwardingOff => self.forwarding(packet),
            RouteDrop::Blackhole => Culprit::NoRoute(packet.datagram.destination.into()),
            RouteDrop::NotJoined => Culprit::Socket,
            RouteDrop::NoDevice => Culprit::Interface(packet.input),
        }
    }

    /// The switch for all, if it is off; else that of the device.
    fn forwarding(&self, packet: &Packet) -> Culprit {
        match self.setting("net.ipv4.ip_forward") {
            Culprit::Setting { name, value } if &*value == "0" => Culprit::Setting { name, value },
            _ => self.setting(&format!("net.ipv4.conf.{}.forwarding", packet.input)),
        }
    }

    /// Whichever of the device's own and that for all devices is not 0.
    fn device_setting(&self, packet: &Packet, name: &str) -> Culprit {
        let of_all = self.setting(&format!("net.ipv4.conf.all.{name}"));
        match &of_all {
            Culprit::Setting { value, .. } if &**value != "0" => of_all,
            _ => self.setting(&format!("net.ipv4.conf.{}.{name}", packet.input)),
        }
    }

    fn setting(&self, name: &str) -> Culprit {
        let value = self.host.setting(name).unwrap_or_default();
        Culprit::Setting { name: name.into(), value: value.into() }
    }
}

/// Who refused a way.
pub(crate) fn refused_by(refusal: &Refusal, packet: &Packet) -> Culprit {
    match &refusal.by {
        RefusedBy::Nothing => Culprit::NoRoute(packet.datagram.destination.into()),
        RefusedBy::Route(winner) => Culprit::Route(Box::new(winner.shown())),
        RefusedBy::Rule(preference) => Culprit::RoutingRule(*preference),
    }
}

pub(crate) fn routed_out(route: &OutputRoute) -> RouteSeen {
    RouteSeen::Output(Box::new(route.shown()))
}

/// None for what this host sends, nor for the copy of an own broadcast.
pub(crate) fn link_header(packet: &Packet) -> Option<LinkHeader> {
    let arrived = !packet.input.is_none() && !packet.is_own_copy();
    arrived.then_some(LinkHeader { destination: packet.link_destination, source: packet.link_source })
}
