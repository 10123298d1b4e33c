//! What a rule wanted of a packet, and what the packet had instead. The wanted part is the rule's own text.

use engine::rules::conditions::Condition;
use engine::rules::values::{address, protocol};
use engine::rules::{AddressPattern, InterfacePattern, Match, Rule};

use super::scene::Scene;
use crate::language::{Language, say};

/// The reason of a miss, to stand behind a colon.
pub(super) fn because(scene: &Scene<'_>, rule: Option<&Rule>, condition: Condition, had: &str) -> String {
    let language = scene.language;
    let Some(rule) = rule else {
        return say!(language, "the packet has {had}", "数据包是 {had}");
    };
    match condition {
        Condition::Source => {
            let wants = address_text(language, &rule.conditions.source);
            say!(language, "it wants source {wants}, the packet comes from {had}", "它要求源地址{wants}，而数据包来自 {had}")
        }
        Condition::Destination => {
            let wants = address_text(language, &rule.conditions.destination);
            say!(language, "it wants destination {wants}, the packet goes to {had}", "它要求目标地址{wants}，而数据包去往 {had}")
        }
        Condition::Input => input(language, &rule.conditions.input, had),
        Condition::Output => output(language, &rule.conditions.output, had),
        Condition::Protocol => by_protocol(language, rule, had),
        Condition::Fragment => {
            say!(language, "it wants a later fragment, the packet is whole", "它要求后续分片，而数据包是完整的")
        }
        Condition::Match(number) => match rule.matches.get(number) {
            Some(matching) => by_match(language, matching, had),
            None => say!(language, "the packet has {had}", "数据包是 {had}"),
        },
    }
}

fn address_text(language: Language, pattern: &AddressPattern) -> String {
    let text = address::text(pattern, true);
    let text = text.strip_suffix("/32").unwrap_or(&text);
    match pattern.inverted {
        true => say!(language, "other than {text}", "不是 {text}"),
        false => say!(language, "{text}", "为 {text}"),
    }
}

fn input(language: Language, pattern: &InterfacePattern, had: &str) -> String {
    let wants = pattern.text();
    match (pattern.inverted, had.is_empty()) {
        (true, _) => say!(
            language,
            "it wants in on anything but {wants}, the packet came in on {had}",
            "它要求入口不是 {wants}，而数据包从 {had} 进来"
        ),
        (false, true) => say!(
            language,
            "it wants in on {wants}, the packet was made on this host and did not come in",
            "它要求入口为 {wants}，而数据包由本机产生，没有入口"
        ),
        (false, false) => {
            say!(language, "it wants in on {wants}, the packet came in on {had}", "它要求入口为 {wants}，而数据包从 {had} 进来")
        }
    }
}

fn output(language: Language, pattern: &InterfacePattern, had: &str) -> String {
    let wants = pattern.text();
    match (pattern.inverted, had.is_empty()) {
        (true, _) => say!(
            language,
            "it wants out through anything but {wants}, the packet leaves through {had}",
            "它要求出口不是 {wants}，而数据包从 {had} 出去"
        ),
        (false, true) => {
            say!(
                language,
                "it wants out through {wants}, the packet has no way out yet",
                "它要求出口为 {wants}，而数据包此处没有出口"
            )
        }
        (false, false) => {
            say!(
                language,
                "it wants out through {wants}, the packet leaves through {had}",
                "它要求出口为 {wants}，而数据包从 {had} 出去"
            )
        }
    }
}

fn by_protocol(language: Language, rule: &Rule, had: &str) -> String {
    let wanted = rule.conditions.protocol;
    let name = |number: u8| protocol::name(number).map_or_else(|| number.to_string(), str::to_owned);
    let wants = name(wanted.number);
    let had = had.parse().map_or_else(|_| had.to_owned(), name);
    match wanted.inverted {
        true => {
            say!(language, "it wants any protocol but {wants}, the packet is {had}", "它要求协议不是 {wants}，而数据包是 {had}")
        }
        false => say!(language, "it wants {wants}, the packet is {had}", "它要求协议为 {wants}，而数据包是 {had}"),
    }
}

/// How a miss of a match is best put.
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

/// By the match's name: most matches compare, and a new one needs nothing here.
fn manner(name: &str) -> Manner {
    match name {
        "limit" | "hashlimit" | "connlimit" | "quota" => Manner::Limits,
        "recent" | "set" => Manner::Lists,
        "statistic" => Manner::Chance,
        "conntrack" | "state" | "pkttype" => Manner::Judges,
        _ => Manner::Compares,
    }
}

/// `NEW,DNAT` holds a state and what becomes of the connection's addresses; both are asked for with `--ctstate`.
fn judged(language: Language, had: &str) -> String {
    match had.split_once(',') {
        Some((state, "DNAT")) => say!(
            language,
            "{state} (and DNAT: the destination of its connection is translated)",
            "{state}（另带 DNAT：所属连接的目标地址有转换）"
        ),
        Some((state, "SNAT")) => say!(
            language,
            "{state} (and SNAT: the source of its connection is translated)",
            "{state}（另带 SNAT：所属连接的源地址有转换）"
        ),
        Some(_) | None => had.to_owned(),
    }
}

fn by_match(language: Language, matching: &Match, had: &str) -> String {
    let mut text = String::new();
    matching.save(&mut text);
    let text = text.trim();
    let name = matching.name();
    let wants = if text.is_empty() { format!("-m {name}") } else { text.to_owned() };
    match manner(name) {
        Manner::Judges if !had.is_empty() => {
            let had = judged(language, had);
            say!(language, "it wants {wants}, the packet is {had}", "它要求 {wants}，而数据包是 {had}")
        }
        Manner::Compares | Manner::Judges if had.is_empty() => {
            say!(language, "it wants {wants}, and the packet has no such thing", "它要求 {wants}，而数据包没有这一项")
        }
        Manner::Compares | Manner::Judges => {
            say!(language, "it wants {wants}, the packet has {had}", "它要求 {wants}，而数据包是 {had}")
        }
        Manner::Limits => {
            say!(language, "it wants {wants}, and with this packet that does not hold", "它要求 {wants}，而算上这个包就不成立了")
        }
        Manner::Lists => {
            say!(language, "it wants {wants}, and {had} does not meet that", "它要求 {wants}，而 {had} 不符合")
        }
        Manner::Chance => {
            say!(language, "it picks packets by {wants}, and not this one", "它按 {wants} 挑选数据包，没有选中这一个")
        }
    }
}
