//! The map's words in English.

use engine::kernel::event::{Drop, Skip};
use engine::kernel::route::DropReason;

use super::{HeardWords, MapWords};

pub const WORDS: MapWords = MapWords {
    name: "Map of the packet's way",
    process: "local process",
    kernel: "the kernel itself",
    routing: "routing",
    not_asked: "not asked",
    second_pass: "second pass",
    second_pass_short: "2nd pass",
    bridge_past_hooks: "by the bridge, past all hooks",
    rule: |number| format!("rule {number}"),
    policy: "policy",
    skipped,
    no_lookup: "no lookup",
    nothing_new: "nothing new",
    confirmed: "confirmed",
    more_chains: |number| format!("+{number} outside"),
    stopped,
    by_policy: |chain| format!("{chain} policy: DROP"),
    by_rule: |chain, rule| format!("{chain} rule {rule}: DROP"),
    rejected: |with| format!("REJECT: {with}"),
    was: "was",
    heard: HeardWords {
        network: "The network:",
        host: |name, address| format!("{name}{}", in_brackets(address)),
        container: |name, address, host| format!("{name}{}, a container of {host}", in_brackets(address)),
        packet_on: |packet, host| format!("The packet {packet} is on {host}."),
        packet_left: |packet, host| format!("The packet {packet} has left {host}."),
        nothing_yet: "No packet is on its way yet.",
        station: |station, platforms| format!("{station}: {platforms}"),
        is_here: "here now",
        chains: |names| format!("Inside the user chains {names}."),
        ends: |why| format!("It ends here. {why}."),
        waiting: "The packet it answers waits at the rule that sent the answer.",
        bridged: |bridge| format!("The bridge {bridge} passes it from port to port; routing is not asked."),
    },
};

fn in_brackets(address: Option<&str>) -> String {
    address.map(|address| format!(" ({address})")).unwrap_or_default()
}

fn skipped(why: Skip) -> &'static str {
    match why {
        Skip::NotNew => "not new",
        Skip::Decided => "decided",
        Skip::Untracked => "untracked",
        Skip::NoTracking => "no tracking",
        Skip::Invalid => "no entry",
        Skip::NoRules => "no rules",
        Skip::IcmpError => "ICMP error",
    }
}

fn stopped(why: Drop) -> &'static str {
    match why {
        Drop::Rule => "dropped by a rule",
        Drop::Policy => "dropped by policy",
        Drop::Rejected => "rejected",
        Drop::Match => "a match dropped it",
        Drop::Route(reason) => not_routed(reason),
        Drop::Unreachable => "no route: sender told",
        Drop::UnreachableUntold => "no route: sender not told again",
        Drop::TtlExpired => "TTL expired",
        Drop::NatFailed => "no free address",
        Drop::InsertFailed => "entry clashes",
        Drop::TableFull => "conntrack table full",
        Drop::Rerouting => "no new route",
        Drop::NotForUs => "frame not for us",
        Drop::NoNeighbour => "no ARP answer",
        Drop::MasqueradedElsewhere => "masqueraded elsewhere",
        Drop::InterfaceDown => "interface down",
        Drop::NoListenerInQueue => "queue without listener",
        Drop::Bound(_) => "a limit was reached",
        Drop::SameBridgePort => "no other port",
        Drop::Malformed => "malformed",
    }
}

fn not_routed(reason: DropReason) -> &'static str {
    match reason {
        DropReason::MartianSource => "martian source",
        DropReason::MartianDestination => "martian destination",
        DropReason::OwnSource => "our own source",
        DropReason::SourceNotUnicast => "source not unicast",
        DropReason::ReversePath => "rp_filter: other way back",
        DropReason::NoWayBack => "rp_filter: no way back",
        DropReason::ForwardingOff => "forwarding is off",
        DropReason::NoRouteForwardingOff => "no route, forwarding off",
        DropReason::Blackhole => "blackhole route",
        DropReason::NotJoined => "group not joined",
        DropReason::NoDevice => "device is gone",
    }
}
