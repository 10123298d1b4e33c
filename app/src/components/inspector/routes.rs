//! The tab of routes: the host's tables as `ip route` prints them, and the route that won for the packet.

use engine::kernel::event::{Event, RouteSeen, What};
use engine::kernel::host::HostMoment;
use engine::state::interface::InterfaceName;
use engine::state::route::lookup::RefusedBy;
use engine::state::route::{InputRoute, OutputRoute, Route, TableNumber, Winner};
use engine::text::ip::route::{self, Columns};
use yew::Html;

use crate::draw::{classes, draw};
use crate::player::Now;
use crate::words::RouteWords;

pub fn routes(now: &Now, words: &RouteWords) -> Html {
    let Some(host) = now.host() else { return Html::default() };
    let decision = last_decision(now);
    let winner = decision.and_then(|(decision, _)| winner(decision));
    let is_now = decision.is_some_and(|(_, is_now)| is_now);
    let tables = host.routing.tables.iter().map(|(number, routes)| {
        let rows = routes.iter().map(|route| {
            let won = winner.is_some_and(|winner| winner.table == *number && *winner.route == **route);
            let class = classes!("route", won.then_some("route-won"), (won && is_now).then_some("route-won-now"));
            draw! { <li {class} aria-current={won.then_some("true")}>{ text(host, *number, route) }</li> }
        });
        draw! {
            <section key={number.0} aria-label={number.to_string()}>
                <p class="command"><span class="prompt">{ now.host_name() }{ "#" }</span>{ format!(" ip route show table {number}") }</p>
                <ul class="listing">{ for rows }</ul>
            </section>
        }
    });
    draw! {
        <div class="routes">
            if let Some((decision, _)) = decision {
                <p class={classes!("decision", is_now.then_some("decision-now"))}>{ outcome(words, decision) }</p>
            } else {
                <p class="quiet">{ words.not_asked }</p>
            }
            { for tables }
        </div>
    }
}

/// What routing said last of the packet in focus on this host, and whether it said so just now.
fn last_decision(now: &Now) -> Option<(&RouteSeen, bool)> {
    let is_of_packet = |event: &&Event| event.packet == now.focus.packet && event.host == now.focus.host;
    let shown = now.event()?;
    let mut earlier = now.playback.events.get(..now.position)?.iter().rev().filter(is_of_packet);
    earlier.find_map(|event| match &event.what {
        What::Routed { decision } | What::Rerouted { decision } => Some((decision, std::ptr::eq(event, shown))),
        _ => None,
    })
}

fn winner(decision: &RouteSeen) -> Option<&Winner> {
    match decision {
        RouteSeen::Input(route) => match &**route {
            InputRoute::Local { winner } => Some(winner),
            InputRoute::Broadcast { winner } => winner.as_ref(),
            InputRoute::Multicast => None,
            InputRoute::Forward { route, .. } => route.winner.as_ref(),
            InputRoute::Dropped { by, .. } => by.as_ref(),
            InputRoute::Unreachable { by, .. } => refused(&by.by),
        },
        RouteSeen::Output(route) => route.winner.as_ref(),
        RouteSeen::Kept => None,
        RouteSeen::Failed(refusal) => refused(&refusal.by),
    }
}

fn refused(by: &RefusedBy) -> Option<&Winner> {
    match by {
        RefusedBy::Route(winner) => Some(winner),
        RefusedBy::Nothing | RefusedBy::Rule(_) => None,
    }
}

fn outcome(words: &RouteWords, decision: &RouteSeen) -> String {
    match decision {
        RouteSeen::Input(route) => match &**route {
            InputRoute::Local { .. } | InputRoute::Broadcast { .. } | InputRoute::Multicast => words.local.to_owned(),
            InputRoute::Forward { route, .. } => (words.forward)(&way(route)),
            InputRoute::Dropped { .. } => words.dropped.to_owned(),
            InputRoute::Unreachable { .. } => words.unreachable.to_owned(),
        },
        RouteSeen::Output(route) => (words.output)(&way(route), &route.source.to_string()),
        RouteSeen::Kept => words.kept.to_owned(),
        RouteSeen::Failed(refusal) => (words.failed)(&refusal.to_string()),
    }
}

/// `dev eth0`, `via 10.0.0.1 dev eth0`
fn way(route: &OutputRoute) -> String {
    match route.gateway {
        Some(gateway) => format!("via {gateway} dev {}", route.device),
        None => format!("dev {}", route.device),
    }
}

fn text(host: &HostMoment, table: TableNumber, route: &Route) -> String {
    let mut out = String::new();
    let columns = Columns { table: (table == TableNumber::LOCAL).then_some(TableNumber::MAIN), ..Columns::default() };
    let is_up = |name: InterfaceName| host.interfaces.iter().any(|interface| interface.name == name && interface.up);
    route::print(&mut out, route, columns, is_up);
    out.trim_end().to_owned()
}
