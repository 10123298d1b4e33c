//! A packet's life: made, sent, arrived, delivered; and what happens to it between hooks. Its end before that is `deaths`'s.

use net::{Datagram, InterfaceName, Transport};
use trace::event::Bridging;
use trace::program::Receiver;
use trace::{Cause, View};

use super::scene::{Scene, packet_text};
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
