//! What a rule wanted of a packet, and what the packet had instead: values put into a sentence.

use trace::{Condition, Miss, RulePlace, Value, print};

use super::scene::Scene;
use crate::language::{Language, say};

/// The reason of a miss, to stand behind a colon.
pub(super) fn because(scene: &Scene<'_>, place: &RulePlace, miss: &Miss) -> String {
    let language = scene.language;
    match miss.condition {
        Condition::Source => {
            let (wants, had) = (address_text(language, &miss.wanted), &miss.had);
            say!(language, "it wants source {wants}, the packet comes from {had}", "它要求源地址{wants}，而数据包来自 {had}")
        }
        Condition::Destination => {
            let (wants, had) = (address_text(language, &miss.wanted), &miss.had);
            say!(language, "it wants destination {wants}, the packet goes to {had}", "它要求目标地址{wants}，而数据包去往 {had}")
        }
        Condition::Input => input(language, miss),
        Condition::Output => output(language, miss),
        Condition::Protocol => by_protocol(language, miss),
        Condition::Fragment => {
            say!(language, "it wants a later fragment, the packet is whole", "它要求后续分片，而数据包是完整的")
        }
        Condition::Match(_) => by_match(scene, place, miss),
    }
}

/// What is wanted, or must not be.
fn inverted(wanted: &Value) -> (bool, &Value) {
    match wanted {
        Value::Not(value) => (true, value),
        value => (false, value),
    }
}

fn address_text(language: Language, wanted: &Value) -> String {
    match inverted(wanted) {
        (true, wanted) => say!(language, "other than {wanted}", "不是 {wanted}"),
        (false, wanted) => say!(language, "{wanted}", "为 {wanted}"),
    }
}

fn input(language: Language, miss: &Miss) -> String {
    let had = &miss.had;
    match (inverted(&miss.wanted), had.is_nothing()) {
        ((true, wants), _) => say!(
            language,
            "it wants in on anything but {wants}, the packet came in on {had}",
            "它要求入口不是 {wants}，而数据包从 {had} 进来"
        ),
        ((false, wants), true) => say!(
            language,
            "it wants in on {wants}, the packet was made on this host and did not come in",
            "它要求入口为 {wants}，而数据包由本机产生，没有入口"
        ),
        ((false, wants), false) => {
            say!(language, "it wants in on {wants}, the packet came in on {had}", "它要求入口为 {wants}，而数据包从 {had} 进来")
        }
    }
}

fn output(language: Language, miss: &Miss) -> String {
    let had = &miss.had;
    match (inverted(&miss.wanted), had.is_nothing()) {
        ((true, wants), _) => say!(
            language,
            "it wants out through anything but {wants}, the packet leaves through {had}",
            "它要求出口不是 {wants}，而数据包从 {had} 出去"
        ),
        ((false, wants), true) => {
            say!(
                language,
                "it wants out through {wants}, the packet has no way out yet",
                "它要求出口为 {wants}，而数据包此处没有出口"
            )
        }
        ((false, wants), false) => {
            say!(
                language,
                "it wants out through {wants}, the packet leaves through {had}",
                "它要求出口为 {wants}，而数据包从 {had} 出去"
            )
        }
    }
}

fn by_protocol(language: Language, miss: &Miss) -> String {
    let had = &miss.had;
    match inverted(&miss.wanted) {
        (true, wants) => {
            say!(language, "it wants any protocol but {wants}, the packet is {had}", "它要求协议不是 {wants}，而数据包是 {had}")
        }
        (false, wants) => say!(language, "it wants {wants}, the packet is {had}", "它要求协议为 {wants}，而数据包是 {had}"),
    }
}

/// How a miss of a match is best put.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Manner {
    /// Wanted and had are two values of one thing.
    Compares,
    /// What a packet is, rather than what it carries.
    Judges,
    /// The packet would do, but the allowance is used up.
    Limits,
    /// It looks into a list.
    Lists,
    /// Every n-th packet, or a die.
    Chance,
}

/// By the option that is not met, or by what the packet has: most matches compare, and a new one needs nothing here.
fn manner(miss: &Miss) -> Manner {
    match option(miss) {
        Some("limit" | "quota") => Manner::Limits,
        Some(option) if option.starts_with("hashlimit") || option.starts_with("connlimit") => Manner::Limits,
        Some("match-set" | "set" | "rcheck" | "update" | "remove") => Manner::Lists,
        Some("mode" | "probability" | "every") => Manner::Chance,
        Some("state" | "pkt-type") => Manner::Judges,
        Some(option) if option.starts_with("ct") => Manner::Judges,
        Some(_) | None if states(&miss.had).is_some() => Manner::Judges,
        Some(_) | None => Manner::Compares,
    }
}

/// Without its dashes; a match that names none has it at the head of its text.
fn option(miss: &Miss) -> Option<&str> {
    match (&miss.option, &miss.wanted) {
        (Some(option), _) => Some(option),
        (None, Value::Text(text)) => text.split_whitespace().find_map(|word| word.strip_prefix("--")),
        (None, _) => None,
    }
}

/// What the match asks, as its rule writes it; else as a listing of the rule does.
fn asks(scene: &Scene<'_>, place: &RulePlace, miss: &Miss) -> String {
    let written = print::miss::wanted(miss);
    if !written.is_empty() {
        return written;
    }
    let cell = scene.row(place).and_then(|row| row.cell(miss.condition)).unwrap_or_default();
    cell.trim().to_owned()
}

fn by_match(scene: &Scene<'_>, place: &RulePlace, miss: &Miss) -> String {
    let language = scene.language;
    let (wants, had) = (asks(scene, place, miss), &miss.had);
    match manner(miss) {
        Manner::Limits => {
            say!(language, "it wants {wants}, and with this packet that does not hold", "它要求 {wants}，而算上这个包就不成立了")
        }
        Manner::Lists => {
            say!(language, "it wants {wants}, and {had} does not meet that", "它要求 {wants}，而 {had} 不符合")
        }
        Manner::Chance => {
            say!(language, "it picks packets by {wants}, and not this one", "它按 {wants} 挑选数据包，没有选中这一个")
        }
        Manner::Compares | Manner::Judges if had.is_nothing() => {
            say!(language, "it wants {wants}, and the packet has no such thing", "它要求 {wants}，而数据包没有这一项")
        }
        Manner::Compares => say!(language, "it wants {wants}, the packet has {had}", "它要求 {wants}，而数据包是 {had}"),
        Manner::Judges => {
            let had = judged(language, had);
            say!(language, "it wants {wants}, the packet is {had}", "它要求 {wants}，而数据包是 {had}")
        }
    }
}

/// Several states, each by its name.
fn states(value: &Value) -> Option<Vec<&str>> {
    match value {
        Value::State(state) => Some(vec![state]),
        Value::AllOf(values) | Value::OneOf(values) => {
            values.iter().map(|value| if let Value::State(state) = value { Some(&**state) } else { None }).collect()
        }
        _ => None,
    }
}

/// `NEW,DNAT` holds a state and what becomes of the connection's addresses; both are asked for with `--ctstate`.
fn judged(language: Language, had: &Value) -> String {
    let text = had.to_string();
    let states = states(had).unwrap_or_else(|| text.split(',').collect());
    match states[..] {
        [state, "DNAT"] => say!(
            language,
            "{state} (and DNAT: the destination of its connection is translated)",
            "{state}（另带 DNAT：所属连接的目标地址有转换）"
        ),
        [state, "SNAT"] => say!(
            language,
            "{state} (and SNAT: the source of its connection is translated)",
            "{state}（另带 SNAT：所属连接的源地址有转换）"
        ),
        _ => text,
    }
}
