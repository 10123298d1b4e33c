//! A station that the engine has not: a table of another tool at a hook, with chains, rules and addresses that are nothing like
//! those of iptables. The narrator tells what happens there without knowing it.

use std::sync::Arc;

use lessons::{Language, narrate};
use net::packet::TcpSegment;
use net::{Datagram, InterfaceName, TcpFlags, Transport};
use trace::connection::{Count, Tracking};
use trace::hook::Station;
use trace::row::{Base, Cell, Heading, Policy, Target};
use trace::{
    Cause, Chain, Condition, Culprit, Drop, Hook, HostId, HostMoment, Instant, Miss, Moment, PacketId, Row, RuleId, RulePlace,
    Stage, StepPlace, Table, TableName, Trace, Value, Verdict, View, What,
};

const HOST: HostId = HostId(7);
const PACKET: PacketId = PacketId(0);

#[test]
fn what_happens_at_a_made_up_station_is_told_in_both_languages() {
    let mut moment = moment();
    let mut told = Vec::new();
    for event in &trace().events {
        told.extend(Language::ALL.map(|language| narrate(language, event, &moment)));
        moment.apply(event);
    }
    let told: Vec<&str> = told.iter().map(String::as_str).collect();
    assert_eq!(told, EXPECTED);
}

const EXPECTED: &[&str] = &[
    "gate sends SYN [2001:db8::1]:40000 → [2001:db8::2]:22.",
    "gate 发出 SYN [2001:db8::1]:40000 → [2001:db8::2]:22。",
    "INPUT on gate: the packet is for gate itself. It came in on eth0.",
    "gate 的 INPUT：数据包就是发给 gate 的，它从 eth0 进来。",
    "Table inet mytable comes next.",
    "轮到 inet mytable 表。",
    "Chain incoming of inet mytable is asked, rule by rule.",
    "逐条询问 inet mytable 表的 incoming 链。",
    "Rule 1 of incoming in inet mytable does not match: it wants established,related, the packet is new.",
    "inet mytable 表 incoming 的第 1 条规则不匹配：它要求 established,related，而数据包是 new。",
    "Rule 2 of incoming in inet mytable does not match: it wants source 2001:db8:f::/48, the packet comes from 2001:db8::1.",
    "inet mytable 表 incoming 的第 2 条规则不匹配：它要求源地址为 2001:db8:f::/48，而数据包来自 2001:db8::1。",
    "Rule 3 of incoming in inet mytable does not match: it wants @meter 3/second, and the packet has no such thing.",
    "inet mytable 表 incoming 的第 3 条规则不匹配：它要求 @meter 3/second，而数据包没有这一项。",
    "Rule 4 of incoming in inet mytable matches: th dport { 22, 80 }. Its counters: 1 packet, 60 bytes.",
    "inet mytable 表 incoming 的第 4 条规则匹配：th dport { 22, 80 }。计数器变为 1 个包、60 字节。",
    "Rule 4 of incoming in inet mytable sends the packet into offered.",
    "inet mytable 表 incoming 的第 4 条规则进入 offered 链。",
    "Rule 1 of offered in inet mytable has no conditions, so it matches. Its counters: 1 packet, 60 bytes.",
    "inet mytable 表 offered 的第 1 条规则没有任何条件，因此匹配。计数器变为 1 个包、60 字节。",
    "Rule 1 of offered in inet mytable has done its work (meta mark set 0x7); the next rule is asked.",
    "inet mytable 表 offered 的第 1 条规则已执行（meta mark set 0x7），接着问下一条。",
    "offered has no more rules: the packet goes back to the rule after the jump.",
    "offered 的规则已经问完：回到跳转之后的那条规则。",
    "No rule of incoming decided, so its policy in inet mytable does: DROP.",
    "incoming 没有规则作出决定，由它在 inet mytable 表的默认策略决定：DROP。",
    "The packet ends in INPUT on gate: the policy of incoming in inet mytable dropped it.",
    "数据包止于 gate 的 INPUT：被 inet mytable 表 incoming 的默认策略丢弃。",
];

fn trace() -> Trace {
    let view = Box::new(view());
    let (table, chain): (TableName, Arc<str>) = ("inet mytable".into(), "incoming".into());
    let policy = StepPlace::Policy { table: table.clone(), chain: chain.clone(), chain_place: 0, counted: true, bytes: 60 };
    let established = Value::one_of([Value::state("established"), Value::state("related")]);
    let source = Value::Prefix("2001:db8:f::/48".parse().expect("a prefix"));
    let address = Value::Address(view.datagram.source);
    let mut trace = Trace::default();
    for what in [
        What::Made { view: view.clone(), cause: Cause::Program },
        What::HookEntered { hook: Hook::Input, view },
        What::StageEntered { stage: Stage::Table(table.clone()) },
        What::TableEntered { table: table.clone() },
        missed(0, Condition::Match(0), established, Value::state("new")),
        missed(1, Condition::Source, source, address),
        missed(2, Condition::Match(1), Value::Nothing, Value::Nothing),
        What::RuleMatched { place: place(0, 3), bytes: 60 },
        What::Step { place: StepPlace::Rule(place(0, 3)), verdict: Verdict::Jump("offered".into()) },
        What::RuleMatched { place: place(1, 0), bytes: 60 },
        What::Step { place: StepPlace::Rule(place(1, 0)), verdict: Verdict::Continue },
        What::Step { place: StepPlace::End { table: table.clone(), chain: "offered".into() }, verdict: Verdict::Return },
        What::Step { place: policy, verdict: Verdict::Drop },
        What::Dropped { why: Drop::Policy, by: Culprit::Policy { table, chain } },
    ] {
        trace.tell(Instant(0), HOST, Some(PACKET), what);
    }
    trace
}

fn missed(rule: usize, condition: Condition, wanted: Value, had: Value) -> What {
    What::RuleMissed { place: place(0, rule), miss: Box::new(Miss { condition, option: None, wanted, had }) }
}

fn place(chain: usize, rule: usize) -> RulePlace {
    let table = table();
    let (name, row) = (table.chains[chain].name.clone(), table.chains[chain].rows[rule].rule);
    RulePlace { table: table.name, chain: name, chain_place: chain, rule_place: rule, rule: row }
}

fn moment() -> Moment {
    let mut gate = HostMoment { name: "gate".into(), tables: vec![table()], ..HostMoment::default() };
    gate.hooks.register(Hook::Input, Station { priority: 5, stage: Stage::Table("inet mytable".into()) });
    Moment { hosts: [(HOST, gate)].into(), ..Moment::default() }
}

fn table() -> Table {
    let base = Base { hook: Hook::Input, policy: Policy::Drop, counter: Count::default(), counts: true };
    let incoming = [
        row(10, &["ct state established,related"], "accept", Target::Accept),
        row(20, &["ip6 saddr 2001:db8:f::/48"], "drop", Target::Drop),
        row(30, &["meta l4proto tcp", "@meter 3/second"], "accept", Target::Accept),
        row(40, &["th dport { 22, 80 }"], "jump offered", Target::Jump("offered".into())),
    ];
    let marks = Target::Other { name: "meta mark set 0x7".into(), translates: false };
    let offered = [row(50, &[], "meta mark set 0x7", marks)];
    Table { name: "inet mytable".into(), chains: vec![chain("incoming", Some(base), incoming), chain("offered", None, offered)] }
}

fn chain<const ROWS: usize>(name: &str, base: Option<Base>, rows: [Row; ROWS]) -> Chain {
    Chain { name: name.into(), base, rows: Arc::new(rows.map(Arc::new).into()), counters: vec![Count::default(); ROWS] }
}

fn row(rule: u32, asks: &[&str], leads: &str, target: Target) -> Row {
    let cells = asks
        .iter()
        .enumerate()
        .map(|(place, text)| Cell { heading: Heading::Asks(Condition::Match(place)), text: (*text).to_owned() });
    Row { rule: RuleId(rule), asks: asks.join(" "), leads: leads.to_owned(), target, cells: cells.collect() }
}

fn view() -> View {
    let segment = TcpSegment {
        source_port: 40000,
        destination_port: 22,
        sequence: 0,
        acknowledgement: 0,
        flags: TcpFlags::SYN,
        window: 64240,
        options: Default::default(),
    };
    View {
        datagram: Datagram {
            source: "2001:db8::1".parse().expect("an address"),
            destination: "2001:db8::2".parse().expect("an address"),
            ttl: 64,
            tos: 0,
            identification: 0,
            dont_fragment: true,
            transport: Transport::Tcp(segment),
            payload: [].into(),
        },
        mark: 0,
        input: InterfaceName::new("eth0").expect("a short name"),
        output: InterfaceName::NONE,
        tracking: Tracking::None,
    }
}
