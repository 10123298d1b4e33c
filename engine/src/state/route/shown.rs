//! Routes and decisions as a trace shows them.

use std::sync::Arc;

use ipnet::Ipv4Net;
use net::Prefix;

use super::lookup::RefusedBy;
use super::{InputRoute, NextHop, OutputRoute, Refusal, Route, Winner};

impl Route {
    pub fn shown(&self) -> trace::route::Route {
        trace::route::Route {
            kind: self.kind,
            destination: prefix(self.destination),
            tos: self.tos,
            metric: self.metric,
            protocol: self.protocol,
            scope: self.scope,
            source: self.source.map(Into::into),
            next_hops: self.next_hops.iter().map(NextHop::shown).collect(),
            attributes: self.attributes.clone(),
        }
    }
}

impl NextHop {
    pub fn shown(&self) -> trace::route::NextHop {
        trace::route::NextHop {
            gateway: self.gateway.map(Into::into),
            device: self.device,
            weight: self.weight,
            onlink: self.onlink,
            scope: self.scope,
            dead: self.dead,
            realms: self.realms,
        }
    }
}

impl Winner {
    pub fn shown(&self) -> trace::route::Winner {
        trace::route::Winner { rule: self.rule, table: self.table, route: Arc::new(self.route.shown()), hop: self.hop }
    }
}

impl OutputRoute {
    pub fn shown(&self) -> trace::route::OutputRoute {
        trace::route::OutputRoute {
            device: self.device,
            gateway: self.gateway.map(Into::into),
            source: self.source.into(),
            destination: self.destination.into(),
            kind: self.kind,
            winner: self.winner.as_ref().map(Winner::shown),
        }
    }
}

impl InputRoute {
    pub fn shown(&self) -> trace::route::InputRoute {
        use trace::route::InputRoute as Shown;
        match self {
            InputRoute::Local { winner } => Shown::Local { winner: winner.shown() },
            InputRoute::Broadcast { winner } => Shown::Broadcast { winner: winner.as_ref().map(Winner::shown) },
            InputRoute::Multicast => Shown::Multicast,
            InputRoute::Forward { route, redirect } => Shown::Forward { route: route.shown(), redirect: *redirect },
            InputRoute::Dropped { reason, by } => Shown::Dropped { reason: *reason, by: by.as_ref().map(Winner::shown) },
            InputRoute::Unreachable { code, by } => Shown::Unreachable { code: *code, by: by.shown() },
        }
    }
}

impl Refusal {
    pub fn shown(&self) -> trace::route::Refusal {
        use trace::route::RefusedBy as Shown;
        let by = match &self.by {
            RefusedBy::Nothing => Shown::Nothing,
            RefusedBy::Route(winner) => Shown::Route(winner.shown()),
            RefusedBy::Rule(preference) => Shown::Rule(*preference),
        };
        trace::route::Refusal { error: self.error, by }
    }
}

pub fn prefix(net: Ipv4Net) -> Prefix {
    let address = net.addr().into();
    // A prefix of IPv4 has 32 bits at most.
    Prefix::new(address, net.prefix_len()).unwrap_or_else(|| Prefix::of_address(address))
}
