//! Rules: missed, matched, and what their verdict means for the packet.

use engine::kernel::event::{RulePlace, StepPlace, Verdict};
use engine::kernel::host::Logged;
use engine::rules::conditions::Condition;
use engine::rules::targets::act::RejectWith;
use engine::rules::{Rule, Target};
use engine::state::hook::TableName;

use super::scene::{Scene, conditions_text, counted, packet_text, rule_name, target_text};
use super::wanted;
use crate::labels;
use crate::language::{Language, say};

pub(super) fn missed(scene: &Scene<'_>, place: &RulePlace, condition: Condition, had: &str) -> String {
    let rule = rule_name(scene.language, place);
    let because = wanted::because(scene, scene.rule(place), condition, had);
    say!(scene.language, "{rule} does not match: {because}.", "{rule}不匹配：{because}。")
}

pub(super) fn matched(scene: &Scene<'_>, place: &RulePlace, bytes: u32) -> String {
    let language = scene.language;
    let rule = rule_name(language, place);
    let asked = scene.rule(place).map(conditions_text).unwrap_or_default();
    let counter = scene.chain(place).and_then(|chain| chain.counters.get(place.rule_place)).copied().unwrap_or_default();
    let (packets, total) = (counter.packets.wrapping_add(1), counter.bytes.wrapping_add(u64::from(bytes)));
    let counted = match language {
        Language::English => format!("Its counters: {}, {}.", counted(packets, "packet"), counted(total, "byte")),
        Language::Chinese => format!("计数器变为 {packets} 个包、{total} 字节。"),
    };
    match asked.is_empty() {
        true => say!(language, "{rule} has no conditions, so it matches. {counted}", "{rule}没有任何条件，因此匹配。{counted}"),
        false => say!(language, "{rule} matches: {asked}. {counted}", "{rule}匹配：{asked}。{counted}"),
    }
}

pub(super) fn step(scene: &Scene<'_>, place: &StepPlace, verdict: &Verdict) -> String {
    match place {
        StepPlace::Rule(place) => rule_step(scene, place, verdict),
        StepPlace::Policy { table, chain, counted, .. } => policy(scene, *table, chain, *counted, verdict),
        StepPlace::End { chain, .. } => say!(
            scene.language,
            "{chain} has no more rules: the packet goes back to the rule after the jump.",
            "{chain} 的规则已经问完：回到跳转之后的那条规则。"
        ),
    }
}

fn rule_step(scene: &Scene<'_>, place: &RulePlace, verdict: &Verdict) -> String {
    let language = scene.language;
    let rule = rule_name(language, place);
    let target = scene.rule(place).map(target_text).unwrap_or_default();
    let table = place.table;
    match verdict {
        Verdict::Accept if translates(scene.rule(place)) => say!(
            language,
            "{rule} decides: {target}. nat asks no further rule.",
            "{rule}作出决定：{target}。nat 不再询问其他规则。"
        ),
        Verdict::Accept => say!(
            language,
            "{rule} says ACCEPT: {table} lets the packet pass, later tables are still asked.",
            "{rule}判为 ACCEPT：{table} 表放行，后面的表仍会询问。"
        ),
        Verdict::Drop if target.is_empty() => say!(
            language,
            "{rule} stops the packet: one of its matches cannot judge it.",
            "{rule}拦下了数据包：它的一个匹配无法判断这个包。"
        ),
        Verdict::Drop => {
            say!(language, "{rule} stops the packet: {target}.", "{rule}拦下了数据包：{target}。")
        }
        Verdict::Continue if target.is_empty() => {
            say!(language, "{rule} only counts the packet; the next rule is asked.", "{rule}只计数，接着问下一条。")
        }
        Verdict::Continue => say!(
            language,
            "{rule} has done its work ({target}); the next rule is asked.",
            "{rule}已执行（{target}），接着问下一条。"
        ),
        Verdict::Return => returned(scene, place, &rule),
        Verdict::Jump(chain) => {
            say!(language, "{rule} sends the packet into {chain}.", "{rule}进入 {chain} 链。")
        }
        Verdict::Goto(chain) => say!(
            language,
            "{rule} sends the packet to {chain} for good: it does not come back here.",
            "{rule}转到 {chain} 链，结束后不再回到这里。"
        ),
        Verdict::Queue => {
            say!(language, "{rule} hands the packet to a program that reads its queue.", "{rule}把数据包交给读取队列的程序。")
        }
    }
}

fn returned(scene: &Scene<'_>, place: &RulePlace, rule: &str) -> String {
    let in_base_chain = scene.chain(place).is_some_and(|chain| chain.base.is_some());
    match in_base_chain {
        true => say!(
            scene.language,
            "{rule} says RETURN: in a base chain that means the policy decides.",
            "{rule}判为 RETURN：在基本链里，这意味着由默认策略决定。"
        ),
        false => say!(
            scene.language,
            "{rule} says RETURN: the packet goes back to the chain it came from.",
            "{rule}判为 RETURN：回到上一级链。"
        ),
    }
}

/// DNAT, SNAT and their kin show as ACCEPT: they end nat's walk.
fn translates(rule: Option<&Rule>) -> bool {
    match rule.map(|rule| &rule.target) {
        Some(Target::Extension(_)) => true,
        Some(Target::None | Target::Accept | Target::Drop | Target::Return | Target::Jump(_)) | None => false,
    }
}

fn policy(scene: &Scene<'_>, table: TableName, chain: &str, counted: bool, verdict: &Verdict) -> String {
    let verdict = labels::verdict(scene.language, verdict);
    let uncounted = match counted {
        true => "",
        false => scene.language.pick(
            " Nothing is counted: iptables-nft made this chain in passing.",
            "这里不计数：这条链是 iptables-nft 顺带创建的。",
        ),
    };
    say!(
        scene.language,
        "No rule of {chain} decided, so its policy in {table} does: {verdict}.{uncounted}",
        "{chain} 没有规则作出决定，由它在 {table} 表的默认策略决定：{verdict}。{uncounted}"
    )
}

pub(super) fn not_modelled(scene: &Scene<'_>, place: &RulePlace, extension: &str) -> String {
    let rule = rule_name(scene.language, place);
    say!(
        scene.language,
        "{rule} uses {extension}, which this simulator does not know. It goes on without; the real kernel may do otherwise.",
        "{rule}用到了 {extension}，模拟器不认识它，只好跳过；真实内核的结果可能不同。"
    )
}

pub(super) fn rejected(scene: &Scene<'_>, with: RejectWith) -> String {
    let (host, answer) = (scene.host(), labels::reject(scene.language, with));
    say!(
        scene.language,
        "REJECT: before the packet is dropped, {host} answers with {answer}.",
        "REJECT：丢弃之前，{host} 先回以 {answer}。"
    )
}

pub(super) fn logged(scene: &Scene<'_>, logged: &Logged) -> String {
    let (host, rule) = (scene.host(), rule_name(scene.language, &logged.place));
    let packet = packet_text(scene.language, &logged.view.datagram);
    match logged.line.prefix.is_empty() {
        true => say!(
            scene.language,
            "{rule} writes a line about {packet} into the kernel log of {host}.",
            "{rule}在 {host} 的内核日志里为 {packet} 写下一行。"
        ),
        false => {
            let prefix = logged.line.prefix.trim();
            say!(
                scene.language,
                "{rule} writes the line \"{prefix}\" about {packet} into the kernel log of {host}.",
                "{rule}在 {host} 的内核日志里为 {packet} 写下一行“{prefix}”。"
            )
        }
    }
}
