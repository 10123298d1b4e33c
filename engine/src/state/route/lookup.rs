//! Finding the route of a flow: the rules in order, in each table the longest prefix (`fib_lookup`).

use std::fmt;
use std::sync::Arc;

pub use trace::route::RouteError;

use super::Routing;
use super::flow::Flow;
use super::rule::{RoutingRule, RuleAction};
use super::{NextHop, Route, RouteKind, TableNumber};
use crate::state::interface::InterfaceName;
use crate::state::jenkins;
use crate::state::networking::Networking;
use crate::state::sysctl::DeviceSetting;

/// The route that decided, and how it was come by: for the trace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Winner {
    /// The preference of the rule that led to the table.
    pub rule: u32,
    pub table: TableNumber,
    pub route: Arc<Route>,
    /// Which of the route's next hops.
    pub hop: usize,
    /// Those that the rule gives.
    pub realms: u32,
}

impl Winner {
    pub fn next_hop(&self) -> Option<&NextHop> {
        self.route.next_hops.get(self.hop)
    }

    pub fn device(&self) -> InterfaceName {
        self.next_hop().map_or(InterfaceName::NONE, |hop| hop.device)
    }
}

/// No way out, and who says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub error: RouteError,
    pub by: RefusedBy,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefusedBy {
    /// No route fits.
    Nothing,
    /// A `blackhole`, `unreachable` or `prohibit` route.
    Route(Winner),
    /// A rule of policy routing, by its preference.
    Rule(u32),
}

impl From<RouteError> for Refusal {
    fn from(error: RouteError) -> Refusal {
        Refusal { error, by: RefusedBy::Nothing }
    }
}

impl std::error::Error for Refusal {}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(formatter)
    }
}

/// The route of a flow by all rules.
pub fn lookup(networking: &Networking, flow: &Flow) -> Result<Winner, Refusal> {
    let routing = &networking.routing;
    if routing.separate_local { by_rules(networking, flow) } else { without_rules(networking, flow) }
}

/// The route in one table, as `inet_addr_type` and the check of a gateway ask. `None`: nothing fits, or a `throw`.
pub fn lookup_table(networking: &Networking, table: TableNumber, flow: &Flow) -> Option<Result<Winner, Refusal>> {
    let merged = !networking.routing.separate_local && (table == TableNumber::LOCAL || table == TableNumber::MAIN);
    let found = if merged { in_merged(networking, flow) } else { in_table(networking, table, flow) };
    let (table, route, hop) = found?;
    judge(0, table, route, hop)
}

/// Local and main in one trie, then the default table.
fn without_rules(networking: &Networking, flow: &Flow) -> Result<Winner, Refusal> {
    let merged = in_merged(networking, flow).and_then(|(table, route, hop)| {
        let rule = if table == TableNumber::LOCAL { 0 } else { 32766 };
        judge(rule, table, route, hop)
    });
    if let Some(answer) = merged {
        return answer;
    }
    in_table(networking, TableNumber::DEFAULT, flow)
        .and_then(|(table, route, hop)| judge(32767, table, route, hop))
        .unwrap_or(Err(RouteError::NetworkUnreachable.into()))
}

fn by_rules(networking: &Networking, flow: &Flow) -> Result<Winner, Refusal> {
    let rules = &networking.routing.rules;
    let mut place = 0;
    // `goto` leads forward only, so this ends.
    while let Some(rule) = rules.get(place) {
        place += 1;
        if !rule.selector.selects(flow) {
            continue;
        }
        match rule.action {
            RuleAction::Lookup(table) => {
                if let Some(answer) = by_table(networking, rule, table, flow) {
                    return answer;
                }
            }
            RuleAction::Goto(preference) => {
                // An unresolved goto does nothing.
                let target = rules.iter().position(|candidate| candidate.preference == preference);
                place = target.filter(|target| *target >= place).unwrap_or(place);
            }
            RuleAction::Nothing => {}
            // `fib4_rule_action`: the errors differ from those of routes of the same name.
            RuleAction::Unreachable => return Err(refused_by_rule(RouteError::NetworkUnreachable, rule)),
            RuleAction::Prohibit => return Err(refused_by_rule(RouteError::PermissionDenied, rule)),
            RuleAction::Blackhole => return Err(refused_by_rule(RouteError::InvalidArgument, rule)),
        }
    }
    Err(RouteError::NetworkUnreachable.into())
}

fn by_table(networking: &Networking, rule: &RoutingRule, table: TableNumber, flow: &Flow) -> Option<Result<Winner, Refusal>> {
    let (table, route, hop) = in_table(networking, table, flow)?;
    let answer = judge(rule.preference, table, route, hop)?;
    let answer = answer.map(|winner| Winner { realms: rule.realms, ..winner });
    let suppressed = answer.as_ref().is_ok_and(|winner| {
        let short = rule.suppress_prefix_length.is_some_and(|longest| winner.route.destination.prefix_len() <= longest);
        let group = networking.interface(winner.device()).map(|interface| interface.group);
        short || (group.is_some() && rule.suppress_group == group)
    });
    if suppressed { None } else { Some(answer) }
}

fn refused_by_rule(error: RouteError, rule: &RoutingRule) -> Refusal {
    Refusal { error, by: RefusedBy::Rule(rule.preference) }
}

type Found<'networking> = (TableNumber, &'networking Arc<Route>, usize);

/// The longer prefix of `local` and `main`; `local` if they are equal, as its aliases stand first in the leaf.
fn in_merged<'networking>(networking: &'networking Networking, flow: &Flow) -> Option<Found<'networking>> {
    let local = in_table(networking, TableNumber::LOCAL, flow);
    let main = in_table(networking, TableNumber::MAIN, flow);
    match (local, main) {
        (Some(local), Some(main)) => {
            let main_is_longer = main.1.destination.prefix_len() > local.1.destination.prefix_len();
            Some(if main_is_longer { main } else { local })
        }
        (local, main) => local.or(main),
    }
}

/// `fib_table_lookup`: the first route that fits and has a way out that can be used.
fn in_table<'networking>(networking: &'networking Networking, table: TableNumber, flow: &Flow) -> Option<Found<'networking>> {
    networking.routing.table(table).iter().find_map(|route| {
        let fits = route.contains(flow.destination) && (route.tos == 0 || route.tos == flow.tos) && route.scope >= flow.scope;
        if !fits {
            return None;
        }
        if !route.kind.has_next_hop() {
            return Some((table, route, 0));
        }
        Some((table, route, choose_hop(networking, route, flow)?))
    })
}

const SEED: u32 = 3;

/// Of several next hops one is chosen by a hash of the flow's addresses, by their weights (`fib_select_multipath`). The kernel's
/// hash has a seed of its own, this one a fixed one, by which the recorded answers of `ip route get` come out: the same lab
/// gives the same answer everywhere.
fn choose_hop(networking: &Networking, route: &Route, flow: &Flow) -> Option<usize> {
    let hops = || route.next_hops.iter().enumerate().filter(|(_, hop)| is_usable(networking, hop, flow));
    let (first, _) = hops().next()?;
    if route.next_hops.len() == 1 {
        return Some(first);
    }
    let total: u64 = hops().map(|(_, hop)| u64::from(hop.weight)).sum();
    let hash = jenkins::hash(&[u32::from(flow.source), u32::from(flow.destination), 0, 0], SEED);
    let mut left = (u64::from(hash) * total) >> 32;
    for (place, hop) in hops() {
        match left.checked_sub(u64::from(hop.weight)) {
            Some(rest) => left = rest,
            None => return Some(place),
        }
    }
    Some(first)
}

fn is_usable(networking: &Networking, hop: &NextHop, flow: &Flow) -> bool {
    !hop.dead
        && (flow.output.is_none() || flow.output == hop.device)
        && (flow.accept_link_down || !ignored_for_link_down(networking, hop))
}

fn ignored_for_link_down(networking: &Networking, hop: &NextHop) -> bool {
    networking.sysctls.either(hop.device, DeviceSetting::IgnoreRoutesWithLinkDown) && !networking.has_carrier(hop.device)
}

/// What a found route means; `None` for `throw`: the search goes on with the next rule.
fn judge(rule: u32, table: TableNumber, route: &Arc<Route>, hop: usize) -> Option<Result<Winner, Refusal>> {
    let winner = Winner { rule, table, route: route.clone(), hop, realms: 0 };
    let error = match route.kind {
        RouteKind::Unicast | RouteKind::Local | RouteKind::Broadcast | RouteKind::Anycast | RouteKind::Multicast => {
            return Some(Ok(winner));
        }
        RouteKind::Blackhole => RouteError::InvalidArgument,
        RouteKind::Unreachable => RouteError::HostUnreachable,
        RouteKind::Prohibit => RouteError::PermissionDenied,
        RouteKind::Throw => return None,
    };
    Some(Err(Refusal { error, by: RefusedBy::Route(winner) }))
}

impl Routing {
    /// The table as it is searched; how `ip route` lists it is `text`'s.
    pub(super) fn table_mut(&mut self, number: TableNumber) -> &mut Vec<Arc<Route>> {
        self.tables.entry(number).or_default()
    }
}
