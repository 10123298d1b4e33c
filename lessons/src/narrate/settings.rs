//! What changes from outside: rules, sets, addresses, the clock; and the limits of the engine.

use engine::kernel::event::{Bound, Note};
use engine::kernel::host::Part;
use engine::state::clock::Instant;
use engine::state::sets::SetChange;
use engine::text::ipset::element;

use super::scene::{Scene, counted};
use crate::labels;
use crate::language::{Language, say};

pub(super) fn host_changed(scene: &Scene<'_>, changed: &[Part]) -> String {
    let (host, language) = (scene.host(), scene.language);
    if changed.is_empty() {
        return say!(language, "A command ran on {host}; it changed no setting.", "{host} 上执行了一条命令，没有改动任何设置。");
    }
    let parts: Vec<&str> = changed.iter().map(|part| name(language, *part)).collect();
    let parts = parts.join(language.pick(", ", "、"));
    say!(language, "A command ran on {host} and changed: {parts}.", "{host} 上执行了一条命令，改动了：{parts}。")
}

fn name(language: Language, part: Part) -> &'static str {
    match part {
        Part::Rules => language.pick("rules", "规则"),
        Part::Sets => language.pick("sets", "集合"),
        Part::Interfaces => language.pick("interfaces", "接口"),
        Part::Routes => language.pick("routes", "路由"),
        Part::Sysctls => language.pick("kernel settings", "内核参数"),
        Part::Connections => language.pick("tracked connections", "跟踪的连接"),
        Part::Log => language.pick("the kernel log", "内核日志"),
    }
}

pub(super) fn sets_changed(scene: &Scene<'_>, changes: &[SetChange]) -> String {
    let sentences: Vec<String> = changes.iter().map(|change| set_changed(scene, change)).collect();
    sentences.join(scene.language.pick(" ", ""))
}

fn set_changed(scene: &Scene<'_>, change: &SetChange) -> String {
    let (host, name) = (scene.host(), &change.set);
    let set = scene.host_moment().and_then(|host| host.set(name));
    let mut element = String::new();
    if let Some(set) = set {
        element::print(&mut element, set.kind, &change.element);
    }
    let was_there = set.is_some_and(|set| set.entry(&change.element).is_some());
    match &change.entry {
        None => {
            say!(scene.language, "{host} takes {element} out of the set {name}.", "{host} 把 {element} 从集合 {name} 中移除。")
        }
        Some(_) if !was_there => {
            say!(scene.language, "{host} puts {element} into the set {name}.", "{host} 把 {element} 加入集合 {name}。")
        }
        Some(entry) => {
            let (packets, bytes) = (entry.packets, entry.bytes);
            let (counted_packets, counted_bytes) = (counted(packets, "packet"), counted(bytes, "byte"));
            say!(
                scene.language,
                "The set {name} on {host} counts the packet with {element}: {counted_packets}, {counted_bytes}.",
                "{host} 的集合 {name} 把该包计入 {element}：{packets} 个包、{bytes} 字节。",
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
