//! The short forms: what stands on the map, in the timeline and inside sentences. Few words: there is
//! little room.

use engine::kernel::event::{Bound, Drop, Gone, Invalid, Receiver, RouteDrop, Skip, Verdict};
use engine::rules::targets::act::{RejectWith, Side};
use engine::state::conntrack::{State, Tracking};
use engine::state::hook::Stage;
use engine::state::packet::IcmpMessage;
use engine::state::sockets::Errno;

use crate::language::{Language, say};

/// Why a table is dashed on the map.
pub fn skip(language: Language, why: Skip) -> &'static str {
    match why {
        Skip::NotNew => language.pick("not new", "不是首包"),
        Skip::Decided => language.pick("decided", "已有结论"),
        Skip::Untracked => language.pick("untracked", "未跟踪"),
        Skip::NoTracking => language.pick("no tracking", "跟踪未启用"),
        Skip::Invalid => language.pick("no entry", "没有条目"),
        Skip::NoRules => language.pick("no rules", "没有规则"),
        Skip::IcmpError => language.pick("ICMP error", "ICMP 差错"),
    }
}

pub fn verdict(language: Language, verdict: &Verdict) -> String {
    match verdict {
        Verdict::Accept => "ACCEPT".to_owned(),
        Verdict::Drop => "DROP".to_owned(),
        Verdict::Continue => language.pick("next rule", "下一条").to_owned(),
        Verdict::Return => "RETURN".to_owned(),
        Verdict::Jump(chain) => say!(language, "to {chain}", "进入 {chain}"),
        Verdict::Goto(chain) => say!(language, "goto {chain}", "转到 {chain}"),
        Verdict::Queue => "QUEUE".to_owned(),
    }
}

/// What stands on the buffer stop.
pub fn dropped(language: Language, why: Drop) -> &'static str {
    match why {
        Drop::Rule => language.pick("dropped by a rule", "被规则丢弃"),
        Drop::Policy => language.pick("dropped by policy", "被默认策略丢弃"),
        Drop::Rejected => language.pick("rejected", "被拒绝"),
        Drop::Match => language.pick("dropped by a match", "被匹配模块丢弃"),
        Drop::Route(reason) => route_drop(language, reason),
        Drop::Unreachable | Drop::UnreachableUntold => language.pick("no route", "没有路由"),
        Drop::TtlExpired => language.pick("TTL expired", "TTL 耗尽"),
        Drop::NatFailed => language.pick("no free address", "没有可用地址"),
        Drop::InsertFailed => language.pick("entry clash", "条目冲突"),
        Drop::TableFull => language.pick("conntrack full", "跟踪表已满"),
        Drop::Rerouting => language.pick("rerouting failed", "重新路由失败"),
        Drop::NotForUs => language.pick("not for us", "不是发给本机的"),
        Drop::NoNeighbour => language.pick("ARP unanswered", "ARP 无应答"),
        Drop::MasqueradedElsewhere => language.pick("other way out", "出口已变"),
        Drop::InterfaceDown => language.pick("interface down", "接口已关闭"),
        Drop::NoListenerInQueue => language.pick("queue without reader", "队列无人读取"),
        Drop::Bound(_) => language.pick("engine limit", "引擎上限"),
        Drop::SameBridgePort => language.pick("same bridge port", "同一网桥端口"),
        Drop::Malformed => language.pick("malformed", "格式错误"),
    }
}

pub fn route_drop(language: Language, reason: RouteDrop) -> &'static str {
    match reason {
        RouteDrop::MartianSource => language.pick("martian source", "火星源地址"),
        RouteDrop::MartianDestination => language.pick("martian destination", "火星目标地址"),
        RouteDrop::OwnSource => language.pick("our own source", "源为本机地址"),
        RouteDrop::SourceNotUnicast => language.pick("source not unicast", "源非单播地址"),
        RouteDrop::ReversePath => language.pick("reverse path filter", "反向路径过滤"),
        RouteDrop::NoWayBack => language.pick("no way back", "没有回程路由"),
        RouteDrop::ForwardingOff => language.pick("forwarding is off", "转发未开启"),
        RouteDrop::NoRouteForwardingOff => language.pick("no route", "没有路由"),
        RouteDrop::Blackhole => language.pick("blackhole route", "黑洞路由"),
        RouteDrop::NotJoined => language.pick("group not joined", "未加入组播组"),
        RouteDrop::NoDevice => language.pick("interface is gone", "接口不存在"),
    }
}

pub fn receiver(language: Language, to: Receiver) -> &'static str {
    match to {
        Receiver::Socket(_) => language.pick("program", "程序"),
        Receiver::Kernel => language.pick("kernel", "内核"),
        Receiver::Nobody => language.pick("nobody", "无人接收"),
    }
}

pub fn tracking(language: Language, tracking: Tracking) -> &'static str {
    match tracking {
        Tracking::None => language.pick("no entry", "无条目"),
        Tracking::Untracked => "UNTRACKED",
        Tracking::Entry { state, .. } => state_name(state),
    }
}

/// As rules write it.
pub fn state_name(state: State) -> &'static str {
    match state {
        State::New => "NEW",
        State::Established => "ESTABLISHED",
        State::Related => "RELATED",
    }
}

pub fn invalid(language: Language, why: Invalid) -> &'static str {
    match why {
        Invalid::TcpFlags => language.pick("no TCP segment has these flags", "这种 TCP 标志组合不合法"),
        Invalid::TcpState => language.pick("it does not fit the connection's state", "它与连接当前的状态不符"),
        Invalid::TcpWindow => language.pick("its sequence numbers are outside of the window", "它的序列号在窗口之外"),
        Invalid::CannotBegin => language.pick("no connection can begin with it", "连接不可能由它开始"),
        Invalid::ErrorAboutNothing => {
            language.pick("it is an error about a connection nobody knows", "它报告的差错不属于任何已知连接")
        }
        Invalid::IcmpType => language.pick("its ICMP type cannot be tracked", "这种 ICMP 类型无法跟踪"),
    }
}

/// Why an entry is no longer there.
pub fn gone(language: Language, why: Gone) -> &'static str {
    match why {
        Gone::Expired => language.pick("expired", "超时"),
        Gone::NeverConfirmed => language.pick("never confirmed", "未被确认"),
        Gone::EarlyDropped => language.pick("table full", "表已满"),
        Gone::Reset => language.pick("reset", "被重置"),
        Gone::Reopened => language.pick("opened anew", "重新打开"),
        Gone::Deleted => language.pick("deleted", "被删除"),
        Gone::Evicted => language.pick("made room", "让出端口"),
        Gone::InterfaceChanged => language.pick("other way out", "出口已变"),
    }
}

pub fn bound(language: Language, bound: Bound) -> &'static str {
    match bound {
        Bound::RulesPerAction => language.pick("rules asked in one action", "一次操作询问的规则数"),
        Bound::JumpDepth => language.pick("jumps inside jumps", "嵌套跳转的层数"),
        Bound::MovesPerAction => language.pick("moves of one action", "一次操作的步数"),
        Bound::LoopedPackets => language.pick("packets to itself", "发给自己的数据包数"),
        Bound::RelaysPerAction => language.pick("relayed connections of one action", "一次操作中转发的连接数"),
        Bound::NestedPackets => language.pick("packets sent while sending", "发送途中再发送的数据包数"),
        Bound::QueueLength => language.pick("packets in a queue", "队列中的数据包数"),
        Bound::AnswersPerAction => language.pick("UDP answers of one action", "一次操作中的 UDP 应答数"),
        Bound::RepetitionsPerAction => language.pick("repetitions of one action", "一次操作的重复次数"),
        Bound::SeenByServers => language.pick("what servers saw", "服务器所见之事的数量"),
        Bound::Entries => language.pick("connections tracked", "被跟踪的连接数"),
    }
}

pub fn side(language: Language, side: Side) -> &'static str {
    match side {
        Side::Source => language.pick("source", "源地址"),
        Side::Destination => language.pick("destination", "目标地址"),
    }
}

pub fn stage(language: Language, stage: Stage) -> &'static str {
    match stage {
        Stage::Table(table) => table.name(),
        Stage::Conntrack => language.pick("connection tracking", "连接跟踪"),
        Stage::Confirm => language.pick("confirmation", "确认"),
    }
}

/// What a REJECT answers with.
pub fn reject(language: Language, with: RejectWith) -> &'static str {
    match with {
        RejectWith::NetUnreachable => language.pick("ICMP network unreachable", "ICMP 网络不可达"),
        RejectWith::HostUnreachable => language.pick("ICMP host unreachable", "ICMP 主机不可达"),
        RejectWith::ProtocolUnreachable => language.pick("ICMP protocol unreachable", "ICMP 协议不可达"),
        RejectWith::PortUnreachable => language.pick("ICMP port unreachable", "ICMP 端口不可达"),
        RejectWith::NetProhibited => language.pick("ICMP network prohibited", "ICMP 禁止访问网络"),
        RejectWith::HostProhibited => language.pick("ICMP host prohibited", "ICMP 禁止访问主机"),
        RejectWith::AdminProhibited => language.pick("ICMP prohibited by filter", "ICMP 被管理员禁止"),
        RejectWith::TcpReset => language.pick("a TCP reset", "TCP 重置"),
    }
}

pub fn icmp_error(language: Language, kind: u8, code: u8) -> String {
    let known = match (kind, code) {
        (IcmpMessage::DESTINATION_UNREACHABLE, 0) => language.pick("ICMP network unreachable", "ICMP 网络不可达"),
        (IcmpMessage::DESTINATION_UNREACHABLE, 1) => language.pick("ICMP host unreachable", "ICMP 主机不可达"),
        (IcmpMessage::DESTINATION_UNREACHABLE, 2) => language.pick("ICMP protocol unreachable", "ICMP 协议不可达"),
        (IcmpMessage::DESTINATION_UNREACHABLE, 3) => language.pick("ICMP port unreachable", "ICMP 端口不可达"),
        (IcmpMessage::DESTINATION_UNREACHABLE, 4) => language.pick("ICMP packet too big", "ICMP 需要分片"),
        (IcmpMessage::DESTINATION_UNREACHABLE, 9) => language.pick("ICMP network prohibited", "ICMP 禁止访问网络"),
        (IcmpMessage::DESTINATION_UNREACHABLE, 10) => language.pick("ICMP host prohibited", "ICMP 禁止访问主机"),
        (IcmpMessage::DESTINATION_UNREACHABLE, 13) => language.pick("ICMP prohibited by filter", "ICMP 被管理员禁止"),
        (IcmpMessage::TIME_EXCEEDED, 0) => language.pick("ICMP TTL expired", "ICMP TTL 超时"),
        _ => return say!(language, "ICMP error type {kind} code {code}", "ICMP 差错 类型 {kind} 代码 {code}"),
    };
    known.to_owned()
}

/// What the program reads on its terminal.
pub fn errno(language: Language, error: Errno) -> &'static str {
    match error {
        Errno::ConnectionRefused => language.pick("connection refused", "连接被拒绝"),
        Errno::HostUnreachable => language.pick("no route to host", "没有到主机的路由"),
        Errno::NetworkUnreachable => language.pick("network is unreachable", "网络不可达"),
        Errno::TimedOut => language.pick("timed out", "超时"),
        Errno::NotPermitted => language.pick("operation not permitted", "操作不被允许"),
        Errno::ConnectionReset => language.pick("connection reset by peer", "连接被对端重置"),
        Errno::ProtocolUnreachable => language.pick("protocol not available", "协议不可用"),
        Errno::PermissionDenied => language.pick("permission denied", "权限不足"),
        Errno::AddressInUse => language.pick("address already in use", "地址已被占用"),
        Errno::AddressNotAvailable => language.pick("address not available", "地址不可用"),
        Errno::InvalidArgument => language.pick("invalid argument", "参数无效"),
        Errno::NoSuchDevice => language.pick("no such device", "没有该设备"),
        Errno::NotConnected => language.pick("not connected", "尚未连接"),
        Errno::BrokenPipe => language.pick("broken pipe", "管道已断开"),
        Errno::MessageTooLong => language.pick("message too long", "消息过长"),
        Errno::HostDown => language.pick("host is down", "主机已关闭"),
        Errno::ProtocolError => language.pick("protocol error", "协议错误"),
        Errno::NotSupported => language.pick("operation not supported", "不支持该操作"),
        Errno::NotOnNetwork => language.pick("not on the network", "主机不在网络上"),
        Errno::LimitReached => language.pick("no buffer space", "缓冲区不足"),
    }
}
