//! Routing of a host: tables, rules of policy routing, and the questions the rest of the kernel asks of them.
//!
//! What the tables hold follows addresses and interfaces (`addresses`) and commands (`change`); a lookup walks them
//! (`lookup`); `output`, `input` and `reroute` are the kernel's three decisions about a packet.

pub mod address_type;
pub mod addresses;
pub mod change;
mod checks;
pub mod entry;
pub mod error;
pub mod flow;
pub mod input;
pub mod lookup;
pub mod output;
pub mod query;
pub mod realms;
pub mod reverse_path;
pub mod rule;
pub mod shown;
pub mod source;
mod told;

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::Arc;

pub use address_type::{AddressType, address_type};
pub use entry::{NextHop, Route, RouteKind, RouteProtocol, TableNumber};
pub use input::{InputRoute, input};
pub use lookup::{Refusal, RouteError, Winner};
pub use output::{OutputKind, OutputQuery, OutputRoute, output, reroute};
pub use query::{DropReason, InputQuery};
pub use reverse_path::{ReversePathQuery, reverse_path, way_back};
pub use rule::{MarkTest, RoutingRule, RuleAction, Selector};
pub use source::{answering_source, error_source, may_be_bound, primary_address, source_near, source_of_bound};
pub use told::Told;

use super::interface::InterfaceName;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Routing {
    /// Longest prefix first, then by TOS and metric: the first route that fits is the one. Shared, so that an answer
    /// can name its route without copying it.
    pub tables: BTreeMap<TableNumber, Vec<Arc<Route>>>,
    /// By preference, equal ones in the order they were added.
    pub rules: Vec<RoutingRule>,
    /// Somebody added or deleted a rule. Until then the kernel keeps `local` and `main` in one trie, where the longest
    /// prefix of both wins: `127.0.0.5 via ...` in main then beats `local 127.0.0.0/8` (seen on 6.18).
    pub separate_local: bool,
    /// Somebody added a local route by hand: own addresses as sources are then judged by the tables.
    pub custom_local_routes: bool,
    /// Our addresses in the order in which they came: if two devices have the same one, the later is found first.
    pub own_addresses: Vec<(Ipv4Addr, InterfaceName)>,
    /// Multicast groups joined by programs. 224.0.0.1 is joined on every interface that is up.
    pub groups: Vec<(InterfaceName, Ipv4Addr)>,
}

impl Default for Routing {
    fn default() -> Routing {
        Routing {
            tables: BTreeMap::new(),
            rules: vec![
                RoutingRule::of_kernel(0, TableNumber::LOCAL),
                RoutingRule::of_kernel(32766, TableNumber::MAIN),
                RoutingRule::of_kernel(32767, TableNumber::DEFAULT),
            ],
            separate_local: false,
            custom_local_routes: false,
            own_addresses: Vec::new(),
            groups: Vec::new(),
        }
    }
}

impl Routing {
    pub fn table(&self, number: TableNumber) -> &[Arc<Route>] {
        self.tables.get(&number).map_or(&[], Vec::as_slice)
    }
}
