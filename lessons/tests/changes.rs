//! What comes from outside, told in both languages: commands by what they changed, hosts and links that come and go.

use std::sync::Arc;

use lessons::{Language, narrate};
use net::InterfaceName;
use trace::connection::Count;
use trace::host::{ChainChange, Change, Rows};
use trace::link::{Bridge, Link, LinkStation};
use trace::row::{Base, Policy, Target};
use trace::{Chain, Event, EventId, Hook, HostId, HostMoment, Instant, Moment, Row, RuleId, Table, What};

const ROUTER: HostId = HostId(0);
const WEB: HostId = HostId(3);

#[test]
fn what_comes_from_outside_is_told_by_what_it_changed() {
    let mut moment = Moment { hosts: [(ROUTER, router())].into(), links: vec![cable()], ..Moment::default() };
    for (number, (host, what, english, chinese)) in events().into_iter().enumerate() {
        let event = Event { id: EventId(number as u32), at: Instant(0), host, packet: None, cause: None, what };
        let told = Language::ALL.map(|language| narrate(language, &event, &moment));
        assert_eq!(told, [english, chinese]);
        moment.apply(&event);
    }
}

fn events() -> Vec<(HostId, What, &'static str, &'static str)> {
    let setting = |value: &str| Change::Setting { name: "net.ipv4.ip_forward".to_owned(), value: Some(value.to_owned()) };
    vec![
        (
            ROUTER,
            What::HostChanged { changes: Vec::new() },
            "A command ran on router; it changed no setting.",
            "router 上执行了一条命令，没有改动任何设置。",
        ),
        (
            ROUTER,
            What::HostChanged { changes: vec![rows(1, 0, &["-p tcp"])] },
            "A command ran on router: rule 2 of FORWARD in filter is new (-p tcp -j DROP).",
            "router 上执行了一条命令：filter 表 FORWARD 新增第 2 条规则（-p tcp -j DROP）。",
        ),
        (
            ROUTER,
            What::HostChanged { changes: vec![rows(0, 2, &["-p udp", "-p icmp", "-p sctp"]), setting("1")] },
            "A command ran on router: in FORWARD of filter 2 rules are gone, 3 are new; net.ipv4.ip_forward is 1 now.",
            "router 上执行了一条命令：filter 表 FORWARD 中删除了 2 条规则，新增了 3 条；net.ipv4.ip_forward 现在是 1。",
        ),
        (
            ROUTER,
            What::HostChanged { changes: vec![policy(Policy::Drop), rows(2, 1, &[])] },
            "A command ran on router: the policy of FORWARD in filter is DROP now; rule 3 of FORWARD in filter is gone.",
            "router 上执行了一条命令：filter 表 FORWARD 的默认策略现在是 DROP；filter 表 FORWARD 的第 3 条规则被删除。",
        ),
        (
            ROUTER,
            What::HostChanged { changes: vec![setting("0"), policy(Policy::Accept), rows(1, 1, &[]), rows(0, 1, &[])] },
            "A command ran on router and changed: rules, kernel settings.",
            "router 上执行了一条命令，改动了：规则、内核参数。",
        ),
        (
            WEB,
            What::HostAdded { host: Box::new(HostMoment { name: "web".into(), ..HostMoment::default() }) },
            "web is there from now on.",
            "从现在起有了 web。",
        ),
        (
            ROUTER,
            What::LinksChanged { links: vec![bridge()] },
            "Joined from now on: docker0 of router, eth0 of web. No longer: eth0 of router.",
            "从现在起连在一起：router 的 docker0、web 的 eth0。不再如此：router 的 eth0。",
        ),
        (
            WEB,
            What::HostGone,
            "web is gone, and with it its rules, its connections and its programs.",
            "web 消失了，它的规则、连接和程序也随之消失。",
        ),
    ]
}

fn rows(at: usize, gone: usize, added: &[&str]) -> Change {
    let row = |asks: &&str| (Arc::new(row(asks)), Count::default());
    let rows = Rows { place: 0, at, gone, added: added.iter().map(row).collect() };
    Change::Chain { table: "filter".into(), change: ChainChange::Rows(rows) }
}

fn policy(policy: Policy) -> Change {
    Change::Chain { table: "filter".into(), change: ChainChange::Base { place: 0, base: Some(base(policy)) } }
}

fn base(policy: Policy) -> Base {
    Base { hook: Hook::Forward, policy, counter: Count::default(), counts: true }
}

fn row(asks: &str) -> Row {
    Row { rule: RuleId(0), asks: asks.to_owned(), leads: "-j DROP".to_owned(), target: Target::Drop, cells: Vec::new() }
}

fn router() -> HostMoment {
    let forward = Chain {
        name: "FORWARD".into(),
        base: Some(base(Policy::Accept)),
        rows: Arc::new(vec![Arc::new(row("-p udp"))]),
        counters: vec![Count::default()],
    };
    let filter = Table { name: "filter".into(), chains: vec![forward] };
    HostMoment { name: "router".into(), tables: vec![filter], ..HostMoment::default() }
}

fn cable() -> Link {
    Link { bridge: None, stations: vec![station(ROUTER)] }
}

fn bridge() -> Link {
    Link { bridge: Some(Bridge { host: ROUTER, name: name("docker0") }), stations: vec![station(WEB)] }
}

fn station(host: HostId) -> LinkStation {
    LinkStation { host, interface: name("eth0"), port: None }
}

fn name(text: &str) -> InterfaceName {
    InterfaceName::new(text).expect("a short name")
}
