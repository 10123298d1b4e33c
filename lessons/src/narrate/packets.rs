//! A packet's life: made, sent, arrived, delivered, dropped; and what happens to it between hooks.

use engine::kernel::event::{Bridging, Cause, Drop, Receiver, RouteDrop, StepPlace, View};
use engine::state::hook::Hook;
use engine::state::interface::InterfaceName;
use engine::state::packet::{Datagram, Transport};

use super::scene::{Scene, packet_text, rule_in_sentence};
use crate::labels;
use crate::language::say;

pub(super) fn made(scene: &Scene<'_>, view: &View, cause: Cause) -> String {
    let (host, packet) = (scene.host(), packet_text(scene.language, &view.datagram));
    match cause {
        Cause::Program => say!(scene.language, "{host} sends {packet}.", "{host} 发出 {packet}。"),
        Cause::AnswerTo(_) => say!(scene.language, "{host} answers with {packet}.", "{host} 应答：{packet}。"),
        Cause::RetransmissionOf(_) => say!(
            scene.language,
            "No answer has come, so {host} sends the same again: {packet}.",
            "一直没有应答，{host} 再发一次：{packet}。"
        ),
        Cause::ErrorAbout(_) => say!(
            scene.language,
            "The kernel of {host} tells the sender what went wrong: {packet}.",
            "{host} 的内核把差错告知发送方：{packet}。"
        ),
        Cause::CopyOf(_) => say!(
            scene.language,
            "A copy for one more receiver is made on {host}: {packet}.",
            "{host} 为另一个接收者复制一份：{packet}。"
        ),
    }
}

pub(super) fn copied(scene: &Scene<'_>) -> String {
    let host = scene.host();
    say!(
        scene.language,
        "The frame was for everyone on the link; {host} gets a copy of its own.",
        "这个帧发给链路上的所有主机，{host} 得到自己的一份。"
    )
}

pub(super) fn sent(scene: &Scene<'_>, interface: InterfaceName, view: &View) -> String {
    let (host, packet) = (scene.host(), packet_text(scene.language, &view.datagram));
    match interface == InterfaceName::LOOPBACK {
        true => say!(
            scene.language,
            "{packet} goes out through lo, and so comes straight back to {host}.",
            "{packet} 从 lo 发出，因此马上又回到 {host}。"
        ),
        false => say!(scene.language, "{packet} leaves {host} through {interface}.", "{packet} 从 {interface} 离开 {host}。"),
    }
}

pub(super) fn arrived(scene: &Scene<'_>, interface: InterfaceName, view: &View) -> String {
    let (host, packet) = (scene.host(), packet_text(scene.language, &view.datagram));
    match interface == InterfaceName::LOOPBACK {
        true => say!(
            scene.language,
            "{packet} comes back in on lo: the second pass through {host} begins.",
            "{packet} 从 lo 回到本机：它开始第二次穿过 {host}。"
        ),
        false => say!(scene.language, "{packet} reaches {host} on {interface}.", "{packet} 从 {interface} 到达 {host}。"),
    }
}

pub(super) fn delivered(scene: &Scene<'_>, to: Receiver) -> String {
    let host = scene.host();
    match (to, scene.view().map(|view| &view.datagram)) {
        (Receiver::Socket(_), Some(datagram)) => {
            let to = super::scene::destination(datagram);
            say!(scene.language, "A program on {host} gets it, at {to}.", "{host} 上的程序在 {to} 收到它。")
        }
        (Receiver::Socket(_), None) => say!(scene.language, "A program on {host} gets it.", "{host} 上的程序收到它。"),
        (Receiver::Kernel, datagram) => kernel_takes(scene, datagram),
        (Receiver::Nobody, _) => {
            say!(scene.language, "Nobody on {host} waits for it. It ends here.", "{host} 上没有程序等待它，它到此为止。")
        }
    }
}

fn kernel_takes(scene: &Scene<'_>, datagram: Option<&Datagram>) -> String {
    let host = scene.host();
    match datagram.map(|datagram| &datagram.transport) {
        Some(Transport::Tcp(_)) => say!(
            scene.language,
            "No program on {host} holds this connection or listens on the port. The kernel takes it.",
            "{host} 上没有程序持有这个连接，也没有程序监听该端口，由内核处理。"
        ),
        Some(Transport::Udp(_)) => say!(
            scene.language,
            "No program on {host} has this UDP port open. The kernel takes it.",
            "{host} 上没有程序打开这个 UDP 端口，由内核处理。"
        ),
        Some(Transport::Icmp(_) | Transport::Other { .. }) | None => {
            say!(scene.language, "The kernel of {host} takes it.", "{host} 的内核收下它。")
        }
    }
}

pub(super) fn dropped(scene: &Scene<'_>, why: Drop) -> String {
    let host = scene.host();
    let language = scene.language;
    match why {
        Drop::Rule | Drop::Policy => {
            let (place, by) = (place_text(scene), decided_by(scene));
            say!(language, "The packet ends {place}: {by} dropped it.", "数据包止于 {place}：被{by}丢弃。")
        }
        Drop::Rejected => {
            let (place, by) = (place_text(scene), decided_by(scene));
            say!(
                language,
                "The packet ends {place}: {by} rejected it, and its sender is told.",
                "数据包止于 {place}：被{by}拒绝，发送方会得到通知。"
            )
        }
        Drop::Match => say!(
            language,
            "The packet ends on {host}: a match could not judge it, and such packets are dropped.",
            "数据包止于 {host}：匹配模块无法判断它，这样的包会被丢弃。"
        ),
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
        Drop::NoNeighbour => say!(
            language,
            "Nobody answered the ARP request, so {host} has no one to hand the packet to. It ends here, after POSTROUTING.",
            "ARP 请求无人应答，{host} 无处交付这个包。它在 POSTROUTING 之后结束。"
        ),
        Drop::MasqueradedElsewhere => say!(
            language,
            "MASQUERADE chose the address of another interface for this connection; leaving through this one, the packet ends on {host}.",
            "MASQUERADE 为这个连接选的是另一个接口的地址；现在出口变了，数据包止于 {host}。"
        ),
        Drop::InterfaceDown => say!(
            language,
            "The interface is down or not there. The packet ends on {host}.",
            "接口已关闭或不存在，数据包止于 {host}。"
        ),
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

/// Who decided: `rule 4 of INPUT in filter`.
fn decided_by(scene: &Scene<'_>) -> String {
    let language = scene.language;
    match scene.decided() {
        Some(StepPlace::Rule(place)) => rule_in_sentence(language, place),
        Some(StepPlace::Policy { table, chain, .. }) => {
            say!(language, "the policy of {chain} in {table}", " {table} 表 {chain} 的默认策略")
        }
        Some(StepPlace::End { .. }) | None => language.pick("a rule", "一条规则").to_owned(),
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

pub(super) fn ttl_decremented(scene: &Scene<'_>, ttl: u8) -> String {
    let (host, before) = (scene.host(), ttl.saturating_add(1));
    say!(
        scene.language,
        "{host} passes the packet on, so its TTL goes from {before} to {ttl}.",
        "{host} 转发这个包，TTL 从 {before} 减为 {ttl}。"
    )
}

pub(super) fn bridged(scene: &Scene<'_>, how: Bridging) -> String {
    let host = scene.host();
    match how {
        Bridging::Up { bridge } => say!(
            scene.language,
            "The bridge {bridge} hands the frame up to {host} itself: for the tables it came in on {bridge}.",
            "网桥 {bridge} 把帧交给 {host} 本身：对各个表来说，它是从 {bridge} 进来的。"
        ),
        Bridging::Through { bridge } => say!(
            scene.language,
            "The bridge {bridge} passes the frame from port to port. {host} looks up no route and leaves the TTL alone.",
            "网桥 {bridge} 在端口之间转发这个帧；{host} 不查路由，TTL 也不变。"
        ),
    }
}
