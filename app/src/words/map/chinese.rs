//! The map's words in Chinese (simplified).

use engine::kernel::event::{Drop, Skip};
use engine::kernel::route::DropReason;

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
    skipped,
    no_lookup: "未查找",
    nothing_new: "无需确认",
    confirmed: "已确认",
    more_chains: |number| format!("外层还有 {number} 条"),
    stopped,
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

fn skipped(why: Skip) -> &'static str {
    match why {
        Skip::NotNew => "不是首包",
        Skip::Decided => "已有结论",
        Skip::Untracked => "未跟踪",
        Skip::NoTracking => "跟踪未启用",
        Skip::Invalid => "没有条目",
        Skip::NoRules => "没有规则",
        Skip::IcmpError => "ICMP 差错",
    }
}

fn stopped(why: Drop) -> &'static str {
    match why {
        Drop::Rule => "被规则丢弃",
        Drop::Policy => "被默认策略丢弃",
        Drop::Rejected => "被拒绝",
        Drop::Match => "匹配模块将它丢弃",
        Drop::Route(reason) => not_routed(reason),
        Drop::Unreachable => "没有路由，已告知发送方",
        Drop::UnreachableUntold => "没有路由，不再告知发送方",
        Drop::TtlExpired => "TTL 耗尽",
        Drop::NatFailed => "没有可用地址",
        Drop::InsertFailed => "条目冲突",
        Drop::TableFull => "连接跟踪表已满",
        Drop::Rerouting => "重新路由失败",
        Drop::NotForUs => "帧不是发给本机的",
        Drop::NoNeighbour => "ARP 无应答",
        Drop::MasqueradedElsewhere => "伪装地址属于另一网卡",
        Drop::InterfaceDown => "网卡未启用",
        Drop::NoListenerInQueue => "队列无人接收",
        Drop::Bound(_) => "达到上限",
        Drop::SameBridgePort => "没有别的端口",
        Drop::Malformed => "格式错误",
    }
}

fn not_routed(reason: DropReason) -> &'static str {
    match reason {
        DropReason::MartianSource => "源地址不可能出现",
        DropReason::MartianDestination => "目标地址不可能出现",
        DropReason::OwnSource => "源地址是本机自己的",
        DropReason::SourceNotUnicast => "源地址不是单播",
        DropReason::ReversePath => "rp_filter：回程走别的网卡",
        DropReason::NoWayBack => "rp_filter：没有回程路由",
        DropReason::ForwardingOff => "转发未开启",
        DropReason::NoRouteForwardingOff => "没有路由，转发未开启",
        DropReason::Blackhole => "黑洞路由",
        DropReason::NotJoined => "未加入该组播组",
        DropReason::NoDevice => "网卡已不存在",
    }
}
