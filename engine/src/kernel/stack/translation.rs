//! Where packets meet nat: who asks the rules, who follows what was decided, and who is left alone.

use std::net::Ipv4Addr;

use super::{Kernel, Stopped};
use crate::kernel::event::{Drop, Gone, Listener, RewriteCause, Skip, What};
use crate::kernel::nat::choose::Wanted;
use crate::kernel::nat::{self, rewrite};
use crate::kernel::walk::{Scene, WalkEnd};
use crate::rules::targets::act::{AddressChoice, Side, Translation};
use crate::state::conntrack::{Direction, EntryId, State, Tracking};
use crate::state::hook::{Hook, TableName};
use crate::state::packet::{Packet, Protocol};
use crate::state::route::{primary_address, source_near};

impl<L: Listener> Kernel<'_, L> {
    pub(super) fn run_nat(&mut self, packet: &mut Packet, scene: Scene) -> Result<(), Stopped> {
        let Some(side) = nat::side_at(scene.hook) else { return Ok(()) };
        let is_on = self.host.tables.get(&TableName::Nat).is_some_and(|table| table.has_base_chain());
        if !is_on {
            return self.skip(packet, Skip::NoRules);
        }
        let (id, direction, state) = match packet.tracking {
            Tracking::Entry { id, direction, state } => (id, direction, state),
            Tracking::Untracked => return self.skip(packet, Skip::Untracked),
            Tracking::None if self.host.conntrack.active => return self.skip(packet, Skip::Invalid),
            Tracking::None => return self.skip(packet, Skip::NoTracking),
        };
        let cause = match state {
            State::Related if packet.datagram.protocol() == Protocol::ICMP => {
                self.skip(packet, Skip::IcmpError)?;
                self.rewrite_error(packet, id, direction, side);
                return Ok(());
            }
            State::New | State::Related if !self.is_decided(id, side) => {
                self.ask_rules(packet, scene, id, side)?;
                RewriteCause::Rule
            }
            State::New | State::Related => {
                self.skip(packet, Skip::Decided)?;
                RewriteCause::Entry(id)
            }
            State::Established => {
                self.skip(packet, Skip::NotNew)?;
                RewriteCause::Entry(id)
            }
        };
        if scene.hook == Hook::Postrouting && cause != RewriteCause::Rule {
            self.check_device(packet, scene, id, direction)?;
        }
        self.rewrite(packet, id, direction, side, cause);
        Ok(())
    }

    /// DNAT, SNAT, MASQUERADE, REDIRECT, NETMAP at a rule of the nat table. `false`: no address can be had.
    pub(crate) fn translate(&mut self, packet: &mut Packet, scene: Scene, wanted: &Translation) -> bool {
        let Tracking::Entry { id, .. } = packet.tracking else { return true };
        let addresses = match wanted.addresses {
            AddressChoice::Keep => None,
            AddressChoice::Range { first, last } => Some((first, last)),
            AddressChoice::Local if scene.hook == Hook::Output => Some((Ipv4Addr::LOCALHOST, Ipv4Addr::LOCALHOST)),
            AddressChoice::Local => match primary_address(self.host, scene.input) {
                Some(address) => Some((address, address)),
                None => return false,
            },
            AddressChoice::OfOutput => {
                if self.host.conntrack.get(id).is_some_and(|entry| entry.original.source.is_unspecified()) {
                    return true;
                }
                let next_hop = self.next_hop.unwrap_or(packet.datagram.destination);
                let Some(address) = source_near(self.host, scene.output, next_hop) else { return false };
                if let Some(entry) = self.host.conntrack.get_mut(id) {
                    entry.masqueraded_by = scene.output;
                }
                Some((address, address))
            }
            AddressChoice::Map { network, mask } => {
                let own = match wanted.side {
                    Side::Source => packet.datagram.source,
                    Side::Destination => packet.datagram.destination,
                };
                let mapped = (u32::from(own) & !u32::from(mask)) | (u32::from(network) & u32::from(mask));
                Some((Ipv4Addr::from(mapped), Ipv4Addr::from(mapped)))
            }
        };
        let resolved = Wanted { addresses, ports: wanted.ports, random: wanted.random, persistent: wanted.persistent };
        let evicted = nat::decide(&mut self.host.conntrack, id, wanted.side, &resolved, self.now);
        self.tell_evicted(packet, evicted);
        self.tell_entry(packet, id, false);
        true
    }

    /// Does the connection's other end differ from where the packet is addressed? Then OUTPUT routes it again.
    pub(super) fn leads_elsewhere(&self, packet: &Packet) -> bool {
        let Tracking::Entry { id, direction, .. } = packet.tracking else { return false };
        let is_on = self.host.tables.get(&TableName::Nat).is_some_and(|table| table.has_base_chain());
        self.host
            .conntrack
            .get(id)
            .is_some_and(|entry| is_on && entry.tuple(direction).destination != entry.tuple(direction.opposite()).source)
    }

    fn ask_rules(&mut self, packet: &mut Packet, scene: Scene, id: EntryId, side: Side) -> Result<(), Stopped> {
        let base = self.host.tables.get(&TableName::Nat).and_then(|table| table.base_place(scene.hook));
        match base {
            Some(base) => {
                self.tell(packet.id, || What::TableEntered { table: TableName::Nat });
                match self.walk(packet, scene, base) {
                    WalkEnd::Accept => {}
                    WalkEnd::Drop(why) => return Err(why.into()),
                }
            }
            None => self.skip(packet, Skip::NoRules)?,
        }
        if !self.is_decided(id, side) {
            let evicted = nat::decide_nothing(&mut self.host.conntrack, id, side, self.now);
            self.tell_evicted(packet, evicted);
            self.tell_entry(packet, id, false);
        }
        Ok(())
    }

    /// The address that MASQUERADE took belongs to another device than the packet leaves by: the connection ends.
    fn check_device(&mut self, packet: &Packet, scene: Scene, id: EntryId, direction: Direction) -> Result<(), Stopped> {
        let fits = self.host.conntrack.get(id).is_none_or(|entry| nat::may_leave_by(entry, direction, scene.output));
        if fits {
            return Ok(());
        }
        self.host.conntrack.remove(id);
        self.tell_gone(packet, id, Gone::InterfaceChanged);
        Err(Drop::MasqueradedElsewhere.into())
    }

    fn rewrite(&mut self, packet: &mut Packet, id: EntryId, direction: Direction, side: Side, cause: RewriteCause) {
        let Some(entry) = self.host.conntrack.get(id) else { return };
        if !nat::changes(entry, direction, side) {
            return;
        }
        let before = L::LISTENS.then(|| Box::new(packet.datagram.clone()));
        rewrite::packet(&mut packet.datagram, entry, direction, side);
        self.tell_rewritten(packet, side, before, cause);
    }

    fn rewrite_error(&mut self, packet: &mut Packet, id: EntryId, direction: Direction, side: Side) {
        let Some(entry) = self.host.conntrack.get(id) else { return };
        if !nat::changes(entry, direction, side) {
            return;
        }
        let before = L::LISTENS.then(|| Box::new(packet.datagram.clone()));
        rewrite::error(&mut packet.datagram, entry, direction, side);
        self.tell_rewritten(packet, side, before, RewriteCause::Entry(id));
    }

    fn tell_rewritten(
        &mut self,
        packet: &Packet,
        side: Side,
        before: Option<Box<crate::state::packet::Datagram>>,
        cause: RewriteCause,
    ) {
        if let Some(before) = before.filter(|before| **before != packet.datagram) {
            let after = Box::new(packet.datagram.clone());
            self.tell(packet.id, || What::Rewritten { side, before, after, cause });
        }
    }

    fn tell_evicted(&mut self, packet: &Packet, evicted: Option<EntryId>) {
        if let Some(id) = evicted {
            self.tell_gone(packet, id, Gone::Evicted);
        }
    }

    fn is_decided(&self, id: EntryId, side: Side) -> bool {
        self.host.conntrack.get(id).is_none_or(|entry| nat::is_decided(entry, side))
    }

    fn skip(&mut self, packet: &Packet, why: Skip) -> Result<(), Stopped> {
        self.tell(packet.id, || What::TableSkipped { table: TableName::Nat, why });
        Ok(())
    }
}
