//! What an address is to this host: `-m addrtype` and several decisions of the kernel ask (`inet_addr_type`).

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use super::entry::{RouteKind, TableNumber};
use super::flow::Flow;
use super::lookup::lookup_table;
use crate::kernel::host::Host;
use crate::state::interface::InterfaceName;

/// Types an address can have by the table `local`. The others that `addrtype` names never come out of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum AddressType {
    Unicast,
    Local,
    Broadcast,
    Anycast,
    Multicast,
}

/// With a `device`, only what that device has counts as local or broadcast (`--limit-iface-in`, `--limit-iface-out`).
pub fn address_type(host: &Host, address: Ipv4Addr, device: Option<InterfaceName>) -> AddressType {
    address_type_in(host, TableNumber::LOCAL, address, device)
}

/// The same by another table.
pub(super) fn address_type_in(host: &Host, table: TableNumber, address: Ipv4Addr, device: Option<InterfaceName>) -> AddressType {
    if address.is_unspecified() || address.is_broadcast() {
        return AddressType::Broadcast;
    }
    if address.is_multicast() {
        return AddressType::Multicast;
    }
    let flow = Flow { input: InterfaceName::NONE, ..Flow::to(address) };
    match lookup_table(host, table, &flow) {
        Some(Ok(winner)) if device.is_none_or(|device| device == winner.route.device()) => of_kind(winner.route.kind),
        Some(Ok(_) | Err(_)) | None => AddressType::Unicast,
    }
}

/// 224.0.0.0/24
pub(super) fn is_local_multicast(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    [a, b, c] == [224, 0, 0]
}

fn of_kind(kind: RouteKind) -> AddressType {
    match kind {
        RouteKind::Local => AddressType::Local,
        RouteKind::Broadcast => AddressType::Broadcast,
        RouteKind::Anycast => AddressType::Anycast,
        RouteKind::Multicast => AddressType::Multicast,
        RouteKind::Unicast | RouteKind::Blackhole | RouteKind::Unreachable | RouteKind::Prohibit | RouteKind::Throw => {
            AddressType::Unicast
        }
    }
}
