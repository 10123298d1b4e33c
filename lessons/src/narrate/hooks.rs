//! Hooks, their stages and tables: where the packet is, and why a table is asked or not.

use engine::kernel::event::{Skip, View};
use engine::rules::needs_conntrack;
use engine::state::hook::{Hook, Stage, TableName};
use engine::state::interface::InterfaceName;

use super::scene::Scene;
use crate::labels;
use crate::language::say;

pub(super) fn entered(scene: &Scene<'_>, hook: Hook, view: &View) -> String {
    let (host, input, output) = (scene.host(), view.input, view.output);
    match hook {
        Hook::Prerouting if input == InterfaceName::LOOPBACK => say!(
            scene.language,
            "PREROUTING on {host}: the packet has come back in on lo, with the route and the entry it left with.",
            "{host} 的 PREROUTING：数据包经 lo 回来，带着出去时的路由和连接条目。"
        ),
        Hook::Prerouting => say!(
            scene.language,
            "PREROUTING on {host}: the packet came in on {input}, and no route has been looked up for it yet.",
            "{host} 的 PREROUTING：数据包从 {input} 进来，还没有查过路由。"
        ),
        Hook::Input => say!(
            scene.language,
            "INPUT on {host}: the packet is for {host} itself. It came in on {input}.",
            "{host} 的 INPUT：数据包就是发给 {host} 的，它从 {input} 进来。"
        ),
        Hook::Forward => say!(
            scene.language,
            "FORWARD on {host}: the packet is for another host. It came in on {input} and is to leave through {output}.",
            "{host} 的 FORWARD：数据包要去别的主机，它从 {input} 进来，要从 {output} 出去。"
        ),
        Hook::Output => say!(
            scene.language,
            "OUTPUT on {host}: {host} made this packet. Its route leads out through {output}.",
            "{host} 的 OUTPUT：数据包由 {host} 自己发出，按路由从 {output} 出去。"
        ),
        Hook::Postrouting => say!(
            scene.language,
            "POSTROUTING on {host}: the way is decided. The packet is about to leave through {output}.",
            "{host} 的 POSTROUTING：出路已定，数据包即将从 {output} 离开。"
        ),
    }
}

pub(super) fn left(scene: &Scene<'_>, hook: Hook) -> String {
    let host = scene.host();
    say!(scene.language, "The packet has passed {hook} on {host}.", "数据包通过了 {host} 的 {hook}。")
}

pub(super) fn stage_entered(scene: &Scene<'_>, stage: Stage) -> String {
    match stage {
        Stage::Table(table) => say!(scene.language, "Table {table} comes next.", "轮到 {table} 表。"),
        Stage::Conntrack if !is_tracking(scene) => {
            let host = scene.host();
            say!(
                scene.language,
                "Connection tracking is off on {host}: no rule there needs it.",
                "{host} 没有启用连接跟踪：那里没有规则需要它。"
            )
        }
        Stage::Conntrack => say!(
            scene.language,
            "Connection tracking comes next: it finds the connection that the packet belongs to.",
            "轮到连接跟踪：找出这个包属于哪个连接。"
        ),
        Stage::Confirm => say!(
            scene.language,
            "Last comes the confirmation: the entry of a new connection becomes valid only here.",
            "最后是确认：新连接的条目到这里才生效。"
        ),
    }
}

/// The kernel tracks connections only while a rule of the host needs it (reference: traversal.md §1).
fn is_tracking(scene: &Scene<'_>) -> bool {
    scene.host_moment().is_some_and(|host| needs_conntrack(&host.tables))
}

pub(super) fn stage_left(scene: &Scene<'_>, stage: Stage) -> String {
    match stage {
        Stage::Table(table) => say!(scene.language, "Table {table} lets the packet go on.", "{table} 表放行。"),
        Stage::Conntrack => say!(scene.language, "Connection tracking is done.", "连接跟踪完成。"),
        Stage::Confirm => say!(scene.language, "The confirmation is done.", "确认完成。"),
    }
}

pub(super) fn table_entered(scene: &Scene<'_>, table: TableName) -> String {
    let chain = scene.hook().map_or("", Hook::name);
    match table {
        TableName::Nat => say!(
            scene.language,
            "Nothing has been decided here about this connection's addresses, so chain {chain} of nat is asked, rule by rule.",
            "这个连接的地址在此处尚未决定，于是逐条询问 nat 表的 {chain} 链。"
        ),
        TableName::Raw | TableName::Mangle | TableName::Filter | TableName::Security => {
            say!(scene.language, "Chain {chain} of {table} is asked, rule by rule.", "逐条询问 {table} 表的 {chain} 链。")
        }
    }
}

pub(super) fn table_skipped(scene: &Scene<'_>, table: TableName, why: Skip) -> String {
    let label = labels::skip(scene.language, why);
    let reason = skip_reason(scene, why);
    say!(scene.language, "Table {table} is skipped ({label}): {reason}.", "跳过 {table} 表（{label}）：{reason}。")
}

fn skip_reason(scene: &Scene<'_>, why: Skip) -> &'static str {
    let language = scene.language;
    match why {
        Skip::NotNew => language.pick(
            "its rules are asked only for the first packet of a connection, and what they said then still holds",
            "它的规则只询问连接的第一个包，当时的决定一直有效",
        ),
        Skip::Decided => {
            language.pick("nat decided about this connection before the packet came here", "这个连接在到达这里之前就已经有了决定")
        }
        Skip::Untracked => language.pick(
            "the packet is not tracked, and without an entry nothing can be translated",
            "这个包不被跟踪，没有条目就谈不上地址转换",
        ),
        Skip::NoTracking => language.pick(
            "no rule on this host needs connection tracking, so it is off, and nat with it",
            "本机没有规则需要连接跟踪，所以它没有启用，nat 也随之关闭",
        ),
        Skip::Invalid => {
            language.pick("connection tracking could not attach an entry to the packet", "连接跟踪无法为这个包找到条目")
        }
        Skip::NoRules => language.pick("it has no chain at this hook", "它在这个钩子点没有链"),
        Skip::IcmpError => language.pick(
            "an ICMP error follows the connection that it reports on; no rule is asked",
            "ICMP 差错跟随它所报告的连接，不询问规则",
        ),
    }
}
