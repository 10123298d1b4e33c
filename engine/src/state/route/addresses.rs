//! What the tables follow: addresses that come and go, interfaces that go up and down (`fib_frontend.c`, `devinet.c`).

use std::net::Ipv4Addr;
use std::sync::Arc;

use ipnet::Ipv4Net;

use super::address_type::{AddressType, address_type};
use super::change::Insertion;
use super::checks::check_source;
use super::entry::{Route, RouteKind, TableNumber};
use super::error::ChangeError;
use super::source::{in_subnet, mask};
use crate::kernel::host::Host;
use crate::state::interface::{Interface, InterfaceAddress, InterfaceKind, InterfaceName, Scope};
use crate::state::sysctl::DeviceSetting;

impl Host {
    /// An interface that is there now, with its addresses; its settings start as a copy of `conf.default`.
    pub fn add_interface(&mut self, mut interface: Interface) {
        let (name, up) = (interface.name, interface.up);
        let addresses = std::mem::take(&mut interface.addresses);
        interface.up = false;
        self.interfaces.push(interface);
        self.sysctls.add_device(name);
        for own in addresses {
            // A doubled address in the list given is left out, as the kernel would.
            let _ = self.add_address(name, own);
        }
        if up {
            self.set_up(name);
        }
    }

    pub fn remove_interface(&mut self, name: InterfaceName) {
        self.interfaces.retain(|interface| interface.name != name);
        self.conntrack.forget_masqueraded(name, None);
        self.sysctls.remove_device(name);
        self.routing.groups.retain(|(device, _)| *device != name);
        self.routing.own_addresses.retain(|(_, device)| *device != name);
        self.drop_routes_of(name, |_| true);
    }

    /// `ip addr add`: whether it is secondary is found here. The caller says the broadcast address.
    pub fn add_address(&mut self, device: InterfaceName, mut new: InterfaceAddress) -> Result<(), ChangeError> {
        let interface = self.interface_mut(device).ok_or(ChangeError::InvalidArgument)?;
        new.secondary = false;
        let mut place = 0;
        for (index, own) in interface.addresses.iter().enumerate() {
            if !own.secondary && new.scope <= own.scope {
                place = index + 1;
            }
            if own.prefix_length == new.prefix_length && in_subnet(own, new.address) {
                if own.address == new.address {
                    return Err(ChangeError::AddressAssigned);
                }
                if own.scope != new.scope {
                    return Err(ChangeError::InvalidAddressScope);
                }
                new.secondary = true;
            }
        }
        let place = if new.secondary { interface.addresses.len() } else { place };
        interface.addresses.insert(place.min(interface.addresses.len()), new);
        self.routing.own_addresses.push((new.address, device));
        self.sysctls.settle_device(device);
        self.add_routes_of(device, &new);
        Ok(())
    }

    /// `ip addr del`: with the first of a subnet go its secondaries, unless `promote_secondaries` is set.
    pub fn remove_address(&mut self, device: InterfaceName, address: Ipv4Addr, prefix_length: u8) -> Result<(), ChangeError> {
        let interface = self.interface(device).ok_or(ChangeError::AddressNotFound)?;
        let named = |own: &&InterfaceAddress| own.address == address && own.prefix_length == prefix_length;
        let gone = *interface.addresses.iter().find(named).ok_or(ChangeError::AddressNotFound)?;
        let follows =
            |own: &InterfaceAddress| own.secondary && own.prefix_length == gone.prefix_length && in_subnet(own, gone.address);
        let followers: Vec<InterfaceAddress> =
            if gone.secondary { Vec::new() } else { interface.addresses.iter().copied().filter(|own| follows(own)).collect() };
        if !followers.is_empty() && self.sysctls.either(device, DeviceSetting::PromoteSecondaries) {
            self.promote(device, gone, &followers);
            self.conntrack.forget_masqueraded(device, Some(gone.address));
            return Ok(());
        }
        for own in followers.into_iter().chain([gone]) {
            self.forget_address(device, own);
            self.conntrack.forget_masqueraded(device, Some(own.address));
        }
        Ok(())
    }

    /// `ip link set X up`.
    pub fn set_up(&mut self, name: InterfaceName) {
        let Some(interface) = self.interface_mut(name) else {
            return;
        };
        if interface.up {
            return;
        }
        interface.up = true;
        if interface.kind == InterfaceKind::Loopback && interface.addresses.is_empty() {
            // The kernel gives lo its address when it first goes up (`inetdev_event`).
            let _ = self.add_address(name, LOOPBACK_ADDRESS);
        }
        let addresses = self.interface(name).map(|interface| interface.addresses.clone()).unwrap_or_default();
        for own in addresses {
            self.add_routes_of(name, &own);
        }
        self.revive_hops(name);
    }

    /// `ip link set X down`: local routes stay, everything else over the interface goes.
    pub fn set_down(&mut self, name: InterfaceName) {
        let Some(interface) = self.interface_mut(name) else {
            return;
        };
        interface.up = false;
        self.conntrack.forget_masqueraded(name, None);
        self.neighbours.forget(name);
        self.drop_routes_of(name, |scope| scope != Scope::Nowhere);
    }

    /// A bridge without a port that is up has no carrier; wires are plugged in.
    pub fn has_carrier(&self, name: InterfaceName) -> bool {
        let Some(interface) = self.interface(name) else {
            return false;
        };
        match interface.kind {
            InterfaceKind::Loopback | InterfaceKind::Wire | InterfaceKind::Port { .. } => interface.up,
            InterfaceKind::Bridge => interface.up && self.interfaces.iter().any(|port| port.up && is_port_of(port, name)),
        }
    }

    /// Is the multicast group joined on the device? All-hosts is, wherever IP runs.
    pub fn has_joined(&self, device: InterfaceName, group: Ipv4Addr) -> bool {
        let all_hosts = group == ALL_HOSTS && self.interface(device).is_some_and(|interface| interface.up);
        all_hosts || self.routing.groups.contains(&(device, group))
    }
}

const ALL_HOSTS: Ipv4Addr = Ipv4Addr::new(224, 0, 0, 1);

const LOOPBACK_ADDRESS: InterfaceAddress = InterfaceAddress {
    address: Ipv4Addr::LOCALHOST,
    prefix_length: 8,
    broadcast: None,
    secondary: false,
    scope: Scope::Host,
    label: InterfaceName::NONE,
    no_prefix_route: false,
};

fn is_port_of(interface: &Interface, name: InterfaceName) -> bool {
    matches!(interface.kind, InterfaceKind::Port { bridge, .. } if bridge == name)
}

impl Host {
    fn interface_mut(&mut self, name: InterfaceName) -> Option<&mut Interface> {
        self.interfaces.iter_mut().find(|interface| interface.name == name)
    }

    /// `fib_add_ifaddr`: what is there already is not added again, nor what has an address for its source that an older
    /// broadcast route takes: the kernel refuses that to itself, too.
    fn add_routes_of(&mut self, device: InterfaceName, own: &InterfaceAddress) {
        let Some(interface) = self.interface(device) else {
            return;
        };
        for (table, route) in routes_of(interface, own) {
            if check_source(self, table, &route).is_ok() {
                let _ = self.routing.insert(table, route, Insertion::Append);
            }
        }
    }

    fn forget_address(&mut self, device: InterfaceName, gone: InterfaceAddress) {
        let Some(interface) = self.interface(device) else {
            return;
        };
        let stale = routes_of(interface, &gone);
        if let Some(interface) = self.interface_mut(device) {
            interface.addresses.retain(|own| (own.address, own.prefix_length) != (gone.address, gone.prefix_length));
        }
        self.remove_routes(device, &stale);
        self.forget_ownership(device, gone.address);
        if self.interface(device).is_some_and(|interface| interface.addresses.is_empty()) {
            // "Last address was deleted from this interface. Disable IP."
            self.neighbours.forget(device);
            self.drop_routes_of(device, |_| true);
        }
    }

    /// Removes routes that none of the remaining addresses of the device wants.
    fn remove_routes(&mut self, device: InterfaceName, stale: &[(TableNumber, Route)]) {
        let Some(interface) = self.interface(device) else {
            return;
        };
        let wanted: Vec<(TableNumber, Route)> = interface.addresses.iter().flat_map(|own| routes_of(interface, own)).collect();
        for (table, route) in stale.iter().filter(|route| !wanted.contains(route)) {
            self.routing.table_mut(*table).retain(|other| **other != *route);
        }
    }

    /// The first secondary becomes the primary, at the primary's place in the list; routes get its address as source.
    fn promote(&mut self, device: InterfaceName, gone: InterfaceAddress, followers: &[InterfaceAddress]) {
        let Some(interface) = self.interface(device) else {
            return;
        };
        let stale: Vec<(TableNumber, Route)> =
            followers.iter().chain([&gone]).flat_map(|own| routes_of(interface, own)).collect();
        let Some(heir) = followers.first().copied() else {
            return;
        };
        if let Some(interface) = self.interface_mut(device) {
            interface.addresses.retain(|own| own.address != heir.address || own.prefix_length != heir.prefix_length);
            if let Some(slot) = interface.addresses.iter_mut().find(|own| **own == gone) {
                *slot = InterfaceAddress { secondary: false, ..heir };
            }
        }
        self.remove_routes(device, &stale);
        let addresses = self.interface(device).map(|interface| interface.addresses.clone()).unwrap_or_default();
        for own in addresses {
            self.add_routes_of(device, &own);
        }
        self.forget_ownership(device, gone.address);
    }

    /// One device less has the address; if it was the last, nothing can be sent from it any more.
    fn forget_ownership(&mut self, device: InterfaceName, address: Ipv4Addr) {
        let owners = &mut self.routing.own_addresses;
        if let Some(place) = owners.iter().position(|owner| *owner == (address, device)) {
            owners.remove(place);
        }
        if address_type(self, address, None) != AddressType::Local {
            self.drop_routes_from(address);
        }
    }

    /// Routes whose `src` is no address of ours any more; only in main, as `fib_sync_down_addr` does (seen on 6.18).
    fn drop_routes_from(&mut self, source: Ipv4Addr) {
        if let Some(routes) = self.routing.tables.get_mut(&TableNumber::MAIN) {
            routes.retain(|route| route.source != Some(source));
        }
    }

    /// `fib_sync_down_dev`: next hops over the device die; a route without a living one goes.
    fn drop_routes_of(&mut self, device: InterfaceName, dies: impl Fn(Scope) -> bool) {
        for routes in self.routing.tables.values_mut() {
            for route in routes.iter_mut().filter(|route| route.uses(device)) {
                let route = Arc::make_mut(route);
                for hop in route.next_hops.iter_mut().filter(|hop| hop.device == device && dies(hop.scope)) {
                    hop.dead = true;
                }
            }
            routes.retain(|route| route.next_hops.is_empty() || route.next_hops.iter().any(|hop| !hop.dead));
        }
    }

    /// `fib_sync_up`.
    fn revive_hops(&mut self, device: InterfaceName) {
        let routes = self.routing.tables.values_mut().flatten();
        for route in routes.filter(|route| route.next_hops.iter().any(|hop| hop.dead && hop.device == device)) {
            for hop in Arc::make_mut(route).next_hops.iter_mut().filter(|hop| hop.device == device) {
                hop.dead = false;
            }
        }
    }
}

/// The routes an address brings, in the kernel's order.
fn routes_of(interface: &Interface, own: &InterfaceAddress) -> Vec<(TableNumber, Route)> {
    let network = Ipv4Addr::from(u32::from(own.address) & mask(own.prefix_length));
    let source = primary_of(interface, own);
    let broadcast = |address| Route::of_kernel(RouteKind::Broadcast, host_net(address), Scope::Link, source, interface.name);
    let local = |net| Route::of_kernel(RouteKind::Local, net, Scope::Host, source, interface.name);
    let mut routes = vec![(TableNumber::LOCAL, local(host_net(own.address)))];
    if !interface.up {
        return routes;
    }
    if let Some(address) = own.broadcast.filter(|address| !address.is_broadcast() && !address.is_unspecified()) {
        routes.push((TableNumber::LOCAL, broadcast(address)));
    }
    if network.is_unspecified() || own.secondary || own.prefix_length >= 32 && network == own.address {
        return routes;
    }
    let subnet = Ipv4Net::new(network, own.prefix_length.min(32)).unwrap_or_default();
    if own.no_prefix_route {
        // The broadcast route below is made all the same.
    } else if interface.kind == InterfaceKind::Loopback {
        routes.push((TableNumber::LOCAL, local(subnet)));
    } else {
        let connected = Route::of_kernel(RouteKind::Unicast, subnet, Scope::Link, source, interface.name);
        routes.push((TableNumber::MAIN, connected));
    }
    let last = (TableNumber::LOCAL, broadcast(subnet.broadcast()));
    if own.prefix_length < 31 && !routes.contains(&last) {
        routes.push(last);
    }
    routes
}

/// A secondary's routes carry the primary's address as source.
fn primary_of(interface: &Interface, own: &InterfaceAddress) -> Ipv4Addr {
    if !own.secondary {
        return own.address;
    }
    let primary =
        |other: &&InterfaceAddress| !other.secondary && other.prefix_length == own.prefix_length && in_subnet(other, own.address);
    interface.addresses.iter().find(primary).map_or(own.address, |primary| primary.address)
}

fn host_net(address: Ipv4Addr) -> Ipv4Net {
    Ipv4Net::from(address)
}
