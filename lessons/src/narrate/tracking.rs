//! Connection tracking: the lookup, and what becomes of entries.

use engine::kernel::event::{Gone, Invalid};
use engine::state::conntrack::{Direction, Entry, EntryId, State, TcpState, Track, Tracking, Tuple, Zone};

use super::scene::{Scene, address_and_port};
use crate::labels;
use crate::language::{Language, say};

pub(super) fn looked_up(scene: &Scene<'_>, tracking: Tracking, invalid: Option<Invalid>, again: bool) -> String {
    let language = scene.language;
    match tracking {
        Tracking::None => match invalid {
            Some(why) => {
                let why = labels::invalid(language, why);
                say!(language, "The packet is INVALID: {why}.", "这个包是 INVALID：{why}。")
            }
            None => say!(language, "The packet gets no entry: it is INVALID.", "这个包没有条目：它是 INVALID。"),
        },
        Tracking::Untracked => say!(
            language,
            "A rule has asked not to track the packet, so no connection is looked up: it is UNTRACKED.",
            "有规则要求不跟踪这个包，所以不查找连接：它是 UNTRACKED。"
        ),
        Tracking::Entry { state, .. } if !again => {
            let state = labels::state_name(state);
            say!(
                language,
                "The packet has brought its entry along over lo, so nothing is looked up: it is still {state}.",
                "这个包经过 lo 时带着自己的条目，不再查找：它仍是 {state}。"
            )
        }
        Tracking::Entry { direction, state, .. } => found(language, direction, state),
    }
}

fn found(language: Language, direction: Direction, state: State) -> String {
    match (state, direction) {
        (State::New, _) => say!(
            language,
            "The packet is NEW: in this connection nothing has come back yet.",
            "这个包是 NEW：这个连接还没有收到过应答。"
        ),
        (State::Established, Direction::Reply) => say!(
            language,
            "The packet is ESTABLISHED: it fits the reply line of an entry, so it is an answer. Answers are never NEW.",
            "这个包是 ESTABLISHED：它与某个条目的应答方向吻合，是一个应答。应答永远不是 NEW。"
        ),
        (State::Established, Direction::Original) => say!(
            language,
            "The packet is ESTABLISHED: it belongs to a connection that has been answered.",
            "这个包是 ESTABLISHED：它所属的连接已经有过应答。"
        ),
        (State::Related, _) => say!(
            language,
            "The packet is RELATED: it does not belong to a known connection, but reports on one.",
            "这个包是 RELATED：它不属于某个连接，却与一个已知连接有关。"
        ),
    }
}

pub(super) fn untracked(scene: &Scene<'_>) -> String {
    say!(
        scene.language,
        "From here on {} does not track this packet: no entry, no state, no nat.",
        "从这里起 {} 不再跟踪这个包：没有条目，没有状态，也没有 nat。",
        scene.host()
    )
}

pub(super) fn asked(scene: &Scene<'_>, zone: Zone, helper: Option<&str>) -> String {
    match helper {
        Some(helper) => say!(
            scene.language,
            "{} is to track this packet with the helper {helper}.",
            "{} 要用助手 {helper} 来跟踪这个包。",
            scene.host()
        ),
        None => {
            let zone = zone.number;
            say!(scene.language, "{} is to track this packet in zone {zone}.", "{} 要在区域 {zone} 里跟踪这个包。", scene.host())
        }
    }
}

pub(super) fn made(scene: &Scene<'_>, entry: &Entry) -> String {
    let (host, original) = (scene.host(), tuple_text(&entry.original));
    say!(
        scene.language,
        "No connection fits, so {host} starts an entry: {original}. It is not valid until it is confirmed.",
        "没有匹配的连接，{host} 新建一个条目：{original}。它要到确认之后才生效。"
    )
}

pub(super) fn confirmed(scene: &Scene<'_>, entry: &Entry) -> String {
    let (original, reply) = (tuple_text(&entry.original), tuple_text(&entry.reply));
    say!(
        scene.language,
        "The entry is confirmed: {original}, and answers are expected as {reply}.",
        "条目已确认：{original}，预期的应答为 {reply}。"
    )
}

pub(super) fn gone(scene: &Scene<'_>, id: EntryId, why: Gone) -> String {
    let language = scene.language;
    let entry = scene.entry(id).map(|entry| tuple_text(&entry.original));
    let entry = entry.unwrap_or_else(|| language.pick("of this connection", "该连接").to_owned());
    match why {
        Gone::Expired => say!(
            language,
            "The entry {entry} expires: nothing was seen of the connection for too long.",
            "条目 {entry} 超时：太久没有见到这个连接的包。"
        ),
        Gone::EarlyDropped => say!(
            language,
            "The table is full: the entry {entry}, which was never answered, makes room for a new one.",
            "表已满：从未得到应答的条目 {entry} 为新条目让位。"
        ),
        Gone::NeverConfirmed => say!(
            language,
            "The entry {entry} is forgotten: its first packet never got to the end, so it was never confirmed.",
            "条目 {entry} 被遗忘：第一个包没有走到终点，它从未被确认。"
        ),
        Gone::Reset => say!(
            language,
            "The reset ends the connection: the entry {entry} is deleted.",
            "重置结束了连接：条目 {entry} 被删除。"
        ),
        Gone::Reopened => say!(
            language,
            "A new connection begins with the same addresses and ports: the old entry {entry} goes.",
            "同样的地址和端口开始了新的连接：旧条目 {entry} 被移除。"
        ),
        Gone::Deleted => say!(language, "The entry {entry} is deleted by hand.", "条目 {entry} 被手工删除。"),
        Gone::Evicted => say!(
            language,
            "A new connection needs its port: the closed entry {entry} makes room.",
            "新的连接需要它的端口：已关闭的条目 {entry} 让出位置。"
        ),
        Gone::InterfaceChanged => say!(
            language,
            "The entry {entry} is deleted: its masqueraded address belongs to another interface.",
            "条目 {entry} 被删除：它伪装所用的地址属于另一个接口。"
        ),
    }
}

/// What is new about an entry, the most telling first.
pub(super) fn changed(scene: &Scene<'_>, entry: &Entry) -> String {
    let language = scene.language;
    let Some(before) = scene.entry(entry.id) else { return counted(language, entry) };
    let mut told = Vec::new();
    told.extend(translated(language, before, entry));
    told.extend(state_changed(language, before, entry));
    told.extend(answered(language, before, entry));
    told.extend(assured(language, before, entry));
    told.extend(marked(language, before, entry));
    if told.is_empty() {
        told.extend(left_alone(language, before, entry));
    }
    if told.is_empty() {
        return counted(language, entry);
    }
    told.join(language.pick(" ", ""))
}

fn translated(language: Language, before: &Entry, entry: &Entry) -> Option<String> {
    if before.reply == entry.reply {
        return None;
    }
    let reply = tuple_text(&entry.reply);
    Some(say!(
        language,
        "The entry now expects answers as {reply}: that is how they will be recognised and translated back.",
        "条目现在预期的应答为 {reply}：将来凭它识别应答，并把地址转换回去。"
    ))
}

fn state_changed(language: Language, before: &Entry, entry: &Entry) -> Option<String> {
    let (old, new) = (tcp_state(before)?, tcp_state(entry)?);
    if old == new {
        return None;
    }
    let (old, new) = (old.name(), new.name());
    Some(say!(language, "The entry's state: {old} → {new}.", "条目的状态：{old} → {new}。"))
}

fn tcp_state(entry: &Entry) -> Option<TcpState> {
    match entry.track {
        Track::Tcp(track) => Some(track.state),
        Track::Udp | Track::Icmp | Track::Generic => None,
    }
}

fn answered(language: Language, before: &Entry, entry: &Entry) -> Option<String> {
    if before.status.seen_reply || !entry.status.seen_reply {
        return None;
    }
    Some(say!(
        language,
        "The first answer is seen: [UNREPLIED] is taken off the entry.",
        "见到了第一个应答：条目的 [UNREPLIED] 标记消失。"
    ))
}

fn assured(language: Language, before: &Entry, entry: &Entry) -> Option<String> {
    if before.status.assured || !entry.status.assured {
        return None;
    }
    Some(say!(
        language,
        "The entry is [ASSURED]: it is not thrown away when the table runs full.",
        "条目成为 [ASSURED]：跟踪表将满时也不会被清掉。"
    ))
}

fn marked(language: Language, before: &Entry, entry: &Entry) -> Option<String> {
    if before.mark == entry.mark {
        return None;
    }
    let mark = entry.mark;
    Some(say!(language, "The connection's mark is now {mark:#x}.", "连接标记现在是 {mark:#x}。"))
}

/// nat was asked and said nothing; that holds, too.
fn left_alone(language: Language, before: &Entry, entry: &Entry) -> Option<String> {
    let (old, new) = (before.status, entry.status);
    if new.source_nat_done && !old.source_nat_done {
        return Some(say!(
            language,
            "nat has decided to leave the source as it is. That holds for the whole connection.",
            "nat 决定源地址保持不变，这一决定对整个连接有效。"
        ));
    }
    (new.destination_nat_done && !old.destination_nat_done).then(|| {
        say!(
            language,
            "nat has decided to leave the destination as it is. That holds for the whole connection.",
            "nat 决定目标地址保持不变，这一决定对整个连接有效。"
        )
    })
}

fn counted(language: Language, entry: &Entry) -> String {
    let (sent, answered) = (entry.original_count.packets, entry.reply_count.packets);
    say!(
        language,
        "The entry counts the packet: {sent} in the original direction, {answered} in reply.",
        "条目计入这个包：原方向 {sent} 个，应答方向 {answered} 个。"
    )
}

/// `192.168.66.1:47704 → 192.168.66.100:80`
fn tuple_text(tuple: &Tuple) -> String {
    let destination_port = tuple.kind.destination_port();
    // ICMP's identifier is no port.
    let source_port = destination_port.and(tuple.kind.source_part());
    let source = address_and_port(tuple.source, source_port);
    let destination = address_and_port(tuple.destination, destination_port);
    format!("{source} → {destination}")
}
