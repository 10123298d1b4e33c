//! How fast the engine is: a rule, a handshake, all ports of a host, reading rules.
//! What it must give in return (agreement, soundness) the tests hold.
//!
//! `cargo bench -p oracle` prints one line a measurement; a word behind it picks those whose name has it.
//! Each measurement is repeated, and the quickest and the middle repetition are told: a busy machine only ever adds.

use std::fmt::Write;
use std::hint::black_box;
use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use engine::kernel::event::{HostId, Listener, Silence, Trace};
use engine::kernel::host::Host;
use engine::kernel::walk::{Allowance, Scene};
use engine::lab::scenario::{Action, ConnectAction, Scenario};
use engine::lab::{Customs, Lab, build, perform};
use engine::state::hook::{Hook, TableName};
use engine::state::interface::InterfaceName;
use engine::state::packet::{Datagram, Packet, TcpFlags, TcpOptions, TcpSegment, Transport};
use engine::tools;
use serde_json::json;

/// What may be exceeded by nothing but a slower machine.
const RULE: Duration = Duration::from_nanos(3);
const HANDSHAKE: Duration = Duration::from_micros(50);
const PARSING: Duration = Duration::from_millis(10);

const REPETITIONS: usize = 30;
const ONE_REPETITION: Duration = Duration::from_millis(10);

fn main() {
    let wanted = std::env::args().skip(1).find(|word| !word.starts_with('-')).unwrap_or_default();
    let bench = Bench { wanted };
    println!("{:<52} {:>12} {:>12}  target", "", "quickest", "middle");
    bench.rules();
    bench.handshake();
    bench.ports();
    bench.crowd();
    bench.parsing();
}

struct Bench {
    wanted: String,
}

impl Bench {
    /// `parts`: how many rules, connections ... one call of `work` does; the time is told for one of them.
    fn measure(&self, name: &str, parts: u32, target: Option<Duration>, work: impl FnMut()) {
        self.measure_beside(0.0, name, parts, target, work);
    }

    /// `beside`: nanoseconds that a call takes anyway, and that are not told. Gives back the quickest, told or not.
    fn measure_beside(&self, beside: f64, name: &str, parts: u32, target: Option<Duration>, mut work: impl FnMut()) -> f64 {
        if !name.contains(&self.wanted) {
            return 0.0;
        }
        let started = Instant::now();
        work();
        let once = started.elapsed().max(Duration::from_nanos(20));
        let calls = (ONE_REPETITION.as_nanos() / once.as_nanos()).clamp(1, 1_000_000) as u32;
        let repetitions = if once > Duration::from_millis(300) { 3 } else { REPETITIONS };
        let mut times: Vec<f64> = (0..repetitions)
            .map(|_| {
                let started = Instant::now();
                (0..calls).for_each(|_| work());
                (started.elapsed().as_nanos() as f64 / f64::from(calls) - beside) / f64::from(parts)
            })
            .collect();
        times.sort_by(f64::total_cmp);
        let (quickest, middle) = (times[0], times[times.len() / 2]);
        let target = target.map_or(String::new(), |target| {
            let kept = if quickest <= target.as_nanos() as f64 { "holds" } else { "MISSED" };
            format!("{kept}: {}", time(target.as_nanos() as f64))
        });
        println!("{name:<52} {:>12} {:>12}  {target}", time(quickest), time(middle));
        quickest
    }

    /// One packet through rules of which none matches. What a walk takes without any is told by itself.
    fn rules(&self) {
        let mut bare = router(&rules_of("", 0));
        let mut trace = Trace::default();
        let silent = self.measure_beside(0.0, "a walk without rules, silent", 1, None, || walk(&mut bare, 0, &mut Silence));
        let traced = self.measure_beside(0.0, "a walk without rules, traced", 1, None, || {
            trace.events.clear();
            walk(&mut bare, 0, &mut trace);
        });
        for (kind, line) in KINDS {
            for count in [10, 100, 1_000, 10_000] {
                let mut lab = router(&rules_of(line, count));
                let name = format!("a rule of {count}, {kind}");
                self.measure_beside(silent, &format!("{name}, silent"), count, Some(RULE), || {
                    walk(&mut lab, count, &mut Silence)
                });
                self.measure_beside(traced, &format!("{name}, traced"), count, None, || {
                    trace.events.clear();
                    walk(&mut lab, count, &mut trace);
                });
            }
        }
    }

    fn handshake(&self) {
        let scenario = oracle::scenario::read(include_str!("handshake.json")).expect("the scenario stands beside this file");
        let (lab, _) = build(&scenario, Customs::REPLAY);
        self.measure("cloning the lab", 1, None, || drop(black_box(lab.clone())));
        self.measure("a handshake through Docker's rules, silent", 1, None, || shake(&lab, &scenario, &mut Silence));
        let mut trace = Trace::default();
        self.measure("a handshake through Docker's rules, traced", 1, Some(HANDSHAKE), || {
            trace.events.clear();
            shake(&lab, &scenario, &mut trace);
        });
    }

    fn ports(&self) {
        let scenario = oracle::scenario::read(include_str!("handshake.json")).expect("the scenario stands beside this file");
        let (fresh, _) = build(&scenario, Customs::REPLAY);
        self.measure("a connection of 65,536 to as many ports, silent", 65_536, None, || {
            let mut lab = fresh.clone();
            for port in 0..=u16::MAX {
                let to = (Ipv4Addr::new(192, 168, 66, 100), port);
                let action = Action::Connect(ConnectAction {
                    host: "client".to_owned(),
                    to,
                    from: (Ipv4Addr::UNSPECIFIED, 0),
                    name: None,
                    send: None,
                    close: None,
                    mark: 0,
                });
                black_box(perform(&mut lab, &action, &mut Silence));
            }
        });
    }

    /// Each connection stays open, so later ones find more sockets: the time for one must not grow with them.
    fn crowd(&self) {
        for count in [1_000, 8_000, 64_000] {
            let lab = crowded(count);
            self.measure(&format!("a connection of {count} that stay, silent"), u32::from(count), None, || {
                let mut lab = lab.clone();
                for number in 0..count {
                    black_box(perform(&mut lab, &stay(number), &mut Silence));
                }
            });
        }
    }

    fn parsing(&self) {
        for (kind, line) in KINDS {
            let text = rules_of(line, 5_000);
            self.measure(&format!("reading 5,000 rules, {kind}"), 1, Some(PARSING), || {
                black_box(tools::restore_rules(&mut Host::new("reader"), &text, false));
            });
        }
    }
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

/// Rules that the packet does not meet; `NUMBER` and `BYTES` differ from rule to rule.
const KINDS: [(&str, &str); 4] = [
    ("by address", "-A FORWARD -s 10.BYTES/32 -j DROP"),
    ("by interface", "-A FORWARD -i tunNUMBER -j DROP"),
    ("by protocol and address", "-A FORWARD -d 10.BYTES/32 -p udp -m udp --dport 53 -j ACCEPT"),
    ("by port", "-A FORWARD -p tcp -m tcp --dport NUMBER -j ACCEPT"),
];

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
    lab.hosts.push(host);
    lab
}

/// `rules`: how many there are.
fn walk<L: Listener>(lab: &mut Lab, rules: u32, listener: &mut L) {
    let name = |name: &str| InterfaceName::new(name).expect("the name is short");
    let scene = Scene { hook: Hook::Forward, table: TableName::Filter, input: name("eth0"), output: name("eth1") };
    let mut packet = packet();
    let asked = lab.on_host(HostId(0), listener, |kernel| {
        // Each walk is an action of its own: their rules are not added up until the bound ends the walk.
        kernel.outbox.rules_asked = 0;
        let base = kernel.host.tables.get(&scene.table).and_then(|table| table.base_place(scene.hook)).unwrap_or_default();
        black_box(kernel.walk(black_box(&mut packet), scene, base));
        kernel.outbox.rules_asked
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

fn time(nanoseconds: f64) -> String {
    match nanoseconds {
        small if small < 1e3 => format!("{small:.2} ns"),
        medium if medium < 1e6 => format!("{:.2} µs", medium / 1e3),
        large => format!("{:.2} ms", large / 1e6),
    }
}
