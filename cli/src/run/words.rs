//! What things are called when they are told to people. Values in, phrases out.

use engine::lab::Action;
use engine::lab::scenario::Closing;
use engine::state::sockets::Endpoint;
use trace::connection::{Gone, Invalid, Tracking};
use trace::event::{Bound, Bridging, Note, RejectWith, Skip};
use trace::program::Receiver;
use trace::route::{InputRoute, OutputKind, OutputRoute, Refusal, RouteError, RouteSeen, Winner};
use trace::set::SetChange;
use trace::{Cause, Culprit, Drop, RouteDrop, Verdict, print};

pub fn endpoint(end: Endpoint) -> String {
    format!("{}:{}", end.0, end.1)
}

pub fn action(action: &Action) -> String {
    match action {
        Action::Connect(wanted) => format!("{} connects to {}", wanted.host, endpoint(wanted.to)),
        Action::Send { connection, text } => format!("connection {connection} sends {} bytes", text.len()),
        Action::Close { connection, how: Closing::Fin } => format!("connection {connection} is closed"),
        Action::Close { connection, how: Closing::Reset } => format!("connection {connection} is reset"),
        Action::SendDatagrams(wanted) => {
            let times = if wanted.count > 1 { format!(", {} times", wanted.count) } else { String::new() };
            format!("{} sends UDP to {}{times}", wanted.host, endpoint(wanted.to))
        }
        Action::Ping(wanted) => format!("{} pings {}", wanted.host, wanted.to),
        Action::SendSegment(wanted) => {
            format!("{} sends a lone segment to {}: {}", wanted.host, endpoint(wanted.to), wanted.flags)
        }
        Action::Command { host, words } => format!("{host}# {}", words.join(" ")),
        Action::RestoreRules { host, keep, .. } => format!("{host}# iptables-restore{}", if *keep { " -n" } else { "" }),
        Action::SetSysctls { host, values } => {
            let values: Vec<String> = values.iter().map(|(name, value)| format!("{name}={value}")).collect();
            format!("{host}# sysctl -w {}", values.join(" "))
        }
        Action::ListCounters { host } => format!("{host}: counters are noted"),
        Action::ListConnections { host } => format!("{host}: connections are noted"),
        Action::Wait { milliseconds } => format!("{milliseconds} ms pass"),
    }
}

pub fn cause(cause: Cause) -> String {
    match cause {
        Cause::Program => "a program sends it".to_owned(),
        Cause::AnswerTo(other) => format!("it answers packet {}", other.0),
        Cause::RetransmissionOf(other) => format!("packet {} again", other.0),
        Cause::ErrorAbout(other) => format!("an error about packet {}", other.0),
        Cause::CopyOf(other) => format!("a copy of packet {}", other.0),
    }
}

pub fn receiver(receiver: Receiver) -> &'static str {
    match receiver {
        Receiver::Socket(_) => "delivered to a program",
        Receiver::Kernel => "delivered: the kernel takes it itself",
        Receiver::Nobody => "delivered, but nobody is there for it",
    }
}

pub fn dropped(why: Drop) -> String {
    match why {
        Drop::Rule => "by this rule".to_owned(),
        Drop::Policy => "by the policy".to_owned(),
        Drop::Rejected => "and rejected".to_owned(),
        Drop::Match => "by a match that could not judge it".to_owned(),
        Drop::Route(reason) => format!("by routing: {}", route_drop(reason)),
        Drop::Unreachable => "because there is no way to its destination; the sender is told".to_owned(),
        Drop::UnreachableUntold => {
            "because there is no way to its destination; the sender was told too often just now to be told again".to_owned()
        }
        Drop::TtlExpired => "because its TTL ran out".to_owned(),
        Drop::NatFailed => "because nat found no free port".to_owned(),
        Drop::InsertFailed => "because another connection has its tuple already".to_owned(),
        Drop::TableFull => "because the connection table is full".to_owned(),
        Drop::Rerouting => "because there is no route after OUTPUT changed it".to_owned(),
        Drop::NotForUs => "because the frame was for another station".to_owned(),
        Drop::NoNeighbour => "because the next hop does not answer ARP".to_owned(),
        Drop::MasqueradedElsewhere => "because its connection was masqueraded for another device".to_owned(),
        Drop::InterfaceDown => "because the interface is down".to_owned(),
        Drop::NoListenerInQueue => "because no program listens to the queue".to_owned(),
        Drop::Bound(bound) => format!("by a limit of this engine: {}", self::bound(bound)),
        Drop::SameBridgePort => "because it would leave the bridge by the port it came from".to_owned(),
        Drop::Malformed => "because it is malformed".to_owned(),
    }
}

/// What a packet died of, where that is no rule: `by ...`.
pub fn culprit(by: &Culprit) -> String {
    match by {
        Culprit::Rule(place) => format!("{} rule {} of {}", place.table, place.rule_place + 1, place.chain),
        Culprit::Policy { table, chain } => format!("{table} policy of {chain}"),
        Culprit::Route(winner) => format!("the route in {}", way(winner)),
        Culprit::RoutingRule(preference) => format!("rule {preference} of policy routing"),
        Culprit::NoRoute(address) => format!("the lack of a route to {address}"),
        Culprit::Setting { name, value } => format!("{name}={value}"),
        Culprit::Tracking => "connection tracking".to_owned(),
        Culprit::Neighbour { interface, address } => format!("the silence of {address} on {interface}"),
        Culprit::Interface(name) => format!("the interface {name}"),
        Culprit::Socket => "the lack of a program".to_owned(),
        Culprit::Packet => "what it is itself".to_owned(),
        Culprit::Bound(bound) => format!("a limit of this engine: {}", self::bound(*bound)),
    }
}

fn route_drop(reason: RouteDrop) -> &'static str {
    match reason {
        RouteDrop::MartianSource => "martian source",
        RouteDrop::MartianDestination => "martian destination",
        RouteDrop::OwnSource => "its source is an address of this host",
        RouteDrop::SourceNotUnicast => "its source is no unicast address here",
        RouteDrop::ReversePath => "rp_filter: the way back uses another device",
        RouteDrop::NoWayBack => "rp_filter: there is no way back",
        RouteDrop::ForwardingOff => "forwarding is off",
        RouteDrop::NoRouteForwardingOff => "no route, and forwarding is off",
        RouteDrop::Blackhole => "blackhole",
        RouteDrop::NotJoined => "nobody here joined the group",
        RouteDrop::NoDevice => "its device is gone",
    }
}

pub fn skip(why: Skip) -> &'static str {
    match why {
        Skip::NotNew => "only the first packet of a connection is asked",
        Skip::Decided => "it was decided earlier for this connection",
        Skip::Untracked => "the packet is not tracked",
        Skip::NoTracking => "nothing on this host needs connection tracking",
        Skip::Invalid => "the packet belongs to no connection",
        Skip::NoRules => "it has no rules",
        Skip::IcmpError => "an ICMP error follows the connection it is about",
    }
}

pub fn verdict(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Accept => "ACCEPT".to_owned(),
        Verdict::Drop => "DROP".to_owned(),
        Verdict::Continue => "goes on".to_owned(),
        Verdict::Return => "RETURN".to_owned(),
        Verdict::Jump(chain) => format!("jumps to {chain}"),
        Verdict::Goto(chain) => format!("goes to {chain}, not back"),
        Verdict::Queue => "QUEUE".to_owned(),
    }
}

pub fn tracking(tracking: Tracking) -> String {
    match tracking {
        Tracking::None => "INVALID".to_owned(),
        Tracking::Untracked => "UNTRACKED".to_owned(),
        Tracking::Entry { id, state, .. } => format!("{}, entry {id}", state.name()),
    }
}

pub fn invalid(why: Invalid) -> &'static str {
    match why {
        Invalid::TcpFlags => "these TCP flags never go together",
        Invalid::TcpState => "it does not fit the connection's state",
        Invalid::TcpWindow => "it is outside of the window",
        Invalid::CannotBegin => "it cannot begin a connection",
        Invalid::ErrorAboutNothing => "an error about no known connection",
        Invalid::IcmpType => "this ICMP type is not tracked",
    }
}

pub fn gone(why: Gone) -> &'static str {
    match why {
        Gone::Expired => "its time is over",
        Gone::EarlyDropped => "the table was full",
        Gone::Evicted => "a new connection needed its port",
        Gone::NeverConfirmed => "its packet never got through",
        Gone::Reset => "reset before it was answered",
        Gone::Reopened => "the same ports begin anew",
        Gone::Deleted => "deleted",
        Gone::InterfaceChanged => "its interface changed",
    }
}

pub fn bridging(how: Bridging) -> String {
    match how {
        Bridging::Up { bridge } => format!("the bridge {bridge} takes it for this host"),
        Bridging::Through { bridge } => format!("the bridge {bridge} passes it to another port"),
    }
}

pub fn note(note: &Note) -> String {
    match note {
        Note::SettingKept { name, value } => format!("{name} = {value} is kept, and not acted on"),
        Note::OneOfSeveralWays { ways } => {
            format!("one of {ways} ways was taken; which one a kernel takes hangs on a number it draws when it boots")
        }
    }
}

pub fn bound(bound: Bound) -> &'static str {
    match bound {
        Bound::RulesPerAction => "rules tested in one action",
        Bound::RelaysPerAction => "connections that relays begin in one action",
        Bound::JumpDepth => "depth of jumps",
        Bound::MovesPerAction => "moves of one action",
        Bound::LoopedPackets => "packets of a host to itself",
        Bound::NestedPackets => "packets caused by packets",
        Bound::QueueLength => "length of a queue",
        Bound::AnswersPerAction => "UDP answers of one action",
        Bound::RepetitionsPerAction => "repetitions of one action",
        Bound::SeenByServers => "what servers saw",
        Bound::Entries => "connections",
    }
}

pub fn reject(with: RejectWith) -> &'static str {
    match with {
        RejectWith::NetUnreachable => "icmp-net-unreachable",
        RejectWith::HostUnreachable => "icmp-host-unreachable",
        RejectWith::ProtocolUnreachable => "icmp-proto-unreachable",
        RejectWith::PortUnreachable => "icmp-port-unreachable",
        RejectWith::NetProhibited => "icmp-net-prohibited",
        RejectWith::HostProhibited => "icmp-host-prohibited",
        RejectWith::AdminProhibited => "icmp-admin-prohibited",
        RejectWith::TcpReset => "tcp-reset",
    }
}

pub fn route(seen: &RouteSeen) -> String {
    match seen {
        RouteSeen::Input(route) => match &**route {
            InputRoute::Local { winner } => format!("to this host  ({})", way(winner)),
            InputRoute::Broadcast { winner } => match winner {
                Some(winner) => format!("a broadcast, to this host  ({})", way(winner)),
                None => "a broadcast, to this host".to_owned(),
            },
            InputRoute::Multicast => "a multicast, to this host".to_owned(),
            InputRoute::Forward { route, redirect } => {
                let redirect = if *redirect { ", and the sender is told of a shorter way" } else { "" };
                format!("forward {}{redirect}", output_route(route))
            }
            InputRoute::Dropped { reason, .. } => format!("nowhere: {}", route_drop(*reason)),
            InputRoute::Unreachable { by, .. } => format!("nowhere: {}", refusal(by)),
        },
        RouteSeen::Output(route) => output_route(route),
        RouteSeen::Kept => "the one it was sent by".to_owned(),
        RouteSeen::Failed(refused) => format!("nowhere: {}", refusal(refused)),
    }
}

fn output_route(route: &OutputRoute) -> String {
    let by = match (route.kind, route.gateway) {
        (OutputKind::Local, _) => "to this host itself".to_owned(),
        (OutputKind::Broadcast, _) => format!("a broadcast, by {}", route.device),
        (OutputKind::Multicast { .. }, _) => format!("a multicast, by {}", route.device),
        (OutputKind::Unicast, Some(gateway)) => format!("by {} to {gateway}", route.device),
        (OutputKind::Unicast, None) => format!("by {}", route.device),
    };
    match &route.winner {
        Some(winner) => format!("{by}  ({})", way(winner)),
        None => by,
    }
}

fn way(winner: &Winner) -> String {
    let mut text = String::new();
    print::route::print(&mut text, &winner.route, Default::default(), |_| true);
    let first = text.lines().next().unwrap_or_default().trim_end();
    format!("table {}: {first}", winner.table)
}

fn refusal(refused: &Refusal) -> &'static str {
    match refused.error {
        RouteError::NetworkUnreachable => "network unreachable",
        RouteError::HostUnreachable => "host unreachable",
        RouteError::PermissionDenied => "prohibited",
        RouteError::InvalidArgument => "not a valid destination",
        RouteError::NoSuchDevice => "no such device",
    }
}

pub fn set_change(change: &SetChange) -> String {
    let (set, member) = (&change.set, &change.member);
    match &change.kept {
        Some(kept) => format!("set {set}: {member}, {} packets, {} bytes", kept.count.packets, kept.count.bytes),
        None => format!("set {set}: {member} is out"),
    }
}
