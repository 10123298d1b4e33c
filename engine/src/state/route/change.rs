//! Adding and deleting routes and rules (`fib_table_insert`, `fib_table_delete`, `fib_nl_newrule`). What makes a route
//! sound is `checks`'; reading commands is `text`'s.

use std::net::Ipv4Addr;
use std::sync::Arc;

use ipnet::Ipv4Net;

use super::Routing;
use super::checks::{check_host_scope, check_scope, check_source, complete_hop};
use super::entry::{NextHop, Route, RouteKind, RouteProtocol, TableNumber};
use super::error::ChangeError;
use super::rule::{RoutingRule, RuleAction};
use crate::kernel::host::Host;
use crate::state::interface::{InterfaceName, Scope};

/// What to do when there is such a route already (`ip route add`, `append`, `prepend`, `replace`, `change`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Insertion {
    Add,
    Append,
    Prepend,
    Replace,
    Change,
}

/// Which route to delete; what is `None` is not asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deletion {
    pub destination: Ipv4Net,
    pub kind: Option<RouteKind>,
    pub tos: u8,
    pub metric: Option<u32>,
    pub protocol: Option<RouteProtocol>,
    pub scope: Option<Scope>,
    pub source: Option<Ipv4Addr>,
    pub gateway: Option<Ipv4Addr>,
    pub device: Option<InterfaceName>,
    pub next_hops: Vec<(Option<Ipv4Addr>, Option<InterfaceName>)>,
}

impl Deletion {
    pub fn of(destination: Ipv4Net) -> Deletion {
        Deletion {
            destination,
            kind: None,
            tos: 0,
            metric: None,
            protocol: None,
            scope: None,
            source: None,
            gateway: None,
            device: None,
            next_hops: Vec::new(),
        }
    }
}

impl Host {
    /// A route that somebody asked for. Next hops without a device get the one their gateway is reached by.
    pub fn add_route(&mut self, table: TableNumber, mut route: Route, insertion: Insertion) -> Result<(), ChangeError> {
        if route.destination.trunc() != route.destination {
            return Err(ChangeError::InvalidPrefix);
        }
        check_scope(&route)?;
        if route.kind.has_next_hop() {
            if route.next_hops.is_empty() {
                return Err(ChangeError::NoSuchDevice);
            }
            check_host_scope(&route)?;
            for hop in &mut route.next_hops {
                complete_hop(self, table, route.scope, hop)?;
            }
        } else if !route.next_hops.is_empty() {
            return Err(ChangeError::InvalidArgument);
        }
        check_source(self, table, &route)?;
        let is_local = route.kind == RouteKind::Local;
        self.routing.insert(table, route, insertion)?;
        self.routing.custom_local_routes |= is_local;
        Ok(())
    }

    pub fn delete_route(&mut self, table: TableNumber, deletion: &Deletion) -> Result<Arc<Route>, ChangeError> {
        if !self.routing.tables.contains_key(&table) && !is_born_table(table) {
            return Err(ChangeError::NoSuchTable);
        }
        let routes = self.routing.table_mut(table);
        let place = routes.iter().position(|route| deletion.names(route)).ok_or(ChangeError::NoSuchProcess)?;
        Ok(routes.remove(place))
    }
}

/// Tables the kernel has from the start, empty or not.
fn is_born_table(table: TableNumber) -> bool {
    table == TableNumber::MAIN || table == TableNumber::LOCAL
}

impl Routing {
    /// `fib_table_insert`, after all checks.
    pub(super) fn insert(&mut self, table: TableNumber, route: Route, insertion: Insertion) -> Result<(), ChangeError> {
        let routes = self.table_mut(table);
        let first = routes.partition_point(|other| order(other) < order(&route));
        let last = routes.partition_point(|other| order(other) <= order(&route));
        let same = routes.get(first..last).unwrap_or(&[]);
        let twin = same.iter().any(|other| **other == route);
        match insertion {
            Insertion::Add if last > first => Err(ChangeError::FileExists),
            Insertion::Append | Insertion::Prepend if twin => Err(ChangeError::FileExists),
            Insertion::Change if last == first => Err(ChangeError::NoSuchFile),
            Insertion::Replace | Insertion::Change if last > first => {
                // A twin further back keeps its place, and two equal routes are not made.
                if let Some(slot) = routes.get_mut(first) {
                    if !twin {
                        *slot = Arc::new(route);
                        return Ok(());
                    }
                    return if **slot == route { Ok(()) } else { Err(ChangeError::FileExists) };
                }
                Ok(())
            }
            Insertion::Prepend => {
                routes.insert(first, Arc::new(route));
                Ok(())
            }
            Insertion::Add | Insertion::Append | Insertion::Replace | Insertion::Change => {
                routes.insert(last, Arc::new(route));
                Ok(())
            }
        }
    }

    /// A table as it was listed elsewhere: all its routes at once, unchecked.
    pub fn fill_table(&mut self, table: TableNumber, mut routes: Vec<Arc<Route>>) {
        routes.sort_by_key(|route| order(route));
        self.custom_local_routes |= table == TableNumber::LOCAL && routes.iter().any(|route| is_made_by_hand(route));
        self.tables.insert(table, routes);
    }

    /// A rule is put before those with a higher preference and after those with the same.
    pub fn add_rule(&mut self, rule: RoutingRule) -> Result<(), ChangeError> {
        if self.rules.contains(&rule) {
            return Err(ChangeError::FileExists);
        }
        if matches!(rule.action, RuleAction::Goto(target) if target <= rule.preference) {
            return Err(ChangeError::BackwardGoto);
        }
        if rule.selector.tos & 0x03 != 0 {
            return Err(ChangeError::InvalidTos);
        }
        let place = self.rules.partition_point(|other| other.preference <= rule.preference);
        self.rules.insert(place, rule);
        self.separate_local = true;
        Ok(())
    }

    /// The preference a new rule gets that names none: one less than the second rule's (`fib_default_rule_pref`).
    pub fn next_preference(&self) -> u32 {
        self.rules.get(1).map_or(0, |rule| rule.preference.saturating_sub(1))
    }

    pub fn delete_rule(&mut self, names: impl Fn(&RoutingRule) -> bool) -> Result<RoutingRule, ChangeError> {
        let place = self.rules.iter().position(names).ok_or(ChangeError::NoSuchFile)?;
        self.separate_local = true;
        Ok(self.rules.remove(place))
    }
}

fn is_made_by_hand(route: &Route) -> bool {
    route.kind == RouteKind::Local && route.protocol != RouteProtocol::KERNEL
}

/// How a table is kept: the order in which a lookup wants to see it.
fn order(route: &Route) -> (u8, u32, u8, u32) {
    let longest_first = 32 - route.destination.prefix_len();
    (longest_first, u32::from(route.destination.network()), u8::MAX - route.tos, route.metric)
}

impl Deletion {
    fn names(&self, route: &Route) -> bool {
        route.destination == self.destination
            && route.tos == self.tos
            && self.kind.is_none_or(|kind| route.kind == kind)
            && self.metric.is_none_or(|metric| metric == 0 || route.metric == metric)
            && self.protocol.is_none_or(|protocol| route.protocol == protocol)
            && self.scope.is_none_or(|scope| route.scope == scope)
            && self.source.is_none_or(|source| route.source == Some(source))
            && self.names_hops(route)
    }

    /// `fib_nh_match`.
    fn names_hops(&self, route: &Route) -> bool {
        if !self.next_hops.is_empty() {
            return self.next_hops.len() == route.next_hops.len()
                && self.next_hops.iter().zip(&route.next_hops).all(|(asked, hop)| hop_is(*asked, hop));
        }
        if self.gateway.is_none() && self.device.is_none() {
            return true;
        }
        // Of several next hops the kernel compares the first only.
        route.next_hops.first().is_some_and(|hop| hop_is((self.gateway, self.device), hop))
    }
}

fn hop_is((gateway, device): (Option<Ipv4Addr>, Option<InterfaceName>), hop: &NextHop) -> bool {
    gateway.is_none_or(|gateway| hop.gateway == Some(gateway)) && device.is_none_or(|device| hop.device == device)
}
