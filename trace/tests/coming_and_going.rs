//! Hosts, links and rows that come and go in a trace: the fold follows them, and nobody else's identity changes.

use std::sync::Arc;

use net::InterfaceName;
use trace::connection::Count;
use trace::host::{ChainChange, Change, Rows};
use trace::link::{Link, LinkStation};
use trace::row::{Base, Policy, Target};
use trace::{Chain, EventId, Hook, HostId, HostMoment, Instant, Moment, Row, RuleId, Table, Trace, What};

const ROUTER: HostId = HostId(0);
const CONTAINER: HostId = HostId(7);

fn named(name: &str) -> HostMoment {
    HostMoment { name: name.into(), ..HostMoment::default() }
}

fn after(start: &Moment, trace: &Trace) -> Moment {
    let mut moment = start.clone();
    trace.events.iter().for_each(|event| moment.apply(event));
    moment
}

fn told(start: &Moment, what: impl IntoIterator<Item = (HostId, What)>) -> Moment {
    let mut trace = Trace::default();
    what.into_iter().for_each(|(host, what)| trace.tell(Instant(0), host, None, what));
    after(start, &trace)
}

#[test]
fn a_container_starts_is_joined_and_goes() {
    let start = Moment { hosts: [(ROUTER, named("router"))].into(), ..Moment::default() };
    let eth0 = InterfaceName::new("eth0").expect("a name");
    let station = |host| LinkStation { host, interface: eth0, port: None };
    let cable = Link { bridge: None, stations: vec![station(ROUTER), station(CONTAINER)] };
    let joined = told(
        &start,
        [
            (CONTAINER, What::HostAdded { host: Box::new(named("web")) }),
            (ROUTER, What::LinksChanged { links: vec![cable.clone()] }),
        ],
    );
    assert_eq!(joined.host_name(CONTAINER), Some("web"));
    assert_eq!(joined.host_named("web"), Some(CONTAINER));
    assert_eq!(joined.links, [cable]);
    let gone = told(&joined, [(ROUTER, What::LinksChanged { links: Vec::new() }), (CONTAINER, What::HostGone)]);
    assert_eq!(gone, start, "and the router is who it was");
}

fn row(number: u32, text: &str) -> Arc<Row> {
    Arc::new(Row {
        rule: RuleId(number),
        asks: text.to_owned(),
        leads: "-j DROP".to_owned(),
        target: Target::Drop,
        cells: Vec::new(),
    })
}

#[test]
fn a_command_says_which_rows_came_and_went() {
    let base = Base { hook: Hook::Input, policy: Policy::Accept, counter: Count::default(), counts: true };
    let rows = [row(0, "-p icmp"), row(1, "-p tcp"), row(2, "-p udp")];
    let counters = [3, 2, 1].map(|packets| Count { packets, bytes: 84 }).to_vec();
    let chain = Chain { name: "INPUT".into(), base: Some(base), rows: Arc::new(rows.to_vec()), counters };
    let table = Table { name: "filter".into(), chains: vec![chain] };
    let host = HostMoment { tables: vec![table], ..named("router") };
    let start = Moment { hosts: [(ROUTER, host)].into(), ..Moment::default() };
    let replaced = Rows { place: 0, at: 1, gone: 1, added: vec![(row(3, "-s 10.0.0.1/32"), Count::default())] };
    let change = Change::Chain { table: "filter".into(), change: ChainChange::Rows(replaced) };
    let now = told(&start, [(ROUTER, What::HostChanged { changes: vec![change] })]);
    let chain = &now.hosts[&ROUTER].tables[0].chains[0];
    let shown: Vec<_> = chain.counted().map(|(row, count)| (row.rule.0, row.saved(), count.packets)).collect();
    let expected =
        [(0, "-p icmp -j DROP".to_owned(), 3), (3, "-s 10.0.0.1/32 -j DROP".to_owned(), 0), (2, "-p udp -j DROP".to_owned(), 1)];
    assert_eq!(shown, expected);
}

#[test]
fn what_names_nothing_that_is_there_changes_nothing() {
    let start = Moment { hosts: [(ROUTER, named("router"))].into(), ..Moment::default() };
    let nowhere = Rows { place: 9, at: 9, gone: 9, added: Vec::new() };
    let changes = vec![
        Change::Chain { table: "nowhere".into(), change: ChainChange::Rows(nowhere) },
        Change::InterfaceGone { place: 4 },
        Change::SetGone { set: "nowhere".into() },
    ];
    assert_eq!(told(&start, [(ROUTER, What::HostChanged { changes }), (CONTAINER, What::HostGone)]), start);
}

#[test]
fn a_trace_goes_on_behind_another() {
    let mut first = Trace::default();
    first.tell(Instant(0), ROUTER, None, What::ClockMoved { to: Instant(1) });
    let mut second = Trace::after(&first);
    second.tell(Instant(1), ROUTER, None, What::ClockMoved { to: Instant(2) });
    assert_eq!(second.events[0].id, EventId(1));
    assert!(second.event(EventId(0)).is_none() && second.event(EventId(1)).is_some());
}
