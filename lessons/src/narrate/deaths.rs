//! A packet's end before its destination: why, and what would have to change for it to go on.

use trace::{Culprit, Drop, Hook, RouteDrop};

use super::routing::route_text;
use super::scene::{Scene, rule_in_sentence};
use crate::labels;
use crate::language::say;

pub(super) fn dropped(scene: &Scene<'_>, why: Drop, by: &Culprit) -> String {
    let host = scene.host();
    let language = scene.language;
    match why {
        Drop::Rule | Drop::Policy => {
            let (place, by) = (place_text(scene), culprit(scene, by));
            say!(language, "The packet ends {place}: {by} dropped it.", "数据包止于 {place}：被{by}丢弃。")
        }
        Drop::Rejected => {
            let (place, by) = (place_text(scene), culprit(scene, by));
            say!(
                language,
                "The packet ends {place}: {by} rejected it, and its sender is told.",
                "数据包止于 {place}：被{by}拒绝，发送方会得到通知。"
            )
        }
        Drop::Match => {
            let by = culprit(scene, by);
            say!(
                language,
                "The packet ends on {host}: a match of {by} could not judge it, and such packets are dropped.",
                "数据包止于 {host}：{by}的匹配模块无法判断它，这样的包会被丢弃。"
            )
        }
        Drop::Route(reason) => route_drop(scene, reason),
        Drop::Unreachable => say!(
            language,
            "{host} knows no way to the destination. The packet ends here, and its sender is told.",
            "{host} 不知道去往目标的路，数据包止于此，发送方会得到通知。"
        ),
        Drop::UnreachableUntold => say!(
            language,
            "{host} knows no way to the destination. It has just told the sender so several times; this time it tells nobody.",
            "{host} 不知道去往目标的路。它刚刚已多次告知发送方，这一次不再通知。"
        ),
        Drop::TtlExpired => say!(
            language,
            "The TTL is used up: {host} does not pass the packet on, and tells its sender.",
            "TTL 已耗尽：{host} 不再转发它，并通知发送方。"
        ),
        Drop::NatFailed => say!(
            language,
            "nat finds no free address or port, so the packet ends on {host}.",
            "nat 找不到可用的地址或端口，数据包止于 {host}。"
        ),
        Drop::InsertFailed => say!(
            language,
            "Another connection has taken the same addresses and ports in the meantime; the entry cannot be kept, and the packet ends on {host}.",
            "其间另一个连接占用了同样的地址和端口，条目无法保存，数据包止于 {host}。"
        ),
        Drop::TableFull => say!(
            language,
            "The table of connections on {host} is full. The packet ends here.",
            "{host} 的连接跟踪表已满，数据包止于此。"
        ),
        Drop::Rerouting => say!(
            language,
            "Since its header was changed the packet needs another way out, and {host} has none that fits. It ends here.",
            "包头被改写后需要另一条出路，而 {host} 没有合适的路由，数据包止于此。"
        ),
        Drop::NotForUs => say!(
            language,
            "The frame carries another station's hardware address. {host} leaves it alone.",
            "这个帧的硬件地址属于别的主机，{host} 不予理会。"
        ),
        Drop::NoNeighbour => no_neighbour(scene, by),
        Drop::MasqueradedElsewhere => say!(
            language,
            "MASQUERADE chose the address of another interface for this connection; leaving through this one, the packet ends on {host}.",
            "MASQUERADE 为这个连接选的是另一个接口的地址；现在出口变了，数据包止于 {host}。"
        ),
        Drop::InterfaceDown => interface_down(scene, by),
        Drop::NoListenerInQueue => say!(
            language,
            "No program reads the queue, so the packet ends on {host}.",
            "没有程序读取这个队列，数据包止于 {host}。"
        ),
        Drop::Bound(bound) => {
            let what = labels::bound(language, bound);
            say!(
                language,
                "A limit of this simulator is reached: {what}. The packet ends.",
                "达到模拟器的上限：{what}。数据包结束。"
            )
        }
        Drop::SameBridgePort => say!(
            language,
            "The bridge would send the frame back through the port it came from, which bridges do not do. It ends here.",
            "网桥不会把帧从它进来的端口再发回去，它止于此。"
        ),
        Drop::Malformed => say!(language, "The packet is malformed. {host} throws it away.", "数据包格式错误，{host} 将其丢弃。"),
    }
}

/// `in FORWARD on server`
fn place_text(scene: &Scene<'_>) -> String {
    let (host, language) = (scene.host(), scene.language);
    match scene.hook().map(Hook::name) {
        Some(hook) => say!(language, "in {hook} on {host}", "{host} 的 {hook}"),
        None => say!(language, "on {host}", "{host}"),
    }
}

fn no_neighbour(scene: &Scene<'_>, by: &Culprit) -> String {
    let (host, language) = (scene.host(), scene.language);
    if let Culprit::Neighbour { interface, address } = by {
        return say!(
            language,
            "Nobody on {interface} answered the ARP request for {address}, so {host} has no one to hand the packet to. It ends here, after POSTROUTING.",
            "{interface} 上没有谁应答对 {address} 的 ARP 请求，{host} 无处交付这个包。它在 POSTROUTING 之后结束。"
        );
    }
    say!(
        language,
        "Nobody answered the ARP request, so {host} has no one to hand the packet to. It ends here, after POSTROUTING.",
        "ARP 请求无人应答，{host} 无处交付这个包。它在 POSTROUTING 之后结束。"
    )
}

fn interface_down(scene: &Scene<'_>, by: &Culprit) -> String {
    let (host, language) = (scene.host(), scene.language);
    if let Culprit::Interface(name) = by
        && !name.is_none()
    {
        return say!(
            language,
            "The interface {name} is down or not there. The packet ends on {host}.",
            "接口 {name} 已关闭或不存在，数据包止于 {host}。"
        );
    }
    say!(language, "The interface is down or not there. The packet ends on {host}.", "接口已关闭或不存在，数据包止于 {host}。")
}

/// What has to change for the packet to pass: `rule 4 of INPUT in filter`.
fn culprit(scene: &Scene<'_>, by: &Culprit) -> String {
    let language = scene.language;
    match by {
        Culprit::Rule(place) => rule_in_sentence(language, place),
        Culprit::Policy { table, chain } => {
            say!(language, "the policy of {chain} in {table}", " {table} 表 {chain} 的默认策略")
        }
        Culprit::Route(winner) => {
            let route = route_text(winner);
            say!(language, "the route {route}", "路由 {route}")
        }
        Culprit::RoutingRule(preference) => {
            say!(language, "rule {preference} of policy routing", "策略路由规则 {preference}")
        }
        Culprit::NoRoute(address) => say!(language, "the lack of a route to {address}", "缺少去往 {address} 的路由这一点"),
        Culprit::Setting { name, value } => say!(language, "the setting {name}={value}", "设置 {name}={value}"),
        Culprit::Tracking => language.pick("connection tracking", "连接跟踪").to_owned(),
        Culprit::Neighbour { address, .. } => say!(language, "the silence of {address}", "不作应答的 {address}"),
        Culprit::Interface(name) => say!(language, "the interface {name}", "接口 {name}"),
        Culprit::Socket => language.pick("the lack of a program that reads it", "没有程序读取它这一点").to_owned(),
        Culprit::Packet => language.pick("its own shape", "它自身的样子").to_owned(),
        Culprit::Bound(_) => language.pick("a limit of this simulator", "模拟器的上限").to_owned(),
    }
}

fn route_drop(scene: &Scene<'_>, reason: RouteDrop) -> String {
    let host = scene.host();
    let language = scene.language;
    match reason {
        RouteDrop::MartianSource => say!(
            language,
            "Routing on {host} silently drops the packet: no packet from outside may have such a source.",
            "{host} 的路由查找悄悄丢弃它：外来的包不可能有这样的源地址。"
        ),
        RouteDrop::MartianDestination => say!(
            language,
            "Routing on {host} silently drops the packet: such a destination is not accepted from outside. Only route_localnet=1 would let 127.0.0.0/8 in.",
            "{host} 的路由查找悄悄丢弃它：外来的包不能去往这样的地址。只有 route_localnet=1 才放行 127.0.0.0/8。"
        ),
        RouteDrop::OwnSource => say!(
            language,
            "Routing on {host} silently drops the packet: it claims to come from one of {host}'s own addresses.",
            "{host} 的路由查找悄悄丢弃它：它声称来自 {host} 自己的地址。"
        ),
        RouteDrop::SourceNotUnicast => say!(
            language,
            "Routing on {host} silently drops the packet: its source is not the address of a single host.",
            "{host} 的路由查找悄悄丢弃它：它的源地址不是单播地址。"
        ),
        RouteDrop::ReversePath => say!(
            language,
            "The reverse path filter (rp_filter=1) of {host} silently drops the packet: the way back to its source leads through another interface.",
            "{host} 的反向路径过滤（rp_filter=1）悄悄丢弃它：回到源地址的路走的是另一个接口。"
        ),
        RouteDrop::NoWayBack => say!(
            language,
            "rp_filter of {host} silently drops the packet: there is no way back to its source.",
            "{host} 的 rp_filter 悄悄丢弃它：没有回到源地址的路由。"
        ),
        RouteDrop::ForwardingOff => say!(
            language,
            "The packet is not for {host}, and {host} does not forward (ip_forward=0). It is dropped silently.",
            "这个包不是给 {host} 的，而 {host} 不转发（ip_forward=0）。它被悄悄丢弃。"
        ),
        RouteDrop::NoRouteForwardingOff => say!(
            language,
            "{host} knows no way to the destination and does not forward. The packet is dropped silently.",
            "{host} 不知道去往目标的路，也不转发，数据包被悄悄丢弃。"
        ),
        RouteDrop::Blackhole => {
            say!(language, "A blackhole route of {host} swallows the packet.", "{host} 的一条黑洞路由吞掉了它。")
        }
        RouteDrop::NotJoined => say!(
            language,
            "Nobody on {host} joined this multicast group. The packet is dropped.",
            "{host} 上没有程序加入这个组播组，数据包被丢弃。"
        ),
        RouteDrop::NoDevice => say!(
            language,
            "The interface that the packet came in on is no longer there. It is dropped.",
            "数据包进来的接口已经不存在，它被丢弃。"
        ),
    }
}
