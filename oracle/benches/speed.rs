//! How fast the engine is: a rule, a handshake, all ports of a host, reading rules.
//! What it must give in return (agreement, soundness) the tests hold.
//!
//! `cargo bench -p oracle` prints a line a measurement; a word behind `--` picks those whose name has it. Of the columns
//! look at `fastest` and `median`: a busy machine only ever adds. Nothing here fails; what a good machine keeps is
//!
//! - a rule: 3 ns, which is 333 Mitem/s where there are many rules, for a walk without any takes its time, too,
//! - a handshake through Docker's rules, traced: 50 µs,
//! - reading 5,000 rules: 10 ms.

use std::fmt::{self, Write};
use std::net::Ipv4Addr;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use engine::kernel::event::{HostId, Listener, Silence, Trace};
use engine::kernel::host::Host;
use engine::kernel::scene::Scene;
use engine::kernel::walk::Allowance;
use engine::lab::scenario::{Action, ConnectAction, Scenario};
use engine::lab::{Customs, Lab, build, perform};
use engine::state::hook::{Hook, TableName};
use engine::state::interface::InterfaceName;
use engine::state::packet::{Datagram, Packet, TcpFlags, TcpOptions, TcpSegment, Transport};
use engine::tools;
use serde_json::json;

fn main() {
    divan::main();
}

/// One packet through rules of which none matches.
mod rules {
    use super::*;

    #[divan::bench(name = "a walk without rules, silent")]
    fn bare_silent(bencher: Bencher<'_, '_>) {
        let mut lab = router(&rules_of("", 0));
        bencher.bench_local(|| walk(&mut lab, 0, &mut Silence));
    }

    #[divan::bench(name = "a walk without rules, traced")]
    fn bare_traced(bencher: Bencher<'_, '_>) {
        let mut lab = router(&rules_of("", 0));
        let mut trace = Trace::default();
        bencher.bench_local(|| {
            trace.events.clear();
            walk(&mut lab, 0, &mut trace);
        });
    }

    #[divan::bench(name = "a rule, silent", args = RuleSet::all())]
    fn silent(bencher: Bencher<'_, '_>, rules: &RuleSet) {
        let mut lab = router(&rules_of(rules.kind.line, rules.count));
        bencher.counter(ItemsCount::new(rules.count)).bench_local(|| walk(&mut lab, rules.count, &mut Silence));
    }

    #[divan::bench(name = "a rule, traced", args = RuleSet::all())]
    fn traced(bencher: Bencher<'_, '_>, rules: &RuleSet) {
        let mut lab = router(&rules_of(rules.kind.line, rules.count));
        let mut trace = Trace::default();
        bencher.counter(ItemsCount::new(rules.count)).bench_local(|| {
            trace.events.clear();
            walk(&mut lab, rules.count, &mut trace);
        });
    }
}

#[divan::bench(name = "cloning the lab")]
fn cloning(bencher: Bencher<'_, '_>) {
    let (lab, _) = docker();
    bencher.bench_local(|| drop(black_box(lab.clone())));
}

#[divan::bench(name = "a handshake through Docker's rules, silent")]
fn handshake_silent(bencher: Bencher<'_, '_>) {
    let (lab, scenario) = docker();
    bencher.bench_local(|| shake(&lab, &scenario, &mut Silence));
}

#[divan::bench(name = "a handshake through Docker's rules, traced")]
fn handshake_traced(bencher: Bencher<'_, '_>) {
    let (lab, scenario) = docker();
    let mut trace = Trace::default();
    bencher.bench_local(|| {
        trace.events.clear();
        shake(&lab, &scenario, &mut trace);
    });
}

#[divan::bench(name = "a connection of 65,536 to as many ports, silent", sample_count = 3, sample_size = 1)]
fn ports(bencher: Bencher<'_, '_>) {
    let (fresh, _) = docker();
    bencher.counter(ItemsCount::new(65_536u32)).bench_local(|| {
        let mut lab = fresh.clone();
        for port in 0..=u16::MAX {
            black_box(perform(&mut lab, &probe(port), &mut Silence));
        }
    });
}

/// Each connection stays open, so later ones find more sockets: the time for one must not grow with them.
#[divan::bench(name = "a connection of those that stay, silent", args = [1_000, 8_000, 64_000], sample_count = 3, sample_size = 1)]
fn crowd(bencher: Bencher<'_, '_>, count: u16) {
    let lab = crowded(count);
    bencher.counter(ItemsCount::new(count)).bench_local(|| {
        let mut lab = lab.clone();
        for number in 0..count {
            black_box(perform(&mut lab, &stay(number), &mut Silence));
        }
    });
}

#[divan::bench(name = "reading 5,000 rules", args = KINDS)]
fn parsing(bencher: Bencher<'_, '_>, kind: &Kind) {
    let text = rules_of(kind.line, 5_000);
    bencher.bench_local(|| tools::restore_rules(&mut Host::new("reader"), &text, false));
}

/// Rules that the packet does not meet.
#[derive(Clone, Copy)]
struct Kind {
    name: &'static str,
    /// `NUMBER` and `BYTES` differ from rule to rule.
    line: &'static str,
}

const KINDS: [Kind; 4] = [
    Kind { name: "by address", line: "-A FORWARD -s 10.BYTES/32 -j DROP" },
    Kind { name: "by interface", line: "-A FORWARD -i tunNUMBER -j DROP" },
    Kind { name: "by protocol and address", line: "-A FORWARD -d 10.BYTES/32 -p udp -m udp --dport 53 -j ACCEPT" },
    Kind { name: "by port", line: "-A FORWARD -p tcp -m tcp --dport NUMBER -j ACCEPT" },
];

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name)
    }
}

/// So many rules of a kind.
#[derive(Clone, Copy)]
struct RuleSet {
    count: u32,
    kind: Kind,
}

impl RuleSet {
    fn all() -> Vec<RuleSet> {
        KINDS.into_iter().flat_map(|kind| [10, 100, 1_000, 10_000].map(|count| RuleSet { count, kind })).collect()
    }
}

impl fmt::Display for RuleSet {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "of {}, {}", self.count, self.kind)
    }
}

fn docker() -> (Lab, Scenario) {
    let scenario = oracle::scenario::read(include_str!("handshake.json")).expect("the scenario stands beside this file");
    (build(&scenario, Customs::REPLAY).0, scenario)
}

fn probe(port: u16) -> Action {
    Action::Connect(ConnectAction {
        host: "client".to_owned(),
        to: (Ipv4Addr::new(192, 168, 66, 100), port),
        from: (Ipv4Addr::UNSPECIFIED, 0),
        name: None,
        send: None,
        close: None,
        mark: 0,
    })
}

/// A host that listens at so many ports.
fn crowded(count: u16) -> Lab {
    let listen: Vec<String> = (0..count).map(|number| format!("tcp/{}", 1_000 + number)).collect();
    let ifaces = json!([{"name": "eth0", "addrs": ["10.0.0.1/24"], "link": "lan"}]);
    let json = json!({"hosts": [{"name": "a", "ifaces": ifaces, "listen": listen}], "actions": []});
    build(&oracle::scenario::scenario(&json).expect("the scenario can be read"), Customs::REPLAY).0
}

fn stay(number: u16) -> Action {
    Action::Connect(ConnectAction {
        host: "a".to_owned(),
        to: (Ipv4Addr::LOCALHOST, 1_000 + number),
        from: (Ipv4Addr::UNSPECIFIED, 999),
        name: Some(format!("c{number}")),
        send: None,
        close: None,
        mark: 0,
    })
}

fn rules_of(line: &str, count: u32) -> String {
    let mut text = String::from("*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n");
    for number in 0..count {
        let bytes = format!("{}.{}.{}", number >> 16 & 0xff, number >> 8 & 0xff, number & 0xff);
        let rule = line.replace("NUMBER", &(number + 1_000).to_string()).replace("BYTES", &bytes);
        writeln!(text, "{rule}").expect("a text grows");
    }
    text + "COMMIT\n"
}

fn router(rules: &str) -> Lab {
    let (mut lab, _) = build(&Scenario::default(), Customs::REPLAY);
    let mut host = Host::new("router");
    let read = tools::restore_rules(&mut host, rules, false);
    assert_eq!(read.code, 0, "{}", read.err);
    lab.add_host(host);
    lab
}

/// `rules`: how many there are.
fn walk<L: Listener>(lab: &mut Lab, rules: u32, listener: &mut L) {
    let name = |name: &str| InterfaceName::new(name).expect("the name is short");
    let scene = Scene { hook: Hook::Forward, table: TableName::Filter, input: name("eth0"), output: name("eth1") };
    let mut packet = packet();
    let asked = lab.on_host(HostId(0), listener, |kernel| {
        // Each walk is an action of its own: their rules are not added up until the bound ends the walk.
        let (end, asked) = kernel.walk_alone(black_box(&mut packet), scene);
        black_box(end);
        asked
    });
    let mut expected = Allowance::after(0);
    expected.pass(rules as usize);
    assert_eq!(asked, Some(expected.cost(|| u64::from(rules))), "the packet must come to every rule");
}

fn packet() -> Packet {
    let segment = TcpSegment {
        source_port: 40_000,
        destination_port: 80,
        sequence: 1,
        acknowledgement: 0,
        flags: TcpFlags::SYN,
        window: 64_240,
        options: TcpOptions::default(),
    };
    let datagram = Datagram {
        source: Ipv4Addr::new(192, 168, 1, 2),
        destination: Ipv4Addr::new(203, 0, 113, 7),
        ttl: 64,
        tos: 0,
        identification: 0,
        dont_fragment: true,
        transport: Transport::Tcp(segment),
        payload: [].into(),
    };
    Packet::new(Default::default(), datagram)
}

fn shake<L: Listener>(lab: &Lab, scenario: &Scenario, listener: &mut L) {
    let mut lab = lab.clone();
    for action in &scenario.actions {
        black_box(perform(&mut lab, action, listener));
    }
}
