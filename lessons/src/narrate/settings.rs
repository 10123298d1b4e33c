//! What changes from outside: hosts and links that come and go, the clock; and the limits of the engine. What a command changes
//! on a host is `changes`'s.

use trace::event::{Bound, Note};
use trace::link::{Link, LinkStation};
use trace::set::SetChange;
use trace::{HostMoment, Instant};

use super::scene::{Scene, counted};
use crate::labels;
use crate::language::say;

pub(super) fn host_added(scene: &Scene<'_>, host: &HostMoment) -> String {
    let name = &host.name;
    let interfaces: Vec<String> = host.interfaces.iter().map(|interface| interface.name.to_string()).collect();
    let interfaces = interfaces.join(scene.language.pick(", ", "、"));
    match interfaces.is_empty() {
        true => say!(scene.language, "{name} is there from now on.", "从现在起有了 {name}。"),
        false => {
            say!(scene.language, "{name} is there from now on, with {interfaces}.", "从现在起有了 {name}，它带有 {interfaces}。")
        }
    }
}

pub(super) fn host_gone(scene: &Scene<'_>) -> String {
    let host = scene.host();
    say!(
        scene.language,
        "{host} is gone, and with it its rules, its connections and its programs.",
        "{host} 消失了，它的规则、连接和程序也随之消失。"
    )
}

pub(super) fn links_changed(scene: &Scene<'_>, links: &[Link]) -> String {
    let language = scene.language;
    let only_in = |these: &[Link], those: &[Link]| -> Vec<String> {
        these.iter().filter(|link| !those.contains(link)).map(|link| link_text(scene, link)).collect()
    };
    let between = language.pick("; ", "；");
    let (joined, parted) = (only_in(links, &scene.before.links), only_in(&scene.before.links, links));
    let (new, old) = (joined.join(between), parted.join(between));
    match (joined.is_empty(), parted.is_empty()) {
        (true, true) => say!(language, "What joins the hosts stays as it was.", "主机之间的连线没有变化。"),
        (false, true) => say!(language, "Joined from now on: {new}.", "从现在起连在一起：{new}。"),
        (true, false) => say!(language, "No longer joined: {old}.", "不再连在一起：{old}。"),
        (false, false) => {
            say!(language, "Joined from now on: {new}. No longer: {old}.", "从现在起连在一起：{new}。不再如此：{old}。")
        }
    }
}

/// `eth0 of client, eth1 of router`; behind a bridge, that first.
fn link_text(scene: &Scene<'_>, link: &Link) -> String {
    let of = |interface: &str, host| {
        let name = scene.name(host);
        say!(scene.language, "{interface} of {name}", "{name} 的 {interface}")
    };
    let bridge = link.bridge.iter().map(|bridge| of(bridge.name.as_str(), bridge.host));
    let stations = link.stations.iter().map(|LinkStation { host, interface, .. }| of(interface.as_str(), *host));
    bridge.chain(stations).collect::<Vec<_>>().join(scene.language.pick(", ", "、"))
}

pub(super) fn sets_changed(scene: &Scene<'_>, changes: &[SetChange]) -> String {
    let sentences: Vec<String> = changes.iter().map(|change| set_changed(scene, change)).collect();
    sentences.join(scene.language.pick(" ", ""))
}

fn set_changed(scene: &Scene<'_>, change: &SetChange) -> String {
    let (host, name, member) = (scene.host(), &change.set, &change.member);
    let set = scene.host_moment().and_then(|host| host.sets.get(name));
    let was_there = set.is_some_and(|set| set.members.contains_key(member));
    match &change.kept {
        None => {
            say!(scene.language, "{host} takes {member} out of the set {name}.", "{host} 把 {member} 从集合 {name} 中移除。")
        }
        Some(_) if !was_there => {
            say!(scene.language, "{host} puts {member} into the set {name}.", "{host} 把 {member} 加入集合 {name}。")
        }
        Some(kept) => {
            let (packets, bytes) = (kept.count.packets, kept.count.bytes);
            let (counted_packets, counted_bytes) = (counted(packets, "packet"), counted(bytes, "byte"));
            say!(
                scene.language,
                "The set {name} on {host} counts the packet with {member}: {counted_packets}, {counted_bytes}.",
                "{host} 的集合 {name} 把该包计入 {member}：{packets} 个包、{bytes} 字节。",
            )
        }
    }
}

pub(super) fn clock_moved(scene: &Scene<'_>, to: Instant) -> String {
    let passed = to.since(scene.before.clock).as_millis();
    let (seconds, rest) = (passed / 1000, passed % 1000 / 100);
    say!(scene.language, "Nothing moves for {seconds}.{rest} seconds.", "{seconds}.{rest} 秒内没有任何动静。")
}

pub(super) fn bound_reached(scene: &Scene<'_>, bound: Bound) -> String {
    let what = labels::bound(scene.language, bound);
    say!(
        scene.language,
        "A limit of this simulator is reached: {what}. It stops here rather than run for ever.",
        "达到模拟器的上限：{what}。它在此停下，以免无休止地运行。"
    )
}

pub(super) fn noted(scene: &Scene<'_>, note: &Note) -> String {
    let (host, language) = (scene.host(), scene.language);
    match note {
        Note::SettingKept { name, value } => say!(
            language,
            "{name} is {value} on {host} now. This simulator keeps the value and does not act on it.",
            "{host} 的 {name} 现为 {value}。本模拟器保存该值，但不据此行事。"
        ),
        Note::OneOfSeveralWays { ways } => say!(
            language,
            "The route has {ways} ways. Which of them a real kernel takes hangs on a number it draws when it boots.",
            "这条路由有 {ways} 条路径。真实内核选哪一条，取决于它启动时抽取的一个数。"
        ),
    }
}
