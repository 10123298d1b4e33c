//! The map's words in Chinese (simplified).

use lessons::{Language, labels};

use super::{HeardWords, MapWords};

pub const WORDS: MapWords = MapWords {
    name: "数据包路线图",
    process: "本机进程",
    kernel: "内核自己",
    routing: "路由",
    not_asked: "不查路由",
    second_pass: "第二趟",
    second_pass_short: "第二趟",
    bridge_past_hooks: "走网桥，不经过任何钩子点",
    rule: |number| format!("规则 {number}"),
    policy: "默认策略",
    skipped: |why| labels::skip(Language::Chinese, why),
    no_lookup: "未查找",
    nothing_new: "无需确认",
    confirmed: "已确认",
    more_chains: |number| format!("外层还有 {number} 条"),
    stopped: |why| labels::dropped(Language::Chinese, why),
    by_policy: |chain| format!("{chain} 默认策略：DROP"),
    by_rule: |chain, rule| format!("{chain} 规则 {rule}：DROP"),
    rejected: |with| format!("REJECT：{with}"),
    was: "原为",
    heard: HeardWords {
        network: "网络：",
        host: |name, address| format!("{name}{}", in_brackets(address)),
        container: |name, address, host| format!("{name}{}，{host} 上的容器", in_brackets(address)),
        packet_on: |packet, host| format!("数据包 {packet} 在 {host} 上。"),
        packet_left: |packet, host| format!("数据包 {packet} 已经离开 {host}。"),
        nothing_yet: "还没有数据包上路。",
        program_on: |host| format!("没有数据包在移动，事情发生在 {host} 本机上。"),
        station: |station, platforms| format!("{station}：{platforms}"),
        is_here: "现在在这里",
        chains: |names| format!("正在用户链 {names} 中。"),
        ends: |why| format!("它止步于此。{why}。"),
        waiting: "它所回应的那个数据包停在发出回应的规则处。",
        bridged: |bridge| format!("网桥 {bridge} 把它从一个端口转到另一个端口，不查路由。"),
    },
};

fn in_brackets(address: Option<&str>) -> String {
    address.map(|address| format!("({address})")).unwrap_or_default()
}
