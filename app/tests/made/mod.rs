//! A host with a station of its own making, of a tool that the page does not know, and a packet that is asked there.

use std::sync::Arc;

use app::player::Playback;
use lessons::Recording;
use net::packet::{TcpOptions, TcpSegment};
use net::{Address, Datagram, InterfaceName, TcpFlags, Transport};
use trace::connection::{Count, Tracking};
use trace::event::Cause;
use trace::hook::Station;
use trace::row::{Base, Cell, Heading, Policy, Target};
use trace::{
    Chain, Condition, Hook, HostId, HostMoment, Instant, Miss, Moment, PacketId, Row, RuleId, RulePlace, Stage, StepPlace, Table,
    TableName, Trace, Value, Verdict, View, What,
};

/// A key among others: no place in any list.
pub const HOST: HostId = HostId(7);
pub const PACKET: PacketId = PacketId(3);
pub const CHAIN: &str = "out of here";

pub fn table() -> TableName {
    TableName::from("inet mytable")
}

/// Position 5 is the rule that is missed, 7 the one that lets the packet go.
pub fn playback() -> Playback {
    Playback::of(Recording { start: start(), events: events(), chapters: Vec::new() })
}

fn start() -> Moment {
    let mut host = HostMoment { name: "gateway".into(), tables: vec![rules()], ..HostMoment::default() };
    for (priority, stage) in [(-200, Stage::Conntrack), (-42, Stage::Table(table())), (0, Stage::Table("filter".into()))] {
        host.hooks.register(Hook::Output, Station { priority, stage });
    }
    let mut moment = Moment::default();
    moment.hosts.insert(HOST, host);
    moment
}

fn rules() -> Table {
    let cell = |heading, text: &str| Cell { heading, text: text.to_owned() };
    let rows = [
        Row {
            rule: RuleId(11),
            asks: "tcp dport { 22, 2222 } meta hour < 6".to_owned(),
            leads: "drop".to_owned(),
            target: Target::Drop,
            cells: vec![
                cell(Heading::Asks(Condition::Match(0)), "tcp dport { 22, 2222 }"),
                cell(Heading::Asks(Condition::Match(1)), "meta hour < 6"),
            ],
        },
        Row {
            rule: RuleId(12),
            asks: String::new(),
            leads: "counter limit rate 4/hour accept".to_owned(),
            target: Target::Other { name: "accept".into(), translates: false },
            cells: Vec::new(),
        },
    ];
    let base = Base { hook: Hook::Output, policy: Policy::Drop, counter: Count::default(), counts: false };
    let chain = Chain {
        name: CHAIN.into(),
        base: Some(base),
        rows: Arc::new(rows.into_iter().map(Arc::new).collect()),
        counters: vec![Count::default(); 2],
    };
    Table { name: table(), chains: vec![chain] }
}

fn place(rule_place: usize, rule: u32) -> RulePlace {
    RulePlace { table: table(), chain: CHAIN.into(), chain_place: 0, rule_place, rule: RuleId(rule) }
}

fn events() -> Vec<trace::Event> {
    let miss = Miss { condition: Condition::Match(1), option: None, wanted: Value::text("< 6"), had: Value::Number(12) };
    let stage = Stage::Table(table());
    let told = [
        What::Made { view: Box::new(view()), cause: Cause::Program },
        What::HookEntered { hook: Hook::Output, view: Box::new(view()) },
        What::StageEntered { stage: stage.clone() },
        What::TableEntered { table: table() },
        What::RuleMissed { place: place(0, 11), miss: Box::new(miss) },
        What::RuleMatched { place: place(1, 12), bytes: 60 },
        What::Step { place: StepPlace::Rule(place(1, 12)), verdict: Verdict::Accept },
        What::StageLeft { stage },
        What::HookLeft { hook: Hook::Output },
    ];
    let mut trace = Trace::default();
    for what in told {
        trace.tell(Instant(0), HOST, Some(PACKET), what);
    }
    trace.events
}

fn view() -> View {
    let segment = TcpSegment {
        source_port: 40_000,
        destination_port: 22,
        sequence: 1,
        acknowledgement: 0,
        flags: TcpFlags::SYN,
        window: 64_240,
        options: TcpOptions::default(),
    };
    let datagram = Datagram {
        source: Address::from([0x2001, 0xdb8, 0, 0, 0, 0, 0, 1]),
        destination: Address::from([0x2001, 0xdb8, 0, 0, 0, 0, 0, 2]),
        ttl: 64,
        tos: 0,
        identification: 0,
        dont_fragment: true,
        transport: Transport::Tcp(segment),
        payload: Arc::from([]),
    };
    View { datagram, mark: 0, input: InterfaceName::NONE, output: InterfaceName::NONE, tracking: Tracking::None }
}
