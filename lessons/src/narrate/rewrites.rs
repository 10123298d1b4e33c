//! What changes on a packet: addresses and ports by nat, everything else by targets such as MARK or TTL.

use engine::kernel::event::{RewriteCause, View};
use engine::rules::targets::act::Side;
use engine::state::conntrack::{Direction, Tracking};
use engine::state::packet::{Datagram, Transport};

use super::scene::{Scene, destination, kind_text, source};
use crate::language::{Language, say};

pub(super) fn rewritten(scene: &Scene<'_>, side: Side, before: &Datagram, after: &Datagram, cause: RewriteCause) -> String {
    let language = scene.language;
    let (old, new) = match side {
        Side::Source => (source(before), source(after)),
        Side::Destination => (destination(before), destination(after)),
    };
    if old == new {
        return say!(
            language,
            "The packet quoted inside the error is translated back, so that its sender recognises it.",
            "差错报文里引用的数据包被转换回去，好让发送方认得它。"
        );
    }
    let why = reason(scene, cause);
    match side {
        Side::Source => say!(language, "The source changes: {old} → {new}. {why}", "源地址改写：{old} → {new}。{why}"),
        Side::Destination => {
            say!(language, "The destination changes: {old} → {new}. {why}", "目标地址改写：{old} → {new}。{why}")
        }
    }
}

fn reason(scene: &Scene<'_>, cause: RewriteCause) -> &'static str {
    let language = scene.language;
    let direction = scene.view().and_then(|view| match view.tracking {
        Tracking::Entry { direction, .. } => Some(direction),
        Tracking::None | Tracking::Untracked => None,
    });
    match (cause, direction) {
        (RewriteCause::Rule, _) => language.pick("nat has just decided so.", "这是 nat 刚刚作出的决定。"),
        (RewriteCause::Entry(_), Some(Direction::Reply)) => language.pick(
            "No rule is asked: the entry knows what was translated, and answers are translated back.",
            "不询问任何规则：条目记得当初的转换，应答要转换回去。",
        ),
        (RewriteCause::Entry(_), Some(Direction::Original) | None) => language.pick(
            "No rule is asked: the entry remembers what was decided for the first packet.",
            "不询问任何规则：条目记得为第一个包作出的决定。",
        ),
    }
}

pub(super) fn altered(scene: &Scene<'_>, before: &View, after: &View) -> String {
    let language = scene.language;
    let mut changes = Vec::new();
    if before.mark != after.mark {
        let (old, new) = (before.mark, after.mark);
        changes.push(say!(language, "mark {old:#x} → {new:#x}", "标记 {old:#x} → {new:#x}"));
    }
    changes.extend(header_changes(language, &before.datagram, &after.datagram));
    if changes.is_empty() {
        return say!(language, "The rule changes something that does not show in the header.", "规则改动了包头之外的东西。");
    }
    let changes = changes.join(language.pick(", ", "，"));
    say!(language, "The rule changes the packet: {changes}.", "规则改动了数据包：{changes}。")
}

fn header_changes(language: Language, before: &Datagram, after: &Datagram) -> Vec<String> {
    let mut changes = Vec::new();
    if before.ttl != after.ttl {
        changes.push(format!("TTL {} → {}", before.ttl, after.ttl));
    }
    if before.tos != after.tos {
        changes.push(format!("TOS {:#04x} → {:#04x}", before.tos, after.tos));
    }
    if let (Some(old), Some(new)) = (segment_size(before), segment_size(after))
        && old != new
    {
        changes.push(format!("MSS {old} → {new}"));
    }
    if (source(before), destination(before)) != (source(after), destination(after)) {
        let (old, new) = (kind_text(language, before), kind_text(language, after));
        changes.push(format!(
            "{old} {} → {}, {new} {} → {}",
            source(before),
            destination(before),
            source(after),
            destination(after)
        ));
    }
    changes
}

fn segment_size(datagram: &Datagram) -> Option<u16> {
    match &datagram.transport {
        Transport::Tcp(segment) => segment.options.maximum_segment_size,
        Transport::Udp(_) | Transport::Icmp(_) | Transport::Other { .. } => None,
    }
}
