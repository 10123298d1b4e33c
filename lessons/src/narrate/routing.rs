//! Routing: which route won, what follows from it, and who is asked for the last step.

use std::net::Ipv4Addr;

use engine::kernel::event::RouteSeen;
use engine::state::interface::InterfaceName;
use engine::state::route::lookup::RefusedBy;
use engine::state::route::{InputRoute, OutputKind, OutputRoute, Refusal, RouteError, RouteKind, TableNumber, Winner};

use super::scene::Scene;
use crate::labels;
use crate::language::{Language, say};

pub(super) fn routed(scene: &Scene<'_>, decision: &RouteSeen) -> String {
    let host = scene.host();
    match decision {
        RouteSeen::Input(route) => input(scene, route),
        RouteSeen::Output(route) => output(scene, route),
        RouteSeen::Kept => say!(
            scene.language,
            "On lo a packet keeps the route it was sent with, so {host} looks up nothing: INPUT comes next.",
            "经过 lo 的包沿用发送时的路由，{host} 不再查找：接下来是 INPUT。"
        ),
        RouteSeen::Failed(refusal) => failed(scene, refusal),
    }
}

pub(super) fn rerouted(scene: &Scene<'_>, decision: &RouteSeen) -> String {
    match decision {
        RouteSeen::Output(route) => {
            let (destination, device) = (route.destination, route.device);
            say!(
                scene.language,
                "OUTPUT has changed the packet, so the way to {destination} is looked up again: it leaves through {device}. The source stays. Until OUTPUT is done, -o still sees the old interface.",
                "OUTPUT 改动了数据包，于是重新查找去往 {destination} 的路：从 {device} 出去。源地址不变；在 OUTPUT 结束之前，-o 看到的仍是旧接口。"
            )
        }
        RouteSeen::Failed(refusal) => failed(scene, refusal),
        RouteSeen::Input(route) => input(scene, route),
        RouteSeen::Kept => say!(scene.language, "The packet keeps its route.", "数据包沿用原来的路由。"),
    }
}

fn input(scene: &Scene<'_>, route: &InputRoute) -> String {
    let (host, language) = (scene.host(), scene.language);
    let destination = scene.view().map_or(Ipv4Addr::UNSPECIFIED, |view| view.datagram.destination);
    match route {
        InputRoute::Local { .. } => say!(
            language,
            "Routing: {destination} is {host} itself. INPUT comes next.",
            "路由判断：{destination} 就是 {host} 自己，接下来是 INPUT。"
        ),
        InputRoute::Broadcast { .. } => say!(
            language,
            "Routing: {destination} is a broadcast, so it is for {host}, too. INPUT comes next.",
            "路由判断：{destination} 是广播地址，{host} 也要收，接下来是 INPUT。"
        ),
        InputRoute::Multicast => say!(
            language,
            "Routing: {host} has joined the group {destination}. INPUT comes next.",
            "路由判断：{host} 加入了组 {destination}，接下来是 INPUT。"
        ),
        InputRoute::Forward { route, .. } => {
            let (device, by) = (route.device, winner_text(language, route.winner.as_ref()));
            let hop = gateway_text(language, route);
            say!(
                language,
                "Routing: {destination} is not an address of {host}; it lies behind {device}{hop}{by}. FORWARD comes next.",
                "路由判断：{destination} 不是 {host} 的地址，它在 {device} 后面{hop}{by}。接下来是 FORWARD。"
            )
        }
        InputRoute::Dropped { reason, by } => {
            let (reason, by) = (labels::route_drop(language, *reason), winner_text(language, by.as_ref()));
            say!(
                language,
                "Routing on {host} refuses {destination}{by}: {reason}.",
                "{host} 的路由判断不接受 {destination}{by}：{reason}。"
            )
        }
        InputRoute::Unreachable { by, .. } => failed(scene, by),
    }
}

fn output(scene: &Scene<'_>, route: &OutputRoute) -> String {
    let (host, language) = (scene.host(), scene.language);
    let (destination, device, source) = (route.destination, route.device, route.source);
    let (hop, by) = (gateway_text(language, route), winner_text(language, route.winner.as_ref()));
    match route.kind {
        OutputKind::Unicast => say!(
            language,
            "Route of {host} to {destination}: out through {device}{hop}, from {source}{by}. OUTPUT comes next.",
            "{host} 去往 {destination} 的路由：从 {device} 出去{hop}，源地址 {source}{by}。接下来是 OUTPUT。"
        ),
        OutputKind::Local => say!(
            language,
            "{destination} is {host} itself: the packet goes out through lo and comes back in. OUTPUT comes next.",
            "{destination} 就是 {host} 自己：数据包从 lo 出去再回来。接下来是 OUTPUT。"
        ),
        OutputKind::Broadcast => say!(
            language,
            "{destination} is a broadcast: out through {device} to all, and a copy to {host} itself.",
            "{destination} 是广播地址：从 {device} 发给所有主机，{host} 自己也得到一份。"
        ),
        OutputKind::Multicast { joined: true } => say!(
            language,
            "{destination} is a group that {host} has joined: out through {device}, and a copy to {host} itself.",
            "{destination} 是 {host} 加入的组播组：从 {device} 发出，{host} 自己也得到一份。"
        ),
        OutputKind::Multicast { joined: false } => {
            say!(language, "{destination} is a group: out through {device}.", "{destination} 是组播组：从 {device} 发出。")
        }
    }
}

fn failed(scene: &Scene<'_>, refusal: &Refusal) -> String {
    let (host, language) = (scene.host(), scene.language);
    let error = match refusal.error {
        RouteError::NetworkUnreachable => language.pick("network unreachable", "网络不可达"),
        RouteError::HostUnreachable => language.pick("host unreachable", "主机不可达"),
        RouteError::PermissionDenied => language.pick("prohibited", "禁止访问"),
        RouteError::InvalidArgument => language.pick("such a packet may not leave this host", "这样的包不得离开本机"),
        RouteError::NoSuchDevice => language.pick("no such interface", "没有这个接口"),
    };
    match &refusal.by {
        RefusedBy::Nothing => {
            say!(language, "{host} finds no route: {error}.", "{host} 找不到路由：{error}。")
        }
        RefusedBy::Route(winner) => {
            let route = route_text(winner);
            say!(language, "The route {route} of {host} refuses: {error}.", "{host} 的路由 {route} 拒绝：{error}。")
        }
        RefusedBy::Rule(preference) => say!(
            language,
            "Rule {preference} of policy routing on {host} refuses: {error}.",
            "{host} 的策略路由规则 {preference} 拒绝：{error}。"
        ),
    }
}

fn gateway_text(language: Language, route: &OutputRoute) -> String {
    match route.gateway {
        Some(gateway) => say!(language, " via {gateway}", "，经由网关 {gateway}"),
        None => String::new(),
    }
}

fn winner_text(language: Language, winner: Option<&Winner>) -> String {
    match winner {
        Some(winner) => {
            let route = route_text(winner);
            say!(language, " (route {route})", "（路由 {route}）")
        }
        None => String::new(),
    }
}

/// `10.0.0.0/8 dev eth0`, `default via ...`; tables other than the usual two are named.
fn route_text(winner: &Winner) -> String {
    let route = &winner.route;
    let mut text = match route.kind {
        RouteKind::Unicast => String::new(),
        RouteKind::Local
        | RouteKind::Broadcast
        | RouteKind::Anycast
        | RouteKind::Multicast
        | RouteKind::Blackhole
        | RouteKind::Unreachable
        | RouteKind::Prohibit
        | RouteKind::Throw => format!("{} ", route.kind.name()),
    };
    match route.destination.prefix_len() {
        0 => text.push_str("default"),
        32 => text.push_str(&route.destination.addr().to_string()),
        _ => text.push_str(&route.destination.to_string()),
    }
    if let Some(gateway) = winner.next_hop().and_then(|hop| hop.gateway) {
        text.push_str(&format!(" via {gateway}"));
    }
    if !winner.device().is_none() {
        text.push_str(&format!(" dev {}", winner.device()));
    }
    if ![TableNumber::LOCAL, TableNumber::MAIN, TableNumber::UNSPECIFIED].contains(&winner.table) {
        text.push_str(&format!(" table {}", winner.table.0));
    }
    text
}

pub(super) fn neighbour_asked(scene: &Scene<'_>, interface: InterfaceName, next_hop: Ipv4Addr) -> String {
    let host = scene.host();
    say!(
        scene.language,
        "{host} asks everyone on {interface} by ARP who has {next_hop}.",
        "{host} 在 {interface} 上用 ARP 询问 {next_hop} 在哪里。"
    )
}

pub(super) fn neighbour_silent(scene: &Scene<'_>, interface: InterfaceName, next_hop: Ipv4Addr) -> String {
    let host = scene.host();
    say!(
        scene.language,
        "Nobody on {interface} answers for {next_hop}; {host} stops asking.",
        "{interface} 上没有谁应答 {next_hop}，{host} 不再询问。"
    )
}
