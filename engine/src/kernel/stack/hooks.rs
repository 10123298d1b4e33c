//! A packet at one hook: the stages in their order, each left to who knows it.

use super::{Kernel, OutputRoute};
use crate::kernel::event::{Drop, Listener, RouteSeen, Skip, What};
use crate::kernel::scene::Scene;
use crate::kernel::tell;
use crate::kernel::walk::WalkEnd;
use crate::state::hook::{Hook, Stage, TableName};
use crate::state::interface::InterfaceName;
use crate::state::packet::Packet;
use crate::state::route::{realms, reroute};
use crate::state::sockets::Errno;

/// A packet that went no further, and what the program that sent it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped {
    pub why: Drop,
    pub error: Errno,
}

impl From<Drop> for Stopped {
    fn from(why: Drop) -> Stopped {
        Stopped { why, error: Errno::NotPermitted }
    }
}

impl<L: Listener> Kernel<'_, L> {
    /// `route` is the packet's way out where it has one: OUTPUT may change it.
    pub(super) fn run_hook(
        &mut self,
        packet: &mut Packet,
        hook: Hook,
        input: InterfaceName,
        output: InterfaceName,
        mut route: Option<&mut OutputRoute>,
    ) -> Result<(), Stopped> {
        if L::LISTENS {
            let view = Box::new(self.view(packet, input, output));
            self.tell(packet.id, || What::HookEntered { hook, view });
        }
        self.next_hop = route.as_ref().map(|route| route.next_hop());
        let mut place = 0;
        while let Some(station) = self.host.hooks.at(hook).get(place) {
            let stage = station.stage;
            place += 1;
            self.tell(packet.id, || What::StageEntered { stage: stage.shown() });
            let outcome = match stage {
                Stage::Conntrack => self.track(packet),
                Stage::Confirm => self.confirm(packet),
                Stage::Table(table) => self.run_table(packet, Scene { hook, table, input, output }, route.as_deref_mut()),
            };
            if let Err(stopped) = outcome {
                self.tell_dropped(packet, stopped.why);
                return Err(stopped);
            }
            self.tell(packet.id, || What::StageLeft { stage: stage.shown() });
        }
        self.tell(packet.id, || What::HookLeft { hook });
        Ok(())
    }

    fn run_table(&mut self, packet: &mut Packet, scene: Scene, route: Option<&mut OutputRoute>) -> Result<(), Stopped> {
        match (scene.table, scene.hook) {
            (TableName::Nat, _) => {
                self.run_nat(packet, scene)?;
                match route {
                    Some(route) if scene.hook == Hook::Output && self.leads_elsewhere(packet) => self.route_again(packet, route),
                    Some(_) | None => Ok(()),
                }
            }
            (TableName::Mangle, Hook::Output) => {
                let before = routing_key(packet);
                self.run_filter(packet, scene)?;
                match route {
                    Some(route) if routing_key(packet) != before => self.route_again(packet, route),
                    Some(_) | None => Ok(()),
                }
            }
            (TableName::Raw | TableName::Mangle | TableName::Filter | TableName::Security, _) => self.run_filter(packet, scene),
        }
    }

    fn run_filter(&mut self, packet: &mut Packet, scene: Scene) -> Result<(), Stopped> {
        let base = self.host.tables.get(&scene.table).and_then(|table| table.base_place(scene.hook));
        let Some(base) = base else {
            self.tell(packet.id, || What::TableSkipped { table: scene.table.shown(), why: Skip::NoRules });
            return Ok(());
        };
        self.tell(packet.id, || What::TableEntered { table: scene.table.shown() });
        match self.walk(packet, scene, base) {
            WalkEnd::Accept => Ok(()),
            WalkEnd::Drop(why) => Err(why.into()),
        }
    }

    /// `ip_route_me_harder`: the way out is looked for again, the source stays.
    fn route_again(&mut self, packet: &mut Packet, route: &mut OutputRoute) -> Result<(), Stopped> {
        match reroute(&self.host.networking, &packet.datagram, packet.mark, route.device, None) {
            Ok(new) => {
                self.next_hop = Some(new.next_hop());
                packet.realms = realms::of_output(&new);
                if L::LISTENS {
                    let decision = tell::routed_out(&new);
                    self.tell(packet.id, || What::Rerouted { decision });
                    self.tell_several_ways(packet.id, new.winner.as_ref());
                }
                *route = new;
                Ok(())
            }
            Err(refusal) => {
                if L::LISTENS {
                    let decision = RouteSeen::Failed(refusal.shown());
                    self.tell(packet.id, || What::Rerouted { decision });
                }
                Err(Stopped { why: Drop::Rerouting, error: refusal.error.into() })
            }
        }
    }
}

/// What makes mangle OUTPUT route a packet again (reference: traversal.md §4.4).
fn routing_key(packet: &Packet) -> (std::net::Ipv4Addr, std::net::Ipv4Addr, u32, u8) {
    (packet.datagram.source, packet.datagram.destination, packet.mark, packet.datagram.tos)
}
